import { isDeepStrictEqual } from 'node:util';
import type { StoredReport } from '../../shared/pipeline/check.ts';
import { counted } from '../../shared/pipeline/recheck/fold.ts';
import type { Entry, Page, Run } from '../../shared/pipeline/recheck/run.ts';
import { noNews } from '../../shared/report/news.ts';
import { pageFrom, runFrom } from '../../shared/store/run-item.ts';
import type { DomainNews } from '../../shared/store/run-stores.ts';
import { unpack } from '../../shared/store/pack.ts';
import type { Item } from './model/expressions.ts';
import { count, type Tally } from './model/invocation.ts';
import type { TableModel } from './model/table.ts';
import { natureOf } from './operators.ts';

interface Scene {
  table: TableModel;
  tally: Tally;
  /** Ids of the runs of operations, in order. */
  runs: readonly string[];
}

const nameOf = ({ tenantId, domain }: Pick<Entry, 'tenantId' | 'domain'>): string => `${tenantId}/${domain}`;

/** Everything of the table by the kind of its key, since a run's pages stand in many partitions. */
const itemsOf = (table: TableModel, prefix: string): Item[] =>
  [...table.items()].filter(({ pk }) => (pk as string).startsWith(prefix));

const pagesOf = (table: TableModel, { id, listed }: Run): Page[] =>
  itemsOf(table, `PAGE#${id}#`)
    .map(pageFrom)
    .filter(({ number }) => number < listed)
    .sort((one, other) => one.number - other.number);

function numbers(run: Run, pages: readonly Page[]): string[] {
  const entries = pages.flatMap((page) => page.entries);
  const ended = counted({ done: 0, byOutcome: {}, changed: 0, news: noNews() }, pages);
  const names = new Set(entries.map(nameOf));
  const wrong: [boolean, string][] = [
    [pages.length !== run.listed, 'a page of a run is missing'],
    [names.size !== entries.length, 'a run has a domain twice'],
    [run.total !== entries.length, `a run counts ${run.total} domains, and lists ${entries.length}`],
    [!isDeepStrictEqual(ended, { done: run.done, byOutcome: run.byOutcome, changed: run.changed, news: run.news }), `a run counts ${JSON.stringify([run.done, run.byOutcome, run.news])}, and its pages say ${JSON.stringify(ended)}`], // biome-ignore format: one thought
    [run.status === 'done' && run.done !== run.total, `a run that is done has ${run.done} of ${run.total}`],
    [run.status !== 'done' && run.status !== 'cancelled', `a run is ${run.status} for ever`],
    [run.finishedAt === null, 'a run that is over does not say when'],
    [entries.some(({ admitted, result }) => admitted !== null && result === null), 'a domain that was begun never ended'], // biome-ignore format: one thought
  ];
  return wrong.flatMap(([is, what]) => (is ? [what] : []));
}

/** What entries say of the checks that they name. */
function truth(entries: readonly Entry[], { table }: Scene): string[] {
  return entries.flatMap(({ result }) => {
    if (result === null || result.checkId === null) return [];
    const check = table.partition(`CHECK#${result.checkId}`).find(({ sk }) => sk === 'META');
    if (check === undefined) return ['a domain ended with a check that never was'];
    if (check.status === 'cancelled' || result.outcome === 'erased') return [];
    return check.verdict === result.outcome ? [] : [`a domain ended ${result.outcome}, and its check ${check.verdict}`];
  });
}

/** A domain has one first look in a run, whatever was repeated; and one that confirms it at most. */
function looks({ id }: Run, checks: readonly Item[]): string[] {
  const own = checks.filter(({ recheck }) => (recheck as { runId: string } | undefined)?.runId === id);
  const names = own
    .filter(({ followUp }) => followUp === undefined)
    .map((one) => `${one.tenantId}/${one.domain} ${(one.recheck as { confirms: unknown }).confirms === null}`);
  return new Set(names).size === names.length ? [] : ['a domain was begun twice in one run'];
}

const rowSeen = (table: TableModel, checkId: string): string | null => {
  const packed = table.partition(`CHECK#${checkId}`).find(({ sk }) => sk === 'REPORT')?.packed;
  if (packed === undefined) return null;
  return unpack<StoredReport>(packed as Uint8Array).rows.find(({ code }) => code === 'expired' || code === 'current')?.code ?? null; // biome-ignore format: one thought
};

/** Told is what two looks saw; what one look saw is not, and nothing is told of what is as it was. */
function told(run: Run, entries: readonly Entry[], { table, tally, runs }: Scene): string[] {
  const newsOf = (id: string) => itemsOf(table, `NEWS#${id}`).map(({ packed }) => unpack<DomainNews>(packed as Uint8Array)); // biome-ignore format: one thought
  const news = newsOf(run.id);
  // Where a run was cancelled and another begun, that one may tell it while looks of the first are still to come.
  const byAnother = new Set(runs.filter((id) => id !== run.id).flatMap((id) => newsOf(id).map(nameOf)));
  const wrong: string[] = [];
  if (new Set(news.map(nameOf)).size !== news.length) wrong.push('the news of a domain are told twice');
  for (const { tenantId, domain, result } of entries) {
    if (result === null) continue;
    const { worse } = result.news;
    if (worse > 0) count(tally, 'domains told to be worse');
    if (worse > 0 && natureOf(domain) !== 'worse') wrong.push(`a ${natureOf(domain)} domain is told to be worse`);
    const tells = news.some((one) => nameOf(one) === nameOf({ tenantId, domain }));
    const erased = result.outcome === 'erased' || table.partition(`CHECK#${result.checkId}`).some(({ status }) => status === 'cancelled'); // biome-ignore format: one thought
    if (worse > 0 && !tells && !erased) wrong.push('what a domain ended with is not among the news of its run');
    // Looked at by the run before, which saw it well; and now seen to be worse by the look that confirms.
    const isSecond = runs.indexOf(run.id) === 1;
    if (
      isSecond &&
      natureOf(domain) === 'worse' &&
      worse === 0 &&
      result.checkId !== null &&
      rowSeen(table, result.checkId) === 'expired'
    ) {
      // biome-ignore format: one thought
      const first = table.partition(`CHECK#${result.checkId}`).find(({ sk }) => sk === 'META')?.recheck as { confirms: { checkId: string } | null } | undefined; // biome-ignore format: one thought
      const wasFine = [...table.items()].some(({ sk, recheck, tenantId: of, domain: name, pk }) => sk === 'META' && (recheck as { runId: string } | undefined)?.runId === runs[0] && of === tenantId && name === domain && rowSeen(table, (pk as string).slice(6)) === 'current'); // biome-ignore format: one thought
      if (first?.confirms != null && rowSeen(table, first.confirms.checkId) === 'expired' && wasFine && !byAnother.has(nameOf({ tenantId, domain }))) wrong.push('two looks saw a domain to be worse, and nobody is told'); // biome-ignore format: one thought
    }
  }
  return wrong;
}

/** What must hold of all runs when nothing is left to happen. */
export function inspectRuns(scene: Scene): string[] {
  const { table } = scene;
  const checks = itemsOf(table, 'CHECK#').filter(({ sk }) => sk === 'META');
  return itemsOf(table, 'RUN#').flatMap((item) => {
    const run = runFrom(item);
    const pages = pagesOf(table, run);
    const entries = pages.flatMap((page) => page.entries);
    return [...numbers(run, pages), ...truth(entries, scene), ...looks(run, checks), ...told(run, entries, scene)];
  });
}
