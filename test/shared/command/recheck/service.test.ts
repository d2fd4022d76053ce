import { afterEach, describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { ServiceRefusal } from '../../../../shared/command/recheck/http.ts';
import { declareRecheck, type RecheckOptions } from '../../../../shared/command/recheck/options.ts';
import { ServiceUnreachable } from '../../../../shared/command/run-check.ts';
import { recheckService } from '../../../../shared/command/recheck/service.ts';
import {
  digestBody,
  type Reply,
  runBody,
  type ScriptedService,
  startScriptedService,
} from '../../../support/scripted-service.ts';

function optionsOf(...args: string[]): RecheckOptions {
  const root = new Command('mxready').enablePositionalOptions().exitOverride();
  let options: RecheckOptions | undefined;
  declareRecheck(root).action((parsed: RecheckOptions) => {
    options = parsed;
  });
  root.parse(['recheck', ...args], { from: 'user' });
  return options as RecheckOptions;
}

interface Ran {
  code: number;
  written: string;
  notes: string[];
  shown: string[];
  pauses: number[];
  service: ScriptedService;
}

let open: ScriptedService[] = [];
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
});

async function ran(
  script: Readonly<Record<string, readonly Reply[]>>,
  args: string[],
  token: string | null = null,
): Promise<Ran> {
  // biome-ignore format: one thought
  const service = await startScriptedService(script);
  open.push(service);
  const notes: string[] = [];
  const shown: string[] = [];
  const pauses: number[] = [];
  const written: string[] = [];
  const code = await recheckService(optionsOf(...args), {
    service: { service: service.url, token },
    output: { write: async (text) => void written.push(text), discard: () => {} },
    progress: { show: ({ status, done, windingUp }) => void shown.push(`${status} ${done}${windingUp === true ? ', winding up' : ''}`), note: (text) => void notes.push(text), close: () => {} }, // biome-ignore format: one thought
    stop: new AbortController().signal,
    pause: async (ms) => void pauses.push(ms),
  });
  return { code, written: written.join(''), notes, shown, pauses, service };
}

const NEWS = { worse: 0, expiring: 0, better: 1, changed: 0, unconfirmed: 0 };
const DIGEST: Reply = { text: 'two domains changed\n', headers: { 'content-type': 'text/plain' } };
const RUN = '/v1/rechecks/r1';
const CALM = { [`GET ${RUN}/digest?format=json`]: [{ body: digestBody() }] };
const done = (more: object = { news: NEWS }): Reply[] => [{ body: runBody('done', 10, more) }];

