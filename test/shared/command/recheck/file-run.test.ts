import { describe, expect, test } from '@jest/globals';
import type { Seen } from '../../../../shared/command/recheck/checker.ts';
import { type FileRun, runList } from '../../../../shared/command/recheck/file-run.ts';
import type { ListEntry } from '../../../../shared/command/recheck/list.ts';
import type { EndedDomain } from '../../../../shared/command/recheck/state.ts';
import { ResolverSilent } from '../../../../shared/command/run-check.ts';
import type { CheckRequest } from '../../../../shared/check/request.ts';
import { assemble } from '../../../../shared/report/assemble.ts';
import type { Baseline } from '../../../../shared/report/news.ts';
import { FRAME, found, result, rowsWith } from '../../report/kit.ts';

const entry = (domain: string, target: string | null = null): ListEntry => ({
  tenantId: null,
  request: {
    ...{ domain, target, port: 25, mode: 'auto', phase: 'auto', gateway: null, tls: true },
    ...{ recipients: [], send: false, categories: null, lang: 'en' },
  },
});

const WATCHED = 'starttls';
const seen = (status: 'pass' | 'fail', checkId: string): Seen => {
  const { rows, verdict } = assemble([found('session', rowsWith(result(WATCHED, status)))], FRAME);
  return { rows, verdict, checkId, finishedAt: Date.now() };
};

const domains = (count: number): ListEntry[] => Array.from({ length: count }, (_, index) => entry(`d${index}.test`));

interface Ran {
  ended: EndedDomain[];
  most: number;
  waiting: number[];
}

async function ran(
  check: (request: CheckRequest, look: number) => Promise<Seen>,
  more: Partial<FileRun> = {},
): Promise<Ran> {
  // biome-ignore format: one thought
  const looks = new Map<string, number>();
  const out: Ran = { ended: [], most: 0, waiting: [] };
  let open = 0;
  await runList({
    ...{ entries: domains(3), ended: new Set<string>(), suppressed: [], confirmAfter: 0 },
    checker: {
      check: async (request) => {
        open += 1;
        out.most = Math.max(out.most, open);
        const look = (looks.get(request.domain) ?? 0) + 1;
        looks.set(request.domain, look);
        return check(request, look).finally(() => {
          open -= 1;
        });
      },
    },
    baselineOf: async () => null,
    append: async (one) => void out.ended.push(one),
    stop: new AbortController().signal,
    heard: (_, waiting) => void out.waiting.push(waiting),
    ...more,
  });
  return out;
}

/** What a run in which all was well left. */
async function wellBefore(): Promise<Baseline> {
  const { ended } = await ran(async () => seen('pass', 'before'), { entries: domains(1) });
  return ended[0]?.baseline as Baseline;
}

