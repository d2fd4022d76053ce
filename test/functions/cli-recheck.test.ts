import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { FileDigest } from '../../shared/command/recheck/digest.ts';
import { makeCertificate, serverTls } from '../support/certificates.ts';
import { digestBody, runBody, startScriptedService } from '../support/scripted-service.ts';
import { type ServerOptions, type SmtpServer, startSmtpServer } from '../support/scripted-smtp.ts';
import { startZoneServer, type World, type ZoneServer } from '../support/zone-server.ts';
import { type Ended, type RunOptions, run, runSources } from './command-kit.ts';

jest.setTimeout(120_000);

const PLACE = mkdtempSync(join(tmpdir(), 'mxready-recheck-'));
const at = (name: string): string => join(PLACE, name);
const DOMAINS = Array.from({ length: 12 }, (_, index) => `d${index}.test`);

const WORLD: World = {
  'mx.contoso.test': { A: ['127.0.0.1'] },
  '1.0.0.127.in-addr.arpa': { PTR: ['mx.contoso.test'] },
  ...Object.fromEntries(DOMAINS.map((domain) => [domain, { MX: [[10, 'mx.contoso.test'] as [number, string]] }])),
};

let zone: ZoneServer;
let secure: ServerOptions;
beforeAll(async () => {
  zone = await startZoneServer(WORLD);
  const issued = await makeCertificate('valid');
  writeFileSync(at('ca.pem'), issued.rootPem);
  secure = { tls: serverTls(issued) };
});
afterAll(async () => {
  await zone.close();
  rmSync(PLACE, { recursive: true, force: true });
});

const mxQueries = (domain: string): number => zone.queries.filter(({ name, type }) => name === domain && type === 'MX').length; // biome-ignore format: one thought

const settings = (): Record<string, string> => ({
  MXREADY_RESOLVER: zone.server,
  MXREADY_ALLOW_NETWORKS: '127.0.0.0/8',
  MXREADY_CA_FILE: at('ca.pem'),
  MXREADY_PAUSE_LEAST: '0',
  MXREADY_PAUSE_MOST: '0',
});

/** Domains on servers in turn, one line each. */
function listOf(name: string, domains: readonly string[], servers: readonly SmtpServer[]): string {
  const lines = domains.map((domain, index) => `t1,${domain},${servers[index % servers.length]?.port},dns session`);
  writeFileSync(at(name), `tenantId,domain,port,categories\n${lines.join('\n')}\n`);
  return at(name);
}

async function withServers<T>(
  options: readonly ServerOptions[],
  use: (servers: SmtpServer[]) => Promise<T>,
): Promise<T> {
  // biome-ignore format: one thought
  const servers = await Promise.all(options.map((one) => startSmtpServer(one)));
  try {
    return await use(servers);
  } finally {
    await Promise.all(servers.map((one) => one.close()));
  }
}

function recheck(
  file: string,
  servers: readonly SmtpServer[],
  args: readonly string[] = [],
  more: RunOptions = {},
  how = run,
): Promise<Ended> {
  // biome-ignore format: one thought
  const ports = servers.flatMap(({ port }) => ['--allow-port', `${port}`]);
  return how(['recheck', '--file', file, ...ports, ...args], { env: settings(), ...more });
}

const linesOf = (path: string): string[] => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []); // biome-ignore format: one thought
const domainsIn = (path: string): string[] => linesOf(path).slice(1).map((line) => (JSON.parse(line) as { domain: string }).domain); // biome-ignore format: one thought
const digestIn = ({ stdout }: Ended): FileDigest => JSON.parse(stdout) as FileDigest;

/** Sends a signal as soon as so many domains stand in the unfinished state. */
const whenDone =
  (path: string, count: number, signal: NodeJS.Signals): RunOptions['started'] =>
  (child) => {
    const timer = setInterval(() => {
      if (domainsIn(path).length < count) return;
      clearInterval(timer);
      child.kill(signal);
    }, 5);
    child.once('exit', () => clearInterval(timer));
  };

const FULL = '/dev/full';

