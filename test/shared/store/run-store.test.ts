import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Run } from '../../../shared/pipeline/recheck/run.ts';
import { noNews } from '../../../shared/report/news.ts';
import { newsStore } from '../../../shared/store/news-store.ts';
import { runStore } from '../../../shared/store/run-store.ts';
import type { DomainNews, RecheckStore, RunStore } from '../../../shared/store/run-stores.ts';
import type { Table } from '../../../shared/store/table.ts';
import { topologyOf } from '../../../infra/topology.ts';
import { TableModel } from '../../faults/model/table.ts';
import { itemFor } from '../../support/stored-runs.ts';

const DAY = 24 * 3600 * 1000;
const NOW = Date.UTC(2026, 0, 1);
const [declared] = topologyOf().tables;
let table: Table;
let runs: RunStore;
let news: RecheckStore;

const RUN: Run = {
  ...{ id: 'r', tenantId: null, caller: 'me', callback: null, spreadOver: 0, maxAge: null, force: false },
  filter: { tenantIds: null, verdicts: null, checkedBefore: null },
  ...{ status: 'running', bodyHash: 'x', createdAt: NOW, finishedAt: null, dueAt: NOW },
  ...{ listed: 0, opened: 0, folded: 0, cursor: null, complete: false, total: 0, done: 0 },
  ...{ byOutcome: {}, changed: 0, news: noNews(), told: 0, toldAt: null },
};
const entryOf = (domain: string) => ({ tenantId: 't', domain, lane: null, admitted: null, parked: null, result: null });
const RESULT = { outcome: 'ready', checkId: 'c', finishedAt: NOW, news: noNews() } as const;
const PAGE = { number: 0, entries: ['a', 'b', 'c'].map(entryOf), after: { tenantId: 't', domain: 'c' }, closed: false };
const FOLDED = { folded: 1, done: 3, byOutcome: { ready: 3 }, changed: 0, news: noNews() };

beforeEach(async () => {
  const model = new TableModel(declared?.id ?? '', declared?.indexes ?? []);
  table = { ...model.table(async (command) => model.apply(command)), now: () => NOW };
  runs = runStore(table, 90 * DAY);
  news = newsStore(table, 90 * DAY);
  await runs.createRunIfAbsent(RUN);
  await runs.putPageIfAbsent('r', PAGE);
});

const page = async () => (await runs.readPages('r', 0, 1, true))[0];

describe('a run', () => {
  test('is stored as it is, once', async () => {
    expect(await runs.readRun('r')).toEqual(RUN);
    expect(await runs.createRunIfAbsent({ ...RUN, total: 7 })).toBe(false);
    expect(await runs.readRun('r')).toEqual(RUN);
  });

  test('is moved by one at a time, and by another when the lease has ended', async () => {
    expect(await runs.claimRunIfFree('r', 'one', NOW, NOW + 1000)).toMatchObject({ dueAt: NOW + 1000 });
    expect(await runs.claimRunIfFree('r', 'other', NOW + 1000, NOW + 2000)).toBeNull();
    expect(await runs.claimRunIfFree('r', 'other', NOW + 1001, NOW + 2000)).not.toBeNull();
    expect(await runs.renewRunIfOwned('r', 'one', NOW + 9000)).toBeNull();
    expect(await runs.leaveRunIfOwned('r', 'one', NOW)).toBe(false);
    expect(await runs.leaveRunIfOwned('r', 'other', NOW + 5)).toBe(true);
    expect(await runs.claimRunIfFree('r', 'one', NOW, NOW + 1000)).not.toBeNull();
  });

  test('counts what is listed, opened and folded from where it stood', async () => {
    const to = { listed: 1, cursor: PAGE.after, complete: true, total: 3 };
    expect(await runs.listedIfUnmoved('r', 0, to)).toBe(true);
    expect(await runs.listedIfUnmoved('r', 0, { ...to, total: 6 })).toBe(false);
    expect(await runs.openedIfUnmoved('r', 0)).toBe(true);
    expect(await runs.openedIfUnmoved('r', 0)).toBe(false);
    expect(await runs.foldedIfUnmoved('r', 0, FOLDED)).toBe(true);
    expect(await runs.foldedIfUnmoved('r', 0, { ...FOLDED, done: 6 })).toBe(false);
    expect(await runs.toldIfUnmoved('r', 0, 2, NOW)).toBe(true);
    expect(await runs.toldIfUnmoved('r', 0, 4, NOW)).toBe(false);
    expect(await runs.readRun('r')).toMatchObject({ ...to, ...FOLDED, opened: 1, told: 2 });
  });

  test('opens no page when it is paused or cancelled', async () => {
    expect(await runs.changeStatusIfIn('r', ['running'], 'paused', NOW)).toMatchObject({ status: 'paused' });
    expect(await runs.openedIfUnmoved('r', 0)).toBe(false);
    expect(await runs.changeStatusIfIn('r', ['running'], 'cancelled', NOW)).toBeNull();
  });

  test('that is over is due no more, claimed by nobody, and ends once', async () => {
    expect(await runs.finishRunIfIn('r', 'paused', 'done', NOW)).toBe(false);
    expect(await runs.finishRunIfIn('r', 'running', 'done', NOW)).toBe(true);
    expect(await runs.finishRunIfIn('r', 'done', 'cancelled', NOW)).toBe(false);
    expect(await runs.claimRunIfFree('r', 'one', NOW, NOW + 1000)).toBeNull();
    expect(await news.freeRun('r', NOW)).toBe(false);
    expect(await runs.readRun('r')).toMatchObject({ status: 'done', finishedAt: NOW, dueAt: null });
  });

  test('is the only one of its scope until it leaves', async () => {
    expect(await runs.takeActiveIfUnmoved(null, 'r', NOW, null)).toBe(true);
    expect(await runs.takeActiveIfUnmoved(null, 's', NOW, null)).toBe(false);
    expect(await runs.takeActiveIfUnmoved('t', 's', NOW, null)).toBe(true);
    expect(await runs.leaveActiveIfOwned(null, 's')).toBe(false);
    expect(await runs.takeActiveIfUnmoved(null, 's', NOW, 'r')).toBe(true);
    expect(await runs.readActive(null)).toEqual({ runId: 's', at: NOW });
  });
});

