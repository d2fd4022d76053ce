import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openBaselines } from '../../../../shared/command/recheck/baselines.ts';
import { keyOf } from '../../../../shared/command/recheck/list.ts';
import { type EndedDomain, openState, unfinishedOf } from '../../../../shared/command/recheck/state.ts';

const folder = mkdtempSync(join(tmpdir(), 'mxready-state-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let path: string;
let count = 0;
beforeEach(() => {
  path = join(folder, `state${++count}`);
});

const list = { hash: 'h', entries: [1, 2, 3] };
const ended = (domain: string, checkId = 'c'): EndedDomain => ({
  ...{ tenantId: null, domain, outcome: 'ready', checkId, finishedAt: '2026-01-31T00:00:00.000Z', items: [] },
  baseline: { checkId, finishedAt: 1, known: [], marks: [] },
});

async function written(domains: readonly string[], finish: boolean, checkId?: string): Promise<void> {
  const state = await openState({ path, list, anew: false });
  await Promise.all(domains.map((domain) => state.append(ended(domain, checkId))));
  await (finish ? state.finish() : state.close());
}

describe('a state', () => {
  test('goes on where it was, and takes the place of the one before at its end alone', async () => {
    await written(['a.test'], true, 'old');
    await written(['a.test'], false, 'new');
    expect(readFileSync(path, 'utf8')).toContain('old');
    const state = await openState({ path, list, anew: false });
    expect([state.resumed, [...state.ended]]).toEqual([true, ['/a.test']]);
    await state.append(ended('b.test'));
    await state.finish();
    expect(readFileSync(path, 'utf8').split('\n').slice(1, -1).map((line) => (JSON.parse(line) as EndedDomain).domain)).toEqual(['a.test', 'b.test']); // biome-ignore format: one thought
    expect(existsSync(unfinishedOf(path))).toBe(false);
    const next = await openState({ path, list, anew: false });
    expect([next.resumed, next.ended.size, next.head.run === state.head.run]).toEqual([false, 0, false]);
    await next.close();
  });

  test.each([
    ['a part of a line', '{"tenantId":null,"domain":"b.te'],
    ['a whole line without its end', JSON.stringify(ended('b.test'))],
    ['zeros', '\0\0\0\0'],
  ])('whose last line is %s: it is cut off, and its domain has not ended', async (_, torn) => {
    await written(['a.test'], false);
    appendFileSync(unfinishedOf(path), torn);
    const state = await openState({ path, list, anew: false });
    expect([...state.ended]).toEqual(['/a.test']);
    await state.append(ended('b.test'));
    await state.close();
    const again = await openState({ path, list, anew: false });
    expect([...again.ended]).toEqual(['/a.test', '/b.test']);
    await again.close();
  });

  test.each(['', '{"schema":1,"ru'])('of which not even the head got to the disk (%j) is begun', async (text) => {
    writeFileSync(unfinishedOf(path), text);
    const state = await openState({ path, list, anew: false });
    expect(state.resumed).toBe(false);
    await state.close();
    expect(readFileSync(unfinishedOf(path), 'utf8')).toMatch(/^\{"schema":1,"run":"[^\n]+\n$/);
  });

  test('of another list is not gone on with, unless it is begun anew', async () => {
    await written(['a.test'], false);
    const other = { hash: 'other', entries: [1] };
    await expect(openState({ path, list: other, anew: false })).rejects.toThrow(/another list .* 1 of 3 domains/);
    const state = await openState({ path, list: other, anew: true });
    expect([state.resumed, state.ended.size]).toEqual([false, 0]);
    await state.close();
  });

  test('that is damaged in the middle is told, and left as it is', async () => {
    await written(['a.test'], false);
    appendFileSync(unfinishedOf(path), 'rubbish\n{}\n');
    const before = readFileSync(unfinishedOf(path));
    await expect(openState({ path, list, anew: false })).rejects.toThrow(/damaged in line 3/);
    expect(readFileSync(unfinishedOf(path))).toEqual(before);
  });

  test('that cannot be written is told', async () => {
    const nowhere = join(folder, 'absent', 'state');
    await expect(openState({ path: nowhere, list, anew: false })).rejects.toThrow(/cannot be written \(ENOENT\)/);
  });
});

test('baselines are those of the run before, of each domain its own', async () => {
  expect(await (await openBaselines(path)).of('/a.test')).toBeNull();
  await written(['a.test', 'bücher.test'], true, 'old');
  const baselines = await openBaselines(path);
  const of = (tenantId: string | null, domain: string) => baselines.of(keyOf(tenantId, domain));
  expect(await of(null, 'bücher.test')).toMatchObject({ checkId: 'old' });
  expect(await of(null, 'a.test')).toMatchObject({ checkId: 'old' });
  expect([await of('t1', 'a.test'), await of(null, 'c.test')]).toEqual([null, null]);
  await baselines.close();
});
