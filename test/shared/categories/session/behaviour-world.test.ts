import { networkInterfaces } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { deadPort } from '../../../support/blackhole.ts';
import { checkWorld } from '../../../support/check-world.ts';
import { startSmtpServer } from '../../../support/scripted-smtp.ts';
import { briefs, checked, withTls } from './behaviour-kit.ts';

/** Only 127.0.0.1 is there on every system, and ::1 on nearly all. */
const ipv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
  ? test
  : test.skip;

describe('a firewall that masks', () => {
  const STARS = '220 ***************************0*2******0*';
  test.each([
    [
      'greeting and STARTTLS, which it answers',
      { greeting: STARS, ehlo: { keywords: ['XXXXXXXA'] } },
      'fail confirmed',
      'warn not-offered',
    ],
    ['the greeting alone', { greeting: STARS }, 'warn banner-hidden', 'pass established'],
    [
      'the greeting, and STARTTLS is not there',
      { greeting: STARS, ehlo: { keywords: ['SIZE'] }, starttls: '502 no' },
      'warn likely',
      'warn not-offered',
    ],
    [
      'the greeting, and STARTTLS works unasked',
      { greeting: STARS, ehlo: { keywords: ['SIZE'] } },
      'fail confirmed',
      'warn not-offered',
    ],
    [
      'extensions, and echoes our command as X',
      { greeting: STARS, ehlo: { keywords: ['XXXXXXXA'] }, starttls: '500 5.5.1 unrecognized: "XXXXXXXX"' },
      'fail confirmed',
      'warn not-offered',
    ],
    [
      'nothing: extensions of Exchange are no mask',
      { ehlo: { keywords: ['X-EXPS GSSAPI', 'X-ANONYMOUSTLS', 'XEXCH50', 'STARTTLS'] } },
      'pass none',
      'pass established',
    ],
  ])('%s', async (_, server, mask, starttls) => {
    expect(briefs(await checked(await withTls('valid', server)), 'cisco-pix', 'starttls')).toEqual([mask, starttls]);
  });
});

describe('several addresses', () => {
  ipv6('a dead one beside a living one is a warning, and its other rows are not tested', async () => {
    const zone = { 'mx.contoso.test': { A: ['127.0.0.1'], AAAA: ['::1'] } };
    const world = await checked({ zone });
    const at = (id: string, subject: string) => {
      const { status, code, reason } = world.row(id, subject);
      return `${status} ${reason ?? code}`;
    };
    expect([at('connect', '127.0.0.1'), at('connect', '::1')]).toEqual(['pass connected', 'warn dead-address']);
    expect([at('banner', '127.0.0.1'), at('banner', '::1')]).toEqual(['pass greeted', 'notTested earlier-step']);
    expect(world.report.verdict).toBe('readyWithWarnings');
  });

  ipv6('that announce other extensions say so of each other', async () => {
    const first = await startSmtpServer({ address: '::1', ehlo: { keywords: ['SIZE 1000', 'DSN'] } });
    try {
      const zone = { 'mx.contoso.test': { A: ['127.0.0.1'], AAAA: ['::1'] } };
      const world = await checked({ zone, server: { port: first.port } });
      expect(world.row('capabilities', '127.0.0.1').data.differing).toEqual(['::1']);
      expect(world.row('capabilities', '::1').data.differing).toEqual(['127.0.0.1']);
    } finally {
      await first.close();
    }
  });

  test('are visited at the same time, each at most three times at once', async () => {
    const zone = { 'mx.contoso.test': { A: ['127.0.0.1', '127.0.0.1'] } };
    const world = await checked({ zone, server: { maxConnections: 1 } });
    // The same address twice is one address.
    expect(world.report.target?.addresses).toEqual(['127.0.0.1']);
    expect(briefs(world, 'banner')).toEqual(['pass greeted']);
  });

  test('beyond eight are named, not tested', async () => {
    const all = Array.from({ length: 11 }, (_, index) => `127.0.0.${index + 1}`);
    const world = await checked({ zone: { 'mx.contoso.test': { A: all } } });
    expect(world.report.target?.addresses).toHaveLength(8);
    expect(world.row('a-record').data.beyond).toHaveLength(3);
  });
});

describe('no connection', () => {
  test('refused by a published MX', async () => {
    const dead = await deadPort();
    const world = await checkWorld({
      request: { port: dead.port },
      settings: { allowPorts: [dead.port] },
    });
    dead.close();
    expect([...briefs(world, 'connect', 'banner'), world.report.verdict]).toEqual([
      'fail refused',
      'notTested earlier-step',
      'notReady',
    ]);
  });

  test('an address in a forbidden network is never connected to', async () => {
    const zone = {
      'mx.contoso.test': { A: ['10.0.0.1', '169.254.169.254'], AAAA: ['64:ff9b::a00:1', 'fe80::1', 'ff02::1'] },
    };
    const world = await checked({ zone });
    expect(world.server.connections).toEqual([]);
    expect(world.report.conversations).toEqual([]);
    const rows = world.report.rows.filter(({ id }) => id === 'connect');
    expect(rows.map(({ reason, data }) => [reason, data.because])).toEqual(rows.map(() => ['no-target', 'forbidden']));
    expect(world.report.verdict).toBe('incomplete');
  });

  ipv6('IPv6 is tested as IPv4 is', async () => {
    const zone = { 'mx.contoso.test': { AAAA: ['::1'] } };
    const world = await checked({ zone, server: { address: '::1' } });
    expect([...briefs(world, 'connect', 'banner', 'a-record', 'aaaa-record'), world.row('connect').subject]).toEqual([
      'pass connected',
      'pass greeted',
      'notApplicable not-applicable',
      'info addresses',
      '::1',
    ]);
  });
});

describe('whatever the server, a report', () => {
  test('names a reason exactly where something is open, in both languages', async () => {
    for (const lang of ['en', 'de'] as const) {
      const { report } = await checked({ server: { ehlo: '421 busy' }, request: { lang } });
      for (const row of report.rows) {
        const open = row.status === 'inconclusive' || row.status === 'notTested';
        expect([row.id, row.reason !== null]).toEqual([row.id, open]);
        expect(row.text).not.toMatch(/[{}[\]]|undefined|null/);
      }
    }
  });

  test('counts as many round trips as were made, and shows QUIT', async () => {
    const { report, server } = await checked(await withTls('valid'));
    expect(server.connections[0]?.commands).toEqual([
      expect.stringMatching(/^EHLO \[127\.0\.0\.1\]$/),
      'STARTTLS',
      expect.stringMatching(/^EHLO /),
      'QUIT',
    ]);
    // connect, greeting, EHLO, STARTTLS, TLS 1.3, EHLO, QUIT
    expect(report.rows.find(({ id }) => id === 'response-times')?.data.roundTrips).toBe(7);
  });
});
