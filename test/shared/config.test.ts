import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readServiceSettings, readSettings, SETTINGS } from '../../shared/config.ts';
import {
  readHelo,
  readNetwork,
  readPort,
  readResolver,
  readRoots,
  readYesNo,
  SettingError,
} from '../../shared/config-readers.ts';
import { createDnsClient } from '../../shared/net/dns/client.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mxready-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('the settings', () => {
  test('have the defaults of the contract', () => {
    expect(readSettings({})).toEqual({
      gatewaySuffix: 'seppmail.cloud',
      helo: null,
      sender: null,
      spfFailSender: null,
      relaySink: null,
      egressAddresses: [],
      egressIsGateway: false,
      canary: null,
      allowNetworks: [],
      allowPorts: [],
      resolver: null,
      extraRoots: [],
      connectionsPerTarget: 3,
      patience: {
        connect: 10_000,
        greeting: 100_000,
        command: 45_000,
        endOfData: 120_000,
        quit: 10_000,
        replyGrace: expect.any(Number),
        pause: [5000, expect.any(Number)],
        deferral: 10_000,
        spacing: 2000,
      },
      checkSeconds: 240,
      confirmSeconds: 300,
      recheckOpen: 200,
      transcriptDays: 14,
      reportDays: 90,
      linkDays: 30,
      publicUrl: null,
      startPage: false,
      limitPerCaller: 60,
      limitPerDomain: 6,
      nightlySpread: 21_600,
      nightlyMaxAge: 0,
      suppressed: [],
      killSwitch: false,
    });
  });

  test('take a time of day for the nightly run, or none', () => {
    expect(readServiceSettings({ MXREADY_NIGHTLY_AT: ' 23:05 ' }).nightlyAt).toBe('23:05');
    for (const wrong of ['24:00', '1:30', '12:60', 'noon'])
      expect(() => readServiceSettings({ MXREADY_NIGHTLY_AT: wrong })).toThrow('MXREADY_NIGHTLY_AT: ');
  });

  test('of the local service are read apart: a PORT of somebody else is none of the command', () => {
    expect(readServiceSettings({})).toEqual({ dataDir: '.mxready', port: 3000, oidc: null, nightlyAt: null });
    expect(() => readServiceSettings({ PORT: '/dev/tty' })).toThrow('PORT: "/dev/tty" is not a port');
    expect(() => readSettings({ PORT: '/dev/tty' })).not.toThrow();
  });

  test('callers show tokens of an issuer for an audience: both are named or neither', () => {
    const oidc = (issuer?: string, audience?: string) =>
      readServiceSettings({ MXREADY_OIDC_ISSUER: issuer, MXREADY_OIDC_AUDIENCE: audience }).oidc;
    expect(oidc(' https://login.test/a/ ', ' mxready ')).toEqual({ issuer: 'https://login.test/a/', audience: 'mxready' }); // biome-ignore format: one line
    for (const issuer of ['http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:1'])
      expect(oidc(issuer, 'a')?.issuer).toBe(issuer);
    for (const issuer of ['login.test', 'http://login.test', 'http://127.0.0.1.test', 'ftp://localhost', 'https://a.test/?b', 'https://a.test/#b']) // biome-ignore format: one line
      expect(() => oidc(issuer, 'a')).toThrow('MXREADY_OIDC_ISSUER: ');
    expect(() => oidc('https://login.test')).toThrow('MXREADY_OIDC_AUDIENCE: not set, but MXREADY_OIDC_ISSUER is; set both or neither'); // biome-ignore format: one line
    expect(() => oidc(' ', 'mxready')).toThrow('MXREADY_OIDC_ISSUER: not set, but MXREADY_OIDC_AUDIENCE is');
  });

  test('a suppression list has names, networks and a reason for each', () => {
    const { suppressed } = readSettings({
      MXREADY_SUPPRESSION_LIST: ' A.test=no; 192.0.2.0/24 = a lab;2001:db8::1=host;',
    });
    expect(suppressed.map(({ name, network, reason }) => [name, network?.join('/') ?? null, reason])).toEqual([
      ['a.test', null, 'no'],
      [null, '192.0.2.0/24', 'a lab'],
      [null, '2001:db8::1/128', 'host'],
    ]);
  });

  test('are read from the environment', () => {
    const settings = readSettings({
      MXREADY_GATEWAY_SUFFIX: 'GW.example.',
      MXREADY_HELO: 'Probe.example.com',
      MXREADY_EGRESS_ADDRESSES: '192.0.2.1, 2001:DB8::1,',
      MXREADY_EGRESS_IS_GATEWAY: 'Yes',
      MXREADY_CANARY: '[2001:db8::25]:25',
      MXREADY_ALLOW_NETWORKS: '127.0.0.0/8, ::1/128',
      MXREADY_ALLOW_PORTS: '1025,1587',
      MXREADY_RESOLVER: '192.0.2.53:5353',
      MXREADY_CONNECTIONS_PER_TARGET: '1',
      MXREADY_PATIENCE_CONNECT: '2.5',
      MXREADY_PAUSE_LEAST: '9',
      MXREADY_PAUSE_MOST: '1',
      MXREADY_CA_FILE: file('ca.pem', rootCertificates[0] ?? ''),
    });
    expect(settings).toMatchObject({
      gatewaySuffix: 'gw.example',
      helo: 'probe.example.com',
      egressAddresses: ['192.0.2.1', '2001:db8::1'],
      egressIsGateway: true,
      canary: { host: '2001:db8::25', port: 25 },
      allowPorts: [1025, 1587],
      resolver: '192.0.2.53:5353',
      connectionsPerTarget: 1,
      patience: { connect: 2500, pause: [9000, 9000] },
    });
    expect(settings.allowNetworks.map((one) => one.join('/'))).toEqual(['127.0.0.0/8', '::1/128']);
    expect(settings.extraRoots).toHaveLength(1);
  });

  test('that may be left out may be empty too', () => {
    const optional = ['HELO', 'CANARY', 'RESOLVER', 'CA_FILE', 'ALLOW_NETWORKS', 'ALLOW_PORTS', 'EGRESS_ADDRESSES'];
    const empty = Object.fromEntries(optional.map((name) => [`MXREADY_${name}`, '']));
    expect(readSettings(empty)).toEqual(readSettings({}));
  });

  const BAD: readonly (readonly [name: string, text: string])[] = [
    ['GATEWAY_SUFFIX', '..'],
    ['SUPPRESSION_LIST', 'a.test'],
    ['SUPPRESSION_LIST', 'a.test='],
    ['SUPPRESSION_LIST', '10.0.0.0/40=x'],
    ['LIMIT_PER_CALLER', '-1'],
    ['REPORT_DAYS', '0'],
    ['CHECK_SECONDS', '900'],
    ['CHECK_SECONDS', '2e2'],
    ['KILL_SWITCH', 'perhaps'],
    ['GATEWAY_SUFFIX', '192.0.2.1'],
    ['HELO', 'localhost'],
    ['HELO', '[192.0.2.1]'],
    ['HELO', 'a b.example'],
    ['EGRESS_ADDRESSES', '192.0.2.1,nonsense'],
    ['EGRESS_ADDRESSES', '127.1'],
    ['EGRESS_IS_GATEWAY', 'maybe'],
    ['EGRESS_IS_GATEWAY', 'constructor'],
    ['EGRESS_IS_GATEWAY', '__proto__'],
    ['CANARY', 'mx.example'],
    ['CANARY', 'mx.example:0'],
    ['CANARY', 'mx.example:65536'],
    ['CANARY', 'mx_1.example:25'],
    ['ALLOW_NETWORKS', '127.0.0.1'],
    ['ALLOW_NETWORKS', '127.0.0.0/8,10.0.0.0/33'],
    ['ALLOW_NETWORKS', '127/8'],
    ['ALLOW_PORTS', '0'],
    ['ALLOW_PORTS', '25,http'],
    ['ALLOW_PORTS', '-1'],
    ['ALLOW_PORTS', '1e3'],
    ['RESOLVER', 'dns.example'],
    ['RESOLVER', '192.0.2.53:0'],
    ['RESOLVER', '192.0.2.53:'],
    ['RESOLVER', '[192.0.2.53]:53'],
    ['RESOLVER', 'fe80::1%eth0'],
    ['CA_FILE', '/nonexistent/ca.pem'],
    ['CONNECTIONS_PER_TARGET', '0'],
    ['CONNECTIONS_PER_TARGET', '100'],
    ['CONNECTIONS_PER_TARGET', '2.5'],
    ['PATIENCE_CONNECT', ''],
    ['PATIENCE_GREETING', '-1'],
    ['PATIENCE_COMMAND', 'long'],
    ['PATIENCE_QUIT', '1e9'],
    ['PAUSE_LEAST', 'NaN'],
    ['PAUSE_MOST', 'Infinity'],
  ];

  test.each(BAD)('MXREADY_%s=%j is refused by its name, on one line', (name, text) => {
    const variable = `MXREADY_${name}`;
    expect(messageOf(() => readSettings({ [variable]: text }))).toMatch(new RegExp(`^${variable}: \\S.*$`));
  });

  test('quote what they refuse on one line, whatever it was', () => {
    for (const variable of [
      'MXREADY_ALLOW_NETWORKS',
      'MXREADY_CA_FILE',
      'MXREADY_EGRESS_IS_GATEWAY',
      'MXREADY_RESOLVER',
    ]) {
      expect(messageOf(() => readSettings({ [variable]: 'first\nsecond\u001b[31m' }))).not.toMatch(/[\p{Cc}]/u);
    }
  });

  test('are in one table, each with a variable of its own and a meaning', () => {
    const all = Object.values(SETTINGS);
    const names = all.map(({ variable }) => variable);
    expect(new Set(names).size).toBe(names.length);
    for (const { variable, meaning } of all) {
      expect(variable).toMatch(/^MXREADY_[A-Z_]+$/);
      expect(meaning).toMatch(/\S/);
    }
  });
});