describe('a list of domains', () => {
  test('killed in the middle goes on: every domain ends once, and what is done is not asked for again', async () => {
    await withServers([secure, secure, secure], async (servers) => {
      const file = listOf('killed.csv', DOMAINS, servers);
      const next = `${file}.mxready.ndjson.next`;
      const killed = await recheck(file, servers, ['--concurrency', '1'], { started: whenDone(next, 4, 'SIGKILL') });
      expect(killed.signal).toBe('SIGKILL');
      const before = domainsIn(next);
      expect(before.length).toBeGreaterThanOrEqual(4);
      expect(before.length).toBeLessThan(12);
      // A last line that did not get to the disk in whole.
      const torn = before.at(-1) ?? '';
      truncateSync(next, readFileSync(next).length - 20);
      const asked = new Map(DOMAINS.map((domain) => [domain, mxQueries(domain)]));

      const resumed = await recheck(file, servers, ['--format', 'json']);
      expect(resumed.stderr).toContain(`${before.length - 1} of 12 domains are done`);
      expect(resumed.code).toBe(0);
      const state = `${file}.mxready.ndjson`;
      expect(domainsIn(state).sort()).toEqual([...DOMAINS].sort());
      expect(digestIn(resumed)).toMatchObject({
        total: 12,
        done: 12,
        byVerdict: { readyWithWarnings: 12 },
        domains: [],
      });
      const again = DOMAINS.filter((domain) => mxQueries(domain) > (asked.get(domain) ?? 0));
      expect(again.sort()).toEqual(DOMAINS.filter((one) => one === torn || !before.includes(one)).sort());
      expect([existsSync(next), existsSync(`${state}.lock`)]).toEqual([false, false]);
      // Two connections at an address at a time, whatever the number of checks.
      expect(Math.max(...servers.map(({ maxConcurrent }) => maxConcurrent))).toBeLessThanOrEqual(2);
    });
  });

  test('stopped by SIGINT leaves a whole state, says how to go on, and closes what is open', async () => {
    await withServers([secure], async (servers) => {
      const file = listOf('stopped.csv', DOMAINS, servers);
      const next = `${file}.mxready.ndjson.next`;
      const stopped = await recheck(file, servers, ['--concurrency', '2'], { started: whenDone(next, 2, 'SIGINT') });
      expect(stopped).toMatchObject({ code: 130, stdout: '' });
      expect(stopped.stderr).toContain('the same command goes on where it was');
      expect(stopped.stderr).not.toMatch(/ at |Error/);
      expect(readFileSync(next, 'utf8')).toMatch(/\}\n$/);
      expect(existsSync(`${file}.mxready.ndjson.lock`)).toBe(false);
      await servers[0]?.idle();
    });
  });

  test('tells what got worse since the run before, and what better; a blip is not told', async () => {
    const bad = { keywords: ['PIPELINING', 'SIZE 10000000'] };
    let worse = false;
    let blip = 0;
    const turning: ServerOptions = { ...secure, ehlo: () => (worse ? bad : undefined) };
    // Each look asks for its MX twice, once for the lane.
    const blipping: ServerOptions = { ...secure, ehlo: () => (mxQueries('d1.test') <= blip ? bad : undefined) };
    await withServers([turning, blipping, secure], async (servers) => {
      const file = listOf('worse.csv', DOMAINS.slice(0, 3), servers);
      const args = ['--format', 'json', '--confirm-after', '0', '--quiet'];
      const first = await recheck(file, servers, args);
      expect(first).toMatchObject({ code: 0, stderr: '' });
      expect(digestIn(first).domains).toEqual([]);
      worse = true;
      blip = mxQueries('d1.test') + 2;
      const second = await recheck(file, servers, [...args, '--out', at('worse.json')]);
      expect(second).toMatchObject({ code: 2, stdout: '', stderr: '' });
      const told = JSON.parse(readFileSync(at('worse.json'), 'utf8')) as FileDigest;
      const kinds = told.domains.map(({ domain, items }) => [domain, [...new Set(items.map(({ kind }) => kind))]]);
      expect(kinds[0]).toEqual(['d0.test', expect.arrayContaining(['worse'])]);
      expect(kinds).toHaveLength(1);
      // The second look took it back: another two questions.
      expect(mxQueries('d1.test')).toBe(blip + 2);
      const third = await recheck(file, servers, ['--quiet', '--confirm-after', '0']);
      expect(third.code).toBe(0);
      worse = false;
      const fourth = await recheck(file, servers, args);
      const last = digestIn(fourth).domains.map(({ domain, items }) => [domain, items.map(({ kind }) => kind)]);
      expect(last).toEqual([['d0.test', expect.arrayContaining(['better'])]]);
      expect(fourth.code).toBe(0);
    });
  });

  (existsSync(FULL) ? test : test.skip)(
    'that could not be told ends with an error; the same command tells it, and checks nothing anew',
    async () => {
      const bad = { keywords: ['PIPELINING', 'SIZE 10000000'] };
      let worse = false;
      await withServers([{ ...secure, ehlo: () => (worse ? bad : undefined) }], async (servers) => {
        const file = listOf('untold.csv', DOMAINS.slice(0, 2), servers);
        const state = `${file}.mxready.ndjson`;
        const args = ['--format', 'json', '--confirm-after', '0'];
        expect((await recheck(file, servers, args)).code).toBe(0);
        const before = readFileSync(state, 'utf8');
        worse = true;
        const full = openSync(FULL, 'w');
        const toStdout = await recheck(file, servers, args, { stdout: full });
        closeSync(full);
        expect(toStdout.code).toBe(70);
        expect(toStdout.stderr).toContain('the same command tells it');
        expect(readFileSync(state, 'utf8')).toBe(before);
        const untold = readFileSync(`${state}.next`, 'utf8');
        // Well again by now, which nobody must see before the loss was told.
        worse = false;
        const asked = zone.queries.length;
        expect((await recheck(file, servers, [...args, '--out', FULL])).code).toBe(70);
        const told = await recheck(file, servers, args);
        expect(told.code).toBe(2);
        expect(told.stderr).toMatch(/nothing is checked anew\n2\/2 100 % · done · worse/);
        expect(digestIn(told).run).toBe((JSON.parse(untold.split('\n')[0] ?? '') as { run: string }).run);
        expect(digestIn(told).news.worse).toBeGreaterThan(0);
        expect(zone.queries.length).toBe(asked);
        expect([readFileSync(state, 'utf8'), existsSync(`${state}.next`)]).toEqual([untold, false]);
      });
    },
  );

  test('as text, from its sources, in German, with lines of progress beside it', async () => {
    await withServers([secure], async (servers) => {
      const file = listOf('text.csv', DOMAINS.slice(0, 2), servers);
      const { code, stdout, stderr } = await recheck(file, servers, ['--lang', 'de'], {}, runSources);
      expect(code).toBe(0);
      expect(stdout).toMatch(/2 von 2/);
      expect(stdout).not.toMatch(/\/v1\/|undefined|null/);
      expect(stderr).toMatch(/2\/2 100 % · done · with warnings 2/);
      expect(stdout + stderr).not.toContain('\u001b');
    });
  });

  test('with wrong lines is told line by line, and nothing is begun', async () => {
    writeFileSync(at('wrong.csv'), 'domain,port,colour\n');
    const columns = await run(['recheck', '--file', at('wrong.csv')], { env: settings() });
    expect(columns).toMatchObject({ code: 64, stdout: '', stderr: expect.stringContaining('no column "colour"') });
    writeFileSync(
      at('wrong.csv'),
      'domain,port,target\nd0.test,25,\n..,25,\nd1.test,22,\nd0.test,25,\nd2.test,25,127.0.0.1\n',
    );
    const asked = zone.queries.length;
    const { code, stderr } = await run(['recheck', '--file', at('wrong.csv')], {
      env: { MXREADY_RESOLVER: zone.server },
    });
    expect(code).toBe(64);
    const named = stderr
      .split('\n')
      .slice(1, -1)
      .map((line) => line.trim().split(':')[0]);
    expect(named).toEqual(['line 3, domain', 'line 4, port', 'line 5, domain', 'line 6, target']);
    expect(zone.queries.length).toBe(asked);
    expect(existsSync(at('wrong.csv.mxready.ndjson.next'))).toBe(false);
  });

  test('that another process works on is refused; one that is gone is taken over', async () => {
    await withServers([secure], async (servers) => {
      const file = listOf('locked.csv', DOMAINS.slice(0, 2), servers);
      const lock = `${file}.mxready.ndjson.lock`;
      let second: Promise<Ended> | undefined;
      const slow = await startSmtpServer({ greeting: { silent: true } });
      const held = listOf('locked.csv', ['d0.test'], [slow]);
      const first = await recheck(held, [slow], [], {
        started: (child) => {
          const timer = setInterval(() => {
            if (!existsSync(lock) || second !== undefined) return;
            clearInterval(timer);
            second = recheck(held, [slow]);
            void second.then(() => child.kill('SIGKILL'));
          }, 5);
        },
      });
      await slow.close();
      expect(first.signal).toBe('SIGKILL');
      expect(await second).toMatchObject({ code: 64, stderr: expect.stringMatching(/^mxready: process \d+ on .* is at work/) }); // biome-ignore format: one thought
      expect(existsSync(lock)).toBe(true);
      // Another list by now: it is begun anew.
      listOf('locked.csv', DOMAINS.slice(0, 2), servers);
      const other = await recheck(file, servers);
      expect(other).toMatchObject({ code: 64, stderr: expect.stringContaining('another list') });
      expect((await recheck(file, servers, ['--anew'])).code).toBe(0);
    });
  });

  test('whose state is none of ours is left alone', async () => {
    await withServers([secure], async (servers) => {
      const file = listOf('strange.csv', ['d0.test'], servers);
      appendFileSync(at('strange.txt'), 'notes of somebody\nmore of them\n');
      const { code, stderr } = await recheck(file, servers, ['--state', at('strange.txt')]);
      expect([code, stderr]).toEqual([64, expect.stringContaining('damaged in line 1')]);
      expect(readFileSync(at('strange.txt'), 'utf8')).toBe('notes of somebody\nmore of them\n');
    });
  });
});