describe('a page', () => {
  test('is put once', async () => {
    expect(await runs.putPageIfAbsent('r', { ...PAGE, entries: PAGE.entries.slice(0, 1) })).toBe(false);
    expect(await page()).toEqual(PAGE);
  });

  test('a domain is begun once, with those that are begun with it or not at all', async () => {
    const at = { checkId: 'c', at: NOW };
    expect(await runs.admitIfNone('r', 0, new Map([[0, at]]))).toBe(true);
    expect(await runs.admitIfNone('r', 0, new Map([[1, at], [0, { checkId: 'd', at: NOW }]]))).toBe(false); // biome-ignore format: one thought
    expect((await page())?.entries.map(({ admitted }) => admitted)).toEqual([at, null, null]);
  });

  test('what has ended is not begun', async () => {
    await runs.endIfOpen('r', 0, 1, RESULT);
    expect(await runs.admitIfNone('r', 0, new Map([[1, { checkId: 'c', at: NOW }]]))).toBe(false);
  });

  test('nothing is begun on one that is closed', async () => {
    await runs.closePage('r', 0);
    expect(await runs.admitIfNone('r', 0, new Map([[1, { checkId: 'c', at: NOW }]]))).toBe(false);
    expect((await page())?.closed).toBe(true);
  });

  test('a domain ends once, and what has ended waits for no other look', async () => {
    expect(await runs.endIfOpen('r', 0, 2, RESULT)).toBe(true);
    expect(await runs.endIfOpen('r', 0, 2, { ...RESULT, outcome: 'notReady' })).toBe(false);
    expect(await runs.parkIfOpen('r', 0, 2, { checkId: 'd', from: NOW, until: NOW })).toBe(false);
    expect((await page())?.entries[2]).toMatchObject({ result: RESULT, parked: null });
  });

  test('of one that has expired nothing comes back', async () => {
    expect(await runs.endIfOpen('r', 7, 0, RESULT)).toBe(false);
    expect(await runs.readPages('r', 0, 200)).toEqual([PAGE]);
  });
});

describe('what is known of a domain', () => {
  const base = (checkId: string) => ({ checkId, finishedAt: NOW, known: [], marks: [] });

  test('is replaced by whoever has seen what it was', async () => {
    expect(await news.putBaselineIfAbsent('t#a', base('one'))).toBe(true);
    expect(await news.putBaselineIfAbsent('t#a', base('two'))).toBe(false);
    expect(await news.replaceBaselineIfUnmoved('t#a', base('two'), null)).toBe(false);
    expect(await news.replaceBaselineIfUnmoved('t#a', base('two'), 'one')).toBe(true);
    expect(await news.replaceBaselineIfUnmoved('t#a', base('three'), 'one')).toBe(false);
    expect(await news.forgetBaselineIfOf('t#a', 'one')).toBe(false);
    expect(await news.readBaseline('t#a')).toEqual(base('two'));
  });

  test('that has expired is not known, and what comes takes its place, though it is still there', async () => {
    await news.putBaselineIfAbsent('t#a', base('one'));
    const later = newsStore({ ...table, now: () => NOW + 91 * DAY }, 90 * DAY);
    expect(await later.readBaseline('t#a')).toBeNull();
    expect(await later.putBaselineIfAbsent('t#a', base('two'))).toBe(true);
    expect(await later.readBaseline('t#a')).toEqual(base('two'));
    expect(await later.putBaselineIfAbsent('t#a', base('three'))).toBe(false);
  });

  test('news of a check are written once, and those of a run are listed gravest first', async () => {
    const of = (domain: string, gravity: number): DomainNews => ({ runId: 'r', tenantId: 't', domain, checkId: `c-${domain}`, finishedAt: NOW, items: [itemFor('worse', { gravity })] }); // biome-ignore format: one thought
    expect(await news.putNewsIfAbsent('c-a', of('a', 10))).toBe(true);
    expect(await news.putNewsIfAbsent('c-a', of('a', 99))).toBe(false);
    expect(await news.readNews('c-a')).toEqual(of('a', 10));
    for (const one of [of('a', 10), of('b', 90), of('c', 50)]) await news.putIntoNews(one);
    const first = await runs.listNews('r', 2, null);
    expect(first.items.map(({ domain }) => domain)).toEqual(['b', 'c']);
    expect((await runs.listNews('r', 2, first.next)).items.map(({ domain }) => domain)).toEqual(['a']);
    await news.takeFromNews(of('b', 90));
    expect((await runs.listNews('r', 9, null)).items).toHaveLength(2);
  });
});
