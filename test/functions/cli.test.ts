import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { deadPort } from '../support/blackhole.ts';
import { makeCertificate, serverTls } from '../support/certificates.ts';
import { type ServerOptions, type SmtpServer, startSmtpServer } from '../support/scripted-smtp.ts';
import { startZoneServer, type World, type ZoneServer } from '../support/zone-server.ts';
import { type Ended, ROOT, type RunOptions, run, runSources } from './command-kit.ts';
import { readReport } from './read-report.ts';

jest.setTimeout(60_000);

const PLACE = mkdtempSync(join(tmpdir(), 'mxready-cli-'));
const at = (name: string): string => join(PLACE, name);
const CA = at('ca.pem');

const WORLD: World = {
  'contoso.test': { MX: [[10, 'mx.contoso.test']] },
  'mx.contoso.test': { A: ['127.0.0.1'] },
  '1.0.0.127.in-addr.arpa': { PTR: ['mx.contoso.test'] },
  'unknown.test': 'SERVFAIL',
  'many.test': { MX: Array.from({ length: 14 }, (_, index): [number, string] => [index, `mx${index}.many.test`]) },
  'mx0.many.test': { A: ['127.0.0.1'] },
};

let zone: ZoneServer;
let secure: ServerOptions;
beforeAll(async () => {
  zone = await startZoneServer(WORLD);
  const issued = await makeCertificate('valid');
  await writeFile(CA, issued.rootPem);
  secure = { tls: serverTls(issued) };
});
afterAll(async () => {
  await zone.close();
  rmSync(PLACE, { recursive: true, force: true });
});

interface Lab {
  server: SmtpServer;
  check(args: readonly string[], options?: RunOptions, how?: typeof run): ReturnType<typeof run>;
}

/** A server, and the command that checks it; what may be tested is said in the environment. */
async function lab<T>(options: ServerOptions, use: (lab: Lab) => Promise<T>): Promise<T> {
  const server = await startSmtpServer(options);
  const settings = {
    MXREADY_RESOLVER: zone.server,
    MXREADY_ALLOW_NETWORKS: '127.0.0.0/8',
    MXREADY_ALLOW_PORTS: String(server.port),
    MXREADY_PAUSE_LEAST: '0',
    MXREADY_PAUSE_MOST: '0',
  };
  const check: Lab['check'] = (args, { env = {}, ...more } = {}, how = run) =>
    how([...args, '--port', String(server.port), '--categories', 'dns,session'], {
      env: { ...settings, ...env },
      ...more,
    });
  try {
    return await use({ server, check });
  } finally {
    await server.close();
  }
}

test('--help and --version', async () => {
  const [help, version] = await Promise.all([run(['--help']), run(['--version'])]);
  expect([help.code, help.stderr, version.code, version.stderr]).toEqual([0, '', 0, '']);
  const { version: ours } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(version.stdout).toBe(`${ours}\n`);
  const options = [
    'target',
    'port',
    'mode',
    'phase',
    'gateway',
    'no-tls',
    'categories',
    'format',
    'out',
    'lang',
    'log',
  ];
  const more = [
    'resolver',
    'ca',
    'helo',
    'egress-is-gateway',
    'quiet',
    'allow-network',
    'allow-port',
    'timeout',
    'strict',
  ];
  for (const option of [...options, ...more]) expect(help.stdout).toContain(`--${option}`);
  for (const code of [0, 1, 2, 3, 4, 64, 70]) expect(help.stdout).toMatch(new RegExp(`(^|\\D)${code} \\S`, 'm'));
});

test('as README runs it, from its sources: the same report and exit code, and wrong usage is one line', async () => {
  const args = ['contoso.test', '--ca', CA, '--strict', '--quiet'];
  const [sources, packed, wrong] = await Promise.all([
    lab(secure, ({ check }) => check(args, {}, runSources)),
    lab(secure, ({ check }) => check(args)),
    runSources(['contoso.test', '--nonsense']),
  ]);
  expect([sources.code, sources.stderr]).toEqual([packed.code, '']);
  const timeless = ({ stdout }: Ended): string => stdout.replaceAll(/\d+/g, '0').replaceAll(/\s+/g, ' ');
  expect(timeless(sources)).toBe(timeless(packed));
  expect(wrong).toMatchObject({ code: 64, stdout: '', stderr: expect.stringMatching(/^mxready: \P{Cc}+\n$/u) });
});