describe('wrong usage', () => {
  test.each([
    [['--file', at('absent.csv')], 'ENOENT'],
    [['contoso.test'], 'argument'],
  ])('%j', async (args, names) => {
    const { code, stdout, stderr } = await run(['recheck', ...args]);
    expect({ code, stdout, stderr }).toEqual({ code: 64, stdout: '', stderr: expect.stringContaining(names) });
    expect(stderr).toMatch(/^mxready: \P{Cc}+\n$/u);
  });
});

describe('a service', () => {
  test('is found by the environment, and a run there followed to its digest', async () => {
    const service = await startScriptedService({
      'POST /v1/rechecks': [{ status: 202, body: runBody('listing', 0) }],
      'GET /v1/rechecks/r1': [{ body: runBody('running', 4), headers: { 'retry-after': '0' } }, { body: runBody('done', 10, { news: { worse: 3 } }) }], // biome-ignore format: one thought
      'GET /v1/rechecks/r1/digest?format=json': [{ body: digestBody({ nothingWorse: false, listed: 1 }) }],
      'GET /v1/rechecks/r1/digest': [{ text: 'three are worse\n' }],
    });
    const { code, stdout, stderr } = await run(['recheck'], { env: { MXREADY_SERVICE: service.url, MXREADY_TOKEN: 's3' } }); // biome-ignore format: one thought
    await service.close();
    expect([code, stdout]).toEqual([2, 'three are worse\n']);
    expect(stderr).toMatch(/^run r1\n4\/10 40 % · ready 4\n10\/10 100 % · done · worse 3 · ready 10\n$/);
    expect(service.received[0]?.headers.authorization).toBe('Bearer s3');
  });

  test('goes on when Ctrl-C ends the following', async () => {
    let watched = (): void => {};
    const looked = new Promise<void>((resolve) => {
      watched = resolve;
    });
    const service = await startScriptedService({
      'GET /v1/rechecks/r1': [{ body: runBody('running', 4), headers: { 'retry-after': '0' } }],
    });
    const ended = await run(['recheck', '--service', service.url, '--follow', 'r1'], {
      started: (child) => {
        child.stderr?.once('data', watched);
        void looked.then(() => child.kill('SIGINT'));
      },
    });
    await service.close();
    expect([ended.code, ended.stdout]).toEqual([130, '']);
    expect(ended.stderr).toContain(`follow it: mxready recheck --service ${service.url} --follow r1`);
    expect(service.received.every(({ method }) => method === 'GET')).toBe(true);
  });

  test.each([
    [{ status: 403, body: { detail: 'needs rechecks:write' } }, '(403): needs rechecks:write'],
    [{ status: 503, body: { detail: 'all testing is switched off' }, headers: { 'retry-after': '300' } }, '(503): all testing is switched off; ask again in 5 min'], // biome-ignore format: one thought
  ])('that refuses ends it with 64: %j', async (reply, says) => {
    const service = await startScriptedService({ 'POST /v1/rechecks': [reply] });
    const { code, stderr } = await run(['recheck', '--service', service.url]);
    await service.close();
    expect([code, stderr]).toEqual([64, `mxready: the service refuses ${says}\n`]);
  });
});