describe('a reader', () => {
  test.each(['1', '25', '65535', ' 587 '])('takes %j for a port', (text) => {
    expect(readPort(text)).toBe(Number(text));
  });

  test.each(['', '0', '65536', '100000', '-25', '2.5', '0x19', '1e2', '25a', 'smtp'])('takes %j for none', (text) => {
    expect(() => readPort(text)).toThrow(SettingError);
  });

  test.each([
    '192.0.2.53',
    '192.0.2.53:5353',
    '2001:db8::53',
    '[2001:db8::53]',
    '[2001:db8::53]:5353',
    '::1',
    ' ::1 ',
  ])('takes %j for a resolver, and the DNS client takes it too', (text) => {
    const resolver = readResolver(text);
    expect(createDnsClient({ servers: [resolver] }).servers).toEqual([text.trim()]);
  });

  test.each([
    '',
    'dns',
    '127.1',
    '0x7f.1',
    '1.2.3.4:99999',
    '1.2.3.4:x',
    '[::1',
    '[::1]:',
    '[1.2.3.4]',
    '::1%lo',
    '::ffff:1.2.3.4:53:',
  ])('takes %j for no resolver', (text) => {
    expect(() => readResolver(text)).toThrow(SettingError);
  });

  test('whatever passes for a resolver can be asked', () => {
    for (const text of [
      '[192.0.2.53]:53',
      '[192.0.2.53]',
      '::ffff:192.0.2.53',
      '2001:db8::1:53',
      '0177.0.0.1',
      '1.2.3.4',
    ]) {
      let resolver: string;
      try {
        resolver = readResolver(text);
      } catch (error) {
        expect(error).toBeInstanceOf(SettingError);
        continue;
      }
      expect(() => createDnsClient({ servers: [resolver] })).not.toThrow();
    }
  });

  test('knows yes and no', () => {
    expect(['yes', 'YES', 'true', '1', ' yes '].map(readYesNo)).toEqual([true, true, true, true, true]);
    expect(['no', 'No', 'false', '0'].map(readYesNo)).toEqual([false, false, false, false]);
    for (const text of ['', 'y', 'on', '2', 'constructor', '__proto__'])
      expect(() => readYesNo(text)).toThrow(SettingError);
  });

  test('wants a whole name for EHLO', () => {
    expect(readHelo('bücher.example')).toBe('xn--bcher-kva.example');
    for (const text of ['localhost', '', '192.0.2.1', 'a..b']) expect(() => readHelo(text)).toThrow(SettingError);
  });

  test('reads networks of both families', () => {
    expect(readNetwork(' fd00::/8 ').join('/')).toBe('fd00::/8');
    for (const text of ['', 'x/8', '10.0.0.0', '10.0.0.0/-1', '::/129', '10.0.0.0/8/8']) {
      expect(() => readNetwork(text)).toThrow(SettingError);
    }
  });

  test('of certificates says what is wrong with the file', () => {
    expect(() => readRoots(join(folder, 'absent.pem'))).toThrow(/ENOENT/);
    expect(() => readRoots(folder)).toThrow(/EISDIR/);
    expect(() => readRoots(file('key.pem', '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n'))).toThrow(
      SettingError,
    );
    expect(() => readRoots(file('empty.pem', ''))).toThrow(SettingError);
  });

  // Otherwise it is skipped in silence by the TLS layer, and breaks the judgement of trust in the middle of a check.
  test('of certificates refuses one that is none', () => {
    const broken = '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n';
    expect(() => readRoots(file('broken.pem', broken))).toThrow(SettingError);
    expect(() => readRoots(file('half.pem', '-----BEGIN CERTIFICATE-----\nMIIB'))).toThrow(SettingError);
  });
});

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(SettingError);
    return error instanceof Error ? error.message : '';
  }
  return 'nothing was refused';
}