describe('a run of a list', () => {
  test('passes over what ended, and what must not be tested', async () => {
    const asked: string[] = [];
    const { ended } = await ran(
      async ({ domain }) => {
        asked.push(domain);
        return seen('pass', domain);
      },
      {
        entries: [...domains(3), entry('x.test', 'mx.quiet.test')],
        ended: new Set(['/d0.test']),
        suppressed: [
          { name: 'd1.test', network: null, reason: 'asked us' },
          { name: 'quiet.test', network: null, reason: 'asked us' },
        ],
      },
    );
    expect(asked).toEqual(['d2.test']);
    expect(ended.map(({ domain, outcome, checkId }) => [domain, outcome, checkId]).sort()).toEqual([
      ['d1.test', 'suppressed', null],
      ['d2.test', 'readyWithWarnings', 'd2.test'],
      ['x.test', 'suppressed', null],
    ]);
  });

  test('looks twice at what got worse, and tells what both looks saw', async () => {
    const baseline = await wellBefore();
    const { ended, waiting } = await ran(
      async ({ domain }, look) => seen(domain === 'd0.test' || (domain === 'd1.test' && look === 1) ? 'fail' : 'pass', `${domain}#${look}`), // biome-ignore format: one thought
      { baselineOf: async () => baseline },
    );
    const told = new Map(ended.map(({ domain, checkId, items }) => [domain, [checkId, items.map(({ kind }) => kind)]]));
    expect(told.get('d0.test')).toEqual(['d0.test#2', ['worse']]);
    expect(told.get('d1.test')).toEqual(['d1.test#2', []]);
    expect(told.get('d2.test')).toEqual(['d2.test#1', []]);
    expect([Math.max(...waiting), waiting.at(-1)]).toEqual([2, 0]);
  });

  test('tells as unconfirmed what no second look could be made of', async () => {
    const baseline = await wellBefore();
    const { ended } = await ran(
      async (_, look) => {
        if (look === 2) throw new Error('broken');
        return seen('fail', 'c');
      },
      { entries: domains(1), baselineOf: async () => baseline },
    );
    expect(ended.map(({ items, outcome }) => [outcome, items.map(({ kind }) => kind)])).toEqual([['notReady', ['unconfirmed']]]); // biome-ignore format: one thought
  });

  test('is not ended by a domain that cannot be checked: what was known of it stays', async () => {
    const baseline = await wellBefore();
    const { ended } = await ran(
      async ({ domain }) => {
        if (domain === 'd1.test') throw new Error('broken\n');
        if (domain === 'd2.test') throw new DOMException('late', 'TimeoutError');
        return seen('pass', domain);
      },
      { baselineOf: async () => baseline },
    );
    const failed = ended.filter(({ error }) => error !== undefined);
    expect(failed.map(({ error }) => error).sort()).toEqual([
      'a fault of ours: broken\\x0a',
      'its target could not be resolved in time',
    ]);
    expect(failed.every((one) => one.outcome === 'incomplete' && one.baseline === baseline)).toBe(true);
  });

  test.each([
    ['a resolver that is gone', { check: new ResolverSilent('silent') }, 'silent'],
    ['a disk that is full', { append: new Error('ENOSPC') }, 'ENOSPC'],
  ])('is ended by %s, and nothing more is begun', async (_, {
    check,
    append,
  }: { check?: Error; append?: Error }, message) => {
    // biome-ignore format: one thought
    let begun = 0;
    const failing = ran(
      async () => {
        begun += 1;
        if (check !== undefined) throw check;
        return seen('pass', 'c');
      },
      { entries: domains(2000), append: async () => { if (append !== undefined) throw append; } }, // biome-ignore format: one thought
    );
    await expect(failing).rejects.toThrow(message);
    expect(begun).toBeLessThanOrEqual(300);
  });

  test('writes nothing down after it was stopped', async () => {
    const stop = new AbortController();
    const ended: string[] = [];
    const stopped = ran(
      async ({ domain }) => {
        if (domain === 'd1.test') stop.abort(new Error('enough'));
        return seen('pass', 'c');
      },
      { stop: stop.signal, append: async ({ domain }) => void ended.push(domain) },
    );
    await expect(stopped).rejects.toThrow('enough');
    expect(ended).not.toContain('d1.test');
    expect(ended).not.toContain('d2.test');
  });

  test('has a bounded number of domains under way, however many wait for a second look', async () => {
    const baseline = await wellBefore();
    const stop = new AbortController();
    const bad = seen('fail', 'c');
    const most: number[] = [];
    const run = ran(async () => ({ ...bad, finishedAt: Date.now() }), {
      ...{ entries: domains(1000), confirmAfter: 3_600_000, stop: stop.signal, baselineOf: async () => baseline },
      heard: (_, waiting) => {
        most.push(waiting);
        if (waiting === 256) setImmediate(() => stop.abort(new Error('seen enough')));
      },
    });
    await expect(run).rejects.toThrow('seen enough');
    expect(Math.max(...most)).toBe(256);
  });
});