describe('a run of a service', () => {
  test('is begun, followed as the service asks, and its digest told', async () => {
    const { code, written, shown, pauses, service } = await ran(
      {
        'POST /v1/rechecks': [{ status: 202, body: runBody('listing', 0) }],
        [`GET ${RUN}`]: [
          { body: runBody('listing', 0), headers: { etag: '"1"', 'retry-after': '7' } },
          { status: 304, headers: { etag: '"1"' } },
          { body: runBody('running', 4), headers: { etag: '"2"', 'retry-after': '3600' } },
          ...done(),
        ],
        [`GET ${RUN}/digest`]: [DIGEST],
        ...CALM,
      },
      ['--tenant', 't1', '--tenant', 't2', '--verdict', 'notReady', '--checked-before', '2026-01-31T00:00:00Z', '--spread', '60', '--max-age', '0', '--force', '--lang', 'de'], // biome-ignore format: one thought
      'secret',
    );
    expect([code, written]).toEqual([0, 'two domains changed\n']);
    expect(shown).toEqual(['listing 0', 'listing 0', 'running 4', 'done 10']);
    // What it asks for, but for an hour, in which people would think that nothing happens.
    expect(pauses).toEqual([7000, 5000, 60_000]);
    const [post, first, second, third] = service.received;
    expect(post?.body).toEqual({
      filter: { tenantIds: ['t1', 't2'], verdicts: ['notReady'], checkedBefore: '2026-01-31T00:00:00.000Z' },
      ...{ spreadOver: 60, maxAge: 0, force: true },
    });
    expect(service.received.map(({ headers }) => headers.authorization)).toEqual(Array(7).fill('Bearer secret'));
    expect([first, second, third].map((one) => one?.headers['if-none-match'])).toEqual([undefined, '"1"', '"1"']);
    expect(service.received.at(-1)).toMatchObject({ path: `${RUN}/digest?lang=de`, headers: { accept: 'text/plain' } });
  });

  test('says nothing that was not asked for', async () => {
    const { service } = await ran({ 'POST /v1/rechecks': [{ status: 202, body: runBody('listing', 0) }] }, ['--no-follow']); // biome-ignore format: one thought
    expect(service.received[0]?.body).toEqual({});
  });

  test('that is only begun leaves its id, and how to follow it', async () => {
    const { code, written, notes } = await ran({ 'POST /v1/rechecks': [{ status: 202, body: runBody('listing', 0) }] }, ['--no-follow']); // biome-ignore format: one thought
    expect([code, written]).toEqual([0, 'r1\n']);
    expect(notes.join()).toContain('mxready recheck --follow r1');
  });

  test('whose first answer gets lost is asked for with the same key', async () => {
    const { service, notes, pauses } = await ran(
      { 'POST /v1/rechecks': [{ reset: true }, { status: 503 }, { status: 429, headers: { 'retry-after': '20' } }, { status: 202, body: runBody('listing', 0) }] }, // biome-ignore format: one thought
      ['--no-follow'],
    );
    const keys = service.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(pauses).toEqual([500, 1000, 20_000]);
    expect(notes[0]).toMatch(/again in 1 s$/);
  });

  test.each([
    ['nothing worse', {}, 0, 0],
    ['a certificate that expires', { listed: 1, counts: { expiring: 1 } }, 0, 1],
    ['worse once', { counts: { unconfirmed: 1 } }, 0, 1],
    ['worse', { nothingWorse: false, listed: 1, counts: { worse: 1 } }, 2, 2],
    ['all that is worse or expires is acknowledged', { counts: { worse: 3, expiring: 2 } }, 0, 0],
  ] as const)('exit code: %s', async (_, digest, loose, strict) => {
    const script = {
      [`GET ${RUN}`]: done({ news: { ...NEWS, worse: 3 } }),
      [`GET ${RUN}/digest?format=json`]: [{ body: digestBody(digest) }],
      [`GET ${RUN}/digest`]: [DIGEST],
      [`GET ${RUN}/results`]: [{ body: { items: [], next: null } }],
    };
    const codes = await Promise.all(
      ['text', 'json', 'csv', 'html'].map(async (format) => {
        const args = ['--follow', 'r1', '--format', format];
        return [await ran(script, args), await ran(script, [...args, '--strict'])].map(({ code }) => code);
      }),
    );
    expect(codes).toEqual(Array(4).fill([loose, strict]));
  });

  test('that was cancelled has not told all: 3', async () => {
    const script = { [`GET ${RUN}`]: [{ body: runBody('cancelled', 3) }], [`GET ${RUN}/digest`]: [DIGEST], ...CALM }; // biome-ignore format: one thought
    expect((await ran(script, ['--follow', 'r1'])).code).toBe(3);
  });

  test('that was cancelled is followed until what was under way has ended', async () => {
    const { code, shown, service } = await ran(
      {
        [`GET ${RUN}`]: [
          { body: runBody('cancelled', 3, { news: NEWS, finishedAt: null }) },
          { body: runBody('cancelled', 5, { news: { ...NEWS, worse: 1 } }) },
        ],
        [`GET ${RUN}/digest?format=json`]: [{ body: digestBody({ nothingWorse: false, listed: 1 }) }],
        [`GET ${RUN}/digest`]: [DIGEST],
      },
      ['--follow', 'r1'],
    );
    expect([code, shown]).toEqual([2, ['cancelled 3, winding up', 'cancelled 5']]);
    expect(service.received.map(({ path }) => path.split('?')[0])).toEqual([
      RUN,
      RUN,
      `${RUN}/digest`,
      `${RUN}/digest`,
    ]);
  });

  test('has its results as JSON, all pages of them', async () => {
    const { written, service } = await ran(
      {
        [`GET ${RUN}`]: done(),
        ...CALM,
        [`GET ${RUN}/results`]: [{ body: { items: [1, 2], next: 'c/2' } }, { body: { items: [3], next: null } }],
      },
      ['--follow', 'r1', '--format', 'json', '--only', 'failed'],
    );
    expect(JSON.parse(written)).toEqual({ items: [1, 2, 3], next: null });
    expect(service.received.slice(2).map(({ path }) => path)).toEqual([
      `${RUN}/results?only=failed&lang=en&limit=100`,
      `${RUN}/results?only=failed&lang=en&limit=100&cursor=c%2F2`,
    ]);
  });

  test('has its results as one table, in the language that is wanted', async () => {
    const { written, service } = await ran(
      {
        [`GET ${RUN}`]: done(),
        ...CALM,
        [`GET ${RUN}/results`]: [
          { text: '\ufeffdomain,verdict\r\na.test,ready\r\n', headers: { link: `<${RUN}/results?format=csv&cursor=x%2B>; rel="next"` } }, // biome-ignore format: one thought
          { text: '\ufeffdomain,verdict\r\nb.test,notReady\r\n' },
        ],
      },
      ['--follow', 'r1', '--format', 'csv', '--lang', 'de'],
    );
    expect(written).toBe('\ufeffdomain,verdict\r\na.test,ready\r\nb.test,notReady\r\n');
    // No limit: a table has then as many lines as the service can give, and few pages.
    expect(service.received.slice(2).map(({ path }) => path)).toEqual([
      `${RUN}/results?lang=de&format=csv`,
      `${RUN}/results?lang=de&format=csv&cursor=x%2B`,
    ]);
  });

  test('has its digest as a page', async () => {
    const { written, service } = await ran({ ...CALM, [`GET ${RUN}`]: done(), [`GET ${RUN}/digest`]: [{ text: '<!doctype html>' }] }, ['--follow', 'r1', '--format', 'html']); // biome-ignore format: one thought
    expect(written).toBe('<!doctype html>\n');
    expect(service.received.at(-1)?.headers.accept).toBe('text/html');
  });

  test.each([
    ['--pause', 'paused'],
    ['--resume', 'running'],
    ['--cancel', 'cancelled'],
  ])('%s sets its status', async (option, status) => {
    const { code, written, service } = await ran({ [`PATCH ${RUN}`]: [{ body: runBody(status, 4) }] }, [option, 'r1']);
    expect(code).toBe(0);
    expect(service.received.map(({ method, body }) => [method, body])).toEqual([['PATCH', { status }]]);
    expect(written).toBe(`r1  ${status === 'running' ? 'running · 4/10 40 %' : `4/10 40 % · ${status}`} · ready 4\n`);
  });

  test('that is cancelled while checks are under way says so', async () => {
    const { written } = await ran({ [`PATCH ${RUN}`]: [{ body: runBody('cancelled', 4, { finishedAt: null }) }] }, ['--cancel', 'r1']); // biome-ignore format: one thought
    expect(written).toBe('r1  4/10 40 % · cancelled, what is under way ends · ready 4\n');
  });

  test('stands in the list of all', async () => {
    const { written } = await ran({ 'GET /v1/rechecks': [{ body: { items: [runBody('done', 10)], next: 'n' } }, { body: { items: [runBody('paused', 1, { id: 'r2' })], next: null } }] }, ['--list']); // biome-ignore format: one thought
    expect(written.split('\n').map((line) => line.slice(0, 2))).toEqual(['r1', 'r2', '']);
  });
});

