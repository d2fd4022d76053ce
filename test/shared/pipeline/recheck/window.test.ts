import { expect, test } from '@jest/globals';
import type { Entry, Page, Run } from '../../../../shared/pipeline/recheck/run.ts';
import { Window } from '../../../../shared/pipeline/recheck/window.ts';

const NOW = 1_000_000;
const waiting: Entry = { tenantId: 't', domain: 'd.test', lane: null, admitted: null, parked: null, result: null };
const begun: Entry = { ...waiting, admitted: { checkId: 'c', at: 1 } };
const parked = (from: number): Entry => ({ ...begun, parked: { checkId: 'c', from, until: from + 1 } });
const ended: Entry = { ...begun, result: { outcome: 'ready', checkId: 'c', finishedAt: 2, news: { worse: 0, expiring: 0, better: 0, changed: 0, unconfirmed: 0 } } }; // biome-ignore format: one thought

/** Pages of one entry each, as a table gives them; what is read of it is remembered. */
function world(...entries: Entry[]) {
  const pages = entries.map((one, number): Page => ({ number, entries: [one], after: { tenantId: 't', domain: null }, closed: false })); // biome-ignore format: one thought
  const reads: string[] = [];
  const window = new Window({
    readPages: async (_, first, last, newest = false) => {
      reads.push(`${first}-${last}${newest ? ' newest' : ''}`);
      return pages.slice(first, last);
    },
  });
  const run = { id: 'run', status: 'running', folded: 0, opened: entries.length } as Run;
  const set = (number: number, entry: Entry): void => {
    pages[number] = { ...(pages[number] as Page), entries: [entry] };
  };
  return { window, reads, run, set, look: async (of = run, now = NOW) => (await window.look(of, now)).map((page) => page.entries[0]) }; // biome-ignore format: one thought
}

test('pages that can have moved are read again, and no others', async () => {
  const all = [waiting, begun, waiting, waiting, waiting, waiting, parked(NOW - 1), parked(NOW + 5000), ended];
  const { look, reads } = world(...all);
  expect(await look()).toEqual(all);
  expect(await look()).toEqual(all);
  expect(reads).toEqual(['0-9', '1-2', '6-7']);
});

test('who waits for a second look is read again from its beginning on', async () => {
  const { look, reads, run, set } = world(parked(NOW + 5000));
  await look();
  set(0, ended);
  expect(await look(run, NOW + 5000)).toEqual([ended]);
  expect(reads).toHaveLength(2);
});

test('what we changed ourselves is read as it is now, once', async () => {
  const { window, look, reads, set } = world(waiting, waiting);
  await look();
  window.touch(1);
  set(1, ended);
  expect(await look()).toEqual([waiting, ended]);
  await look();
  expect(reads).toEqual(['0-2', '1-2 newest']);
});

test('a read that looks back in time takes nothing away: it would never be read again', async () => {
  const { look, reads, set } = world(begun);
  await look();
  set(0, waiting);
  expect(await look()).toEqual([begun]);
  set(0, ended);
  expect(await look()).toEqual([ended]);
  expect(reads).toHaveLength(3);
});

test('nothing is shown behind a page that cannot be seen yet, and pages that were counted are forgotten', async () => {
  const { window, look, run } = world(ended, begun);
  expect(await look({ ...run, opened: 3 })).toEqual([ended, begun]);
  window.put({ number: 2, entries: [waiting], after: { tenantId: 't', domain: null }, closed: false });
  expect(await look({ ...run, folded: 1, opened: 3 })).toEqual([begun, waiting]);
});

test('of a cancelled run every page is read: whether it is closed the page itself says', async () => {
  const { look, reads, run } = world(waiting, waiting);
  await look();
  await look({ ...run, status: 'cancelled' });
  expect(reads).toEqual(['0-2', '0-2']);
});