describe('a healthy server', () => {
  test('is ready but for what was left out: 0, as text, plain in a pipe, with progress beside it', async () => {
    const { code, stdout, stderr } = await lab(secure, ({ check }) => check(['contoso.test', '--ca', CA, '--strict']));
    // Rows that nobody asked for leave it at "ready with warnings" at best (rows.md).
    expect([code, stderr.includes('session')]).toEqual([1, true]);
    expect(stdout).toContain('contoso.test');
    expect(stdout).toContain('Connection to target server');
    expect(stdout + stderr).not.toContain('\u001b');
    expect(stdout).not.toContain('EHLO [127.0.0.1]');
    expect(stderr).toMatch(/^(\P{Cc}+\n)+$/u);
  });

  test('is checked in German, with the transcript, without a word on standard error', async () => {
    const { code, stdout, stderr } = await lab(secure, ({ check }) =>
      check(['contoso.test', '--ca', CA, '--lang', 'de', '--log', '--quiet'], { env: { NO_COLOR: '1' } }),
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Verbindung zum Zielserver');
    expect(stdout).toContain('EHLO [127.0.0.1]');
    expect(stdout).not.toContain('\u001b');
  });

  test.each([
    ['html', '<!doctype html>\n<html lang="de">', '</html>\n'],
    ['csv', '\ufeffcheck,domain,', '\r\n'],
    ['junit', '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites', '</testsuites>\n'],
  ])('is reported as %s, whole, into a file', async (format, beginning, end) => {
    const file = at(`report.${format}`);
    const { code, stdout } = await lab(secure, ({ check }) =>
      check(['contoso.test', '--ca', CA, '--format', format, '--out', file, '--lang', 'de', '--quiet']),
    );
    expect([code, stdout]).toEqual([0, '']);
    const text = readFileSync(file, 'utf8');
    expect([text.startsWith(beginning), text.endsWith(end)]).toEqual([true, true]);
    expect(text).toContain('contoso.test');
  });

  test('is reported as JSON with the fields of the contract and no others', async () => {
    const { code, stdout, stderr } = await lab(secure, ({ check }) =>
      check(['contoso.test', '--ca', CA, '--format', 'json', '--helo', 'probe.example.com'], {
        env: { MXREADY_EGRESS_ADDRESSES: '192.0.2.7', MXREADY_EGRESS_IS_GATEWAY: 'yes' },
      }),
    );
    expect(code).toBe(0);
    expect(stderr).not.toBe('');
    const report = readReport(stdout);
    expect(report).toMatchObject({
      domain: 'contoso.test',
      tenantId: null,
      target: { host: 'mx.contoso.test', source: 'mx', addresses: ['127.0.0.1'] },
      mode: 'unprovisioned',
      phase: 'before',
      vantage: { egress: '192.0.2.7', helo: 'probe.example.com', isGateway: true },
      verdict: 'readyWithWarnings',
      categories: [
        { id: 'dns', outcome: 'completed' },
        { id: 'session', outcome: 'completed' },
      ],
    });
    expect(report.counts.fail + report.counts.warn).toBe(0);
    expect(report.rows.find(({ id }) => id === 'certificate-trust')?.status).toBe('pass');
    expect(report.conversations[0]?.lines.map(({ text }) => text)).toContain('EHLO probe.example.com');
  });
});

test('--out takes the report, and standard output nothing', async () => {
  const path = at('report.json');
  const { code, stdout } = await lab({}, ({ check }) =>
    check(['contoso.test', '--format', 'json', '--out', path, '--quiet']),
  );
  expect([code, stdout]).toEqual([0, '']);
  expect(readReport(readFileSync(path, 'utf8')).domain).toBe('contoso.test');
});

test('exit codes: warnings 1 (--strict), not ready 2, incomplete 3, unreachable 4', async () => {
  const dead = await deadPort();
  const [strict, refused, unknown, unreachable, late] = await Promise.all([
    lab({}, ({ check }) => check(['contoso.test', '--strict', '--quiet'])),
    lab({ greeting: '554 5.3.2 no service here' }, ({ check }) => check(['contoso.test', '--format', 'json'])),
    lab({}, ({ check }) => check(['unknown.test', '--format', 'json', '--quiet'])),
    run(['contoso.test', '--port', String(dead.port), '--format', 'json', '--quiet'], {
      env: {
        MXREADY_RESOLVER: zone.server,
        MXREADY_ALLOW_NETWORKS: '127.0.0.0/8',
        MXREADY_ALLOW_PORTS: String(dead.port),
      },
    }),
    lab({ greeting: { silent: true } }, ({ check }) => check(['contoso.test', '--format', 'json', '--timeout', '2'])),
  ]);
  dead.close();
  expect(strict).toMatchObject({ code: 1, stderr: '' });
  expect(refused.code).toBe(2);
  expect(readReport(refused.stdout)).toMatchObject({ verdict: 'notReady' });
  expect(unknown).toMatchObject({ code: 3, stderr: '' });
  expect(readReport(unknown.stdout)).toMatchObject({ verdict: 'incomplete', target: null });
  expect(unreachable).toMatchObject({ code: 4, stderr: '' });
  expect(readReport(unreachable.stdout).rows[0]).toMatchObject({
    id: 'connect',
    status: 'fail',
    code: 'refused',
  });
  // Out of time: a report all the same, which says so.
  expect(late.code).toBe(3);
  expect(readReport(late.stdout)).toMatchObject({
    verdict: 'incomplete',
    categories: [
      { id: 'dns', outcome: 'completed' },
      { id: 'session', outcome: 'incomplete', reason: 'deadline' },
    ],
  });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends the check: exit %i, the connection closed, no file left', async (signal, expected) => {
  const path = at(`${signal}.txt`);
  let connected = (): void => {};
  const connection = new Promise<void>((resolve) => {
    connected = resolve;
  });
  const greeting = () => {
    connected();
    return { silent: true };
  };
  await lab({ greeting }, async ({ server, check }) => {
    const ended = await check(['contoso.test', '--out', path], {
      started: (child) => void connection.then(() => child.kill(signal)),
    });
    expect([ended.code, ended.signal, ended.stdout]).toEqual([expected, null, '']);
    expect(ended.stderr).not.toMatch(/ at |Error/);
    await server.idle();
    expect(server.connections.map(({ closedBy }) => closedBy)).toEqual([expect.stringMatching(/^client/)]);
  });
  expect(existsSync(path)).toBe(false);
});

// Node warns on standard error when more than ten listeners wait for one signal: one per look-up.
test('--quiet is quiet for a domain of many MX hosts too', async () => {
  const { code, stderr, stdout } = await lab(secure, ({ check }) =>
    check(['many.test', '--quiet', '--format', 'json']),
  );
  expect(readReport(stdout).rows.filter(({ id }) => id === 'mx-resolvable')).toHaveLength(14);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

const FULL = '/dev/full';
(existsSync(FULL) ? test : test.skip)('a report that cannot be written is a fault, on one line', async () => {
  const full = openSync(FULL, 'w');
  const { code, stderr } = await lab({}, ({ check }) => check(['contoso.test', '--quiet'], { stdout: full }));
  closeSync(full);
  expect({ code, lines: stderr.split('\n').length - 1 }).toEqual({ code: 70, lines: 1 });
  expect(stderr).toMatch(/^mxready: .*ENOSPC/);
});

test('a reader who has seen enough is no fault, be it of the report or of the progress', async () => {
  const [head, deaf] = await Promise.all([
    lab({}, ({ check }) => check(['contoso.test', '--quiet'], { started: (child) => void child.stdout?.destroy() })),
    lab({}, ({ check }) =>
      check(['contoso.test', '--format', 'json'], { started: (child) => void child.stderr?.destroy() }),
    ),
  ]);
  expect({ code: head.code, stderr: head.stderr }).toEqual({ code: 0, stderr: '' });
  expect(deaf.code).toBe(0);
  expect(readReport(deaf.stdout).domain).toBe('contoso.test');
});