describe('refused', () => {
  test.each([401, 403, 404, 422])('with %i: what the problem says, and where', async (status) => {
    const problem = { title: 'No', detail: 'it is \u001b[31mwrong', errors: [{ pointer: '/filter/tenantIds/0', detail: 'is no tenant' }] }; // biome-ignore format: one thought
    const failed = ran({ 'POST /v1/rechecks': [{ status, body: problem }] }, []);
    await expect(failed).rejects.toThrow(`(${status}): it is \\x1b[31mwrong\n  /filter/tenantIds/0: is no tenant`);
    expect(open[0]?.received).toHaveLength(1);
  });

  test.each([503, 429])('with %i, for longer than anybody waits: what it says, at once', async (status) => {
    const reply = { status, body: { detail: 'all testing is switched off' }, headers: { 'retry-after': '300' } };
    const failed = ran({ 'POST /v1/rechecks': [reply] }, []);
    await expect(failed).rejects.toThrow(new ServiceRefusal(`the service refuses (${status}): all testing is switched off; ask again in 5 min`, status, null)); // biome-ignore format: one thought
    expect(open[0]?.received).toHaveLength(1);
  });

  test('because a run is on: which, and how to follow it', async () => {
    const problem = { detail: 'a run is on', instance: '/v1/rechecks' };
    const failed = ran({ 'POST /v1/rechecks': [{ status: 409, body: problem, headers: { location: '/v1/rechecks/r9' } }] }, []); // biome-ignore format: one thought
    await expect(failed).rejects.toThrow('a run is on\n  follow it: mxready recheck --follow r9');
    await expect(ran({ 'POST /v1/rechecks': [{ status: 409, body: { detail: 'see /v1/rechecks/r8.' } }] }, [])).rejects.toThrow('--follow r8'); // biome-ignore format: one thought
    await expect(ran({ 'POST /v1/rechecks': [{ status: 409, body: problem }] }, [])).rejects.toThrow(/a run is on$/);
  });

  test('a token is not shown in the clear, nor to whom an answer leads', async () => {
    const world = { output: { write: async () => {}, discard: () => {} }, progress: { show: () => {}, note: () => {}, close: () => {} }, stop: new AbortController().signal }; // biome-ignore format: one thought
    const clear = recheckService(optionsOf('--list'), { ...world, service: { service: 'http://mxready.test', token: 'x' } }); // biome-ignore format: one thought
    await expect(clear).rejects.toThrow(/in the clear/);
    const led = ran({ 'GET /v1/rechecks': [{ status: 307, headers: { location: '/elsewhere' } }] }, ['--list'], 'x');
    await expect(led).rejects.toThrow(/leads elsewhere \(307\)/);
    expect(open.at(-1)?.received).toHaveLength(1);
  });

  test.each([
    ['no JSON', { text: '<html>' }],
    ['no run', { body: { id: 'r1', status: 'well', finishedAt: null } }],
    ['a run that does not say when it ended', { body: { id: 'r1', status: 'done' } }],
  ])('what is %s', async (_, reply) => {
    await expect(ran({ [`GET ${RUN}`]: [reply] }, ['--follow', 'r1'])).rejects.toThrow(/does --service name mxready/);
  });
});

test('what is no digest', async () => {
  const failed = ran({ [`GET ${RUN}`]: done(), [`GET ${RUN}/digest`]: [{ body: { nothingWorse: 'yes' } }] }, ['--follow', 'r1']); // biome-ignore format: one thought
  await expect(failed).rejects.toThrow(/does not describe how the run ended/);
});

async function gaveUp(reply: Reply): Promise<{ failed: Promise<number>; pauses: number[]; notes: string[] }> {
  const service = await startScriptedService({ [`GET ${RUN}`]: [reply] });
  open.push(service);
  const pauses: number[] = [];
  const notes: string[] = [];
  const failed = recheckService(optionsOf('--follow', 'r1'), {
    service: { service: service.url, token: null },
    output: { write: async () => {}, discard: () => {} },
    progress: { show: () => {}, note: (text) => void notes.push(text), close: () => {} },
    stop: new AbortController().signal,
    pause: async (ms) => void pauses.push(ms),
  });
  return { failed, pauses, notes };
}

test.each([
  ['of somebody before the service', {}, /cannot be reached: .*does --service/],
  ['of the service itself', { detail: 'the function that answers could not' }, /is there, and .*: the service refuses \(502\): the function that answers could not; ask again later$/], // biome-ignore format: one thought
])('trouble %s is waited for, and not for ever', async (_, body, says) => {
  const { failed, pauses, notes } = await gaveUp({ status: 502, body });
  await expect(failed).rejects.toThrow(says);
  await expect(failed).rejects.toThrow(ServiceUnreachable);
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
  expect(notes.at(-1)).toContain('follow it: mxready recheck --follow r1');
});

test('a service that wants to be left alone is, and its run goes on', async () => {
  const { failed, pauses, notes } = await gaveUp({ status: 503, body: { detail: 'in an hour' }, headers: { 'retry-after': '3600' } }); // biome-ignore format: one thought
  await expect(failed).rejects.toThrow(/\(503\): in an hour; ask again in 1 h 0 min$/);
  expect(pauses).toEqual([]);
  expect(notes.at(-1)).toContain('follow it: mxready recheck --follow r1');
});

test('whoever stops following is told that the run goes on', async () => {
  const service = await startScriptedService({ [`GET ${RUN}`]: [{ body: runBody('running', 1) }] });
  open.push(service);
  const stop = new AbortController();
  const notes: string[] = [];
  const failed = recheckService(optionsOf('--follow', 'r1', '--service', service.url), {
    service: { service: service.url, token: null },
    output: { write: async () => {}, discard: () => {} },
    progress: { show: () => stop.abort(new Error('stopped')), note: (text) => void notes.push(text), close: () => {} },
    stop: stop.signal,
  });
  await expect(failed).rejects.toThrow('stopped');
  expect(notes).toEqual([`run r1 goes on without us; follow it: mxready recheck --service ${service.url} --follow r1`]);
});
