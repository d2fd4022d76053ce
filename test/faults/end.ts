import { isDeepStrictEqual } from 'node:util';
import type { Target } from '../../shared/check/target.ts';
import { lookAgain, oneWish } from '../../shared/mail/follow-up.ts';
import type { StoredReport, StoredResult } from '../../shared/pipeline/check.ts';
import { followUpId } from '../../shared/pipeline/follow-up.ts';
import type { Times } from '../../shared/pipeline/times.ts';
import type { Latest } from '../../shared/report/changes.ts';
import { unpack } from '../../shared/store/pack.ts';
import { callbackOf } from './ends-of-callbacks.ts';
import type { Erased } from './callers.ts';
import type { Item } from './model/expressions.ts';
import { count, type Tally } from './model/invocation.ts';
import type { QueueModel } from './model/queue.ts';
import type { Heard } from './model/receivers.ts';
import type { TableModel } from './model/table.ts';
import type { Watch } from './model/watch.ts';
import type { Plan } from './plan.ts';

/** Milliseconds for what the last tick began to come to its end. */
const SLACK = 15_000;

export interface Ended {
  table: TableModel;
  watch: Watch;
  heard: ReadonlyMap<string, Heard>;
  plan: Plan;
  times: Times;
  /** Since then nothing went wrong. */
  calmAt: number;
  startedAt: number;
  tally: Tally;
  erased: Erased | null;
}

const idOf = ({ pk }: Item): string => (pk as string).slice('CHECK#'.length);

/** By when a check must have ended: its deadline and one tick; after a trouble that lasted longer, a look and a tick. */
function latest(check: Item, { times, plan, calmAt }: Ended): number {
  return Math.max(check.deadline as number, calmAt + times.look * 1000) + plan.tick * 1000 + SLACK;
}

/** Whoever is on its way when all probing is stopped ends with the next look, as incomplete. */
function stopped(check: Item, doneAt: number, { times, plan, startedAt }: Ended): string[] {
  if (plan.stopped === null) return [];
  const [from, to] = plan.stopped.map((seconds) => startedAt + seconds * 1000) as [number, number];
  const begun = Math.max((check.followUp as { notBefore: number } | undefined)?.notBefore ?? 0, check.createdAt as number, from); // biome-ignore format: one thought
  const limit = begun + (times.look + plan.tick) * 1000 + SLACK;
  return begun < to && limit < to && doneAt > limit ? ['a check goes on although all probing is stopped'] : [];
}

/** Where nothing goes wrong, or only messages get lost, every category completes, and soon. */
function unhurried(check: Item, results: readonly StoredResult[], { plan, watch, times }: Ended): string[] {
  // Our own connections may be in each other's way there, but nothing of ours breaks.
  if (plan.kind === 'crowded' && results.some(({ reason }) => reason === 'internal'))
    return ['given up where nothing broke'];
  if (plan.kind !== 'perfect' && plan.kind !== 'lossy') return [];
  const wrong = results.filter(({ outcome }) => outcome !== 'completed').map(({ reason }) => `nothing stood in the way, and yet: ${reason}`); // biome-ignore format: one thought
  const begun = Math.max(
    check.createdAt as number,
    (check.followUp as { notBefore: number } | undefined)?.notBefore ?? 0,
  );
  // One after the other, where one of them wants to be alone at the address.
  const longest = Math.max(...plan.takes) * 4;
  // A second look waits for its tick; a lost message for the next look.
  const more = plan.kind === 'perfect' ? plan.tick * 1000 : 8 * times.look * 1000;
  const soon = begun + longest + SLACK + (plan.kind === 'perfect' && check.followUp === undefined ? 0 : more);
  if ((watch.doneAt.get(idOf(check)) ?? 0) > soon) wrong.push('a check took longer than its work');
  return wrong;
}

/** Whether the results ask for a second look that can be made. */
function wantsLook(check: Item, results: readonly StoredResult[]): boolean {
  const wish = oneWish(results.map(({ followUp }) => followUp));
  const target = check.target as Target | undefined;
  return wish !== null && target !== undefined && lookAgain(target, wish, check.createdAt as number) !== null;
}

function chain(check: Item, report: StoredReport, results: readonly StoredResult[], { table, plan }: Ended): string[] {
  const named = report.followUps.map(({ checkId }) => checkId);
  if (named.length === 0 && plan.stopped === null && wantsLook(check, results))
    return ['a second look that the results ask for is not named'];
  const next = table.partition(`CHECK#${followUpId(idOf(check))}`).find(({ sk }) => sk === 'META');
  if (next !== undefined && next.status !== 'cancelled' && !isDeepStrictEqual(next.callback, check.callback))
    return ['a second look tells somebody else'];
  if (named.length > 1) return ['a check has two second looks'];
  if (named.length === 0) return next === undefined ? [] : ['a second look that no report names'];
  return next === undefined ? ['a second look that was promised is not there'] : [];
}

function finished(check: Item, parts: readonly Item[], ended: Ended): string[] {
  const doneAt = ended.watch.doneAt.get(idOf(check));
  if (doneAt === undefined) return [`a check is ${check.status} for ever`];
  const packed = parts.find(({ sk }) => sk === 'REPORT')?.packed;
  const report = unpack<StoredReport>(packed as Uint8Array);
  const results = parts.filter(({ sk }) => (sk as string).startsWith('RESULT#')).map((one) => unpack<StoredResult>(one.packed as Uint8Array)); // biome-ignore format: one thought
  for (const { outcome, reason } of results) count(ended.tally, `category ${outcome}${reason === null ? '' : `, ${reason}`}`); // biome-ignore format: one thought
  if (check.followUp !== undefined) count(ended.tally, 'second looks');
  return [
    ...(doneAt > latest(check, ended) ? [`a check ended ${Math.round((doneAt - latest(check, ended)) / 1000)} s too late`] : []), // biome-ignore format: one thought
    ...(Date.parse(report.finishedAt) === check.finishedAt
      ? []
      : ['the check and its report ended at different times']),
    ...(report.verdict === check.verdict ? [] : ['the check and its report have different verdicts']),
    ...report.categories.flatMap(({ id, outcome }) => results.find(({ category }) => category === id)?.outcome === outcome ? [] : ['the report says other than the results']), // biome-ignore format: one thought
    ...chain(check, report, results, ended),
    ...stopped(check, doneAt, ended),
    ...unhurried(check, results, ended),
  ];
}

function cancelled(check: Item, parts: readonly Item[], { table }: Ended): string[] {
  const next = table.partition(`CHECK#${followUpId(idOf(check))}`).find(({ sk }) => sk === 'META');
  return [
    ...(parts.length === 1 ? [] : [`of a cancelled check stayed behind ${parts.map(({ sk }) => sk).filter((sk) => sk !== 'META')}`]), // biome-ignore format: one thought
    ...('request' in check || 'latest' in check ? ['a cancelled check still knows what was asked'] : []),
    ...(next === undefined || next.status === 'cancelled' ? [] : ['the second look of a cancelled check lives on']),
  ];
}

/** Of a tenant that was erased nothing is left that there was by then. */
const forgotten = (checks: readonly Item[], { erased }: Ended): string[] =>
  checks
    .filter(
      ({ tenantId, createdAt }) => tenantId === erased?.tenantId && (createdAt as number) <= (erased?.before ?? 0),
    )
    .filter(({ status, followUp }) => status !== 'cancelled' && followUp === undefined)
    .map(() => 'a check of an erased tenant lives on');

/** What the next check of a domain would be compared with: the newest of its checks, and never one that was erased. */
function compared(checks: readonly Item[], { table }: Ended): string[] {
  const known = [...table.items()].filter(({ pk, sk }) => (pk as string).startsWith('LATEST#') && sk === 'META');
  const erased = checks.filter(({ status }) => status === 'cancelled').map(idOf);
  const done = checks.filter(({ status }) => status === 'done');
  const newest = [...new Set(done.map(({ latest: of }) => of))].map((of) => ({
    of,
    at: Math.max(...done.filter((one) => one.latest === of).map((one) => one.finishedAt as number)),
  }));
  return [
    ...known.flatMap(({ checkId }) => (erased.includes(checkId as string) ? ['checks are compared with one that was erased'] : [])), // biome-ignore format: one thought
    ...newest.flatMap(({ of, at }) => {
      const item = known.find(({ pk }) => pk === `LATEST#${of}`);
      // Where the newest was erased nothing is known until the next check ends.
      if (item === undefined) return erased.length > 0 ? [] : ['nothing is known of a domain that was checked'];
      return unpack<Latest>(item.packed as Uint8Array).finishedAt < at ? ['checks are compared with one that is not the newest'] : []; // biome-ignore format: one thought
    }),
  ];
}

/** What must hold of everything that is stored when nothing is left to happen. */
export function inspectEnd(ended: Ended): string[] {
  const checks = [...ended.table.items()].filter(({ pk, sk }) => (pk as string).startsWith('CHECK#') && sk === 'META');
  const each = checks.flatMap((check) => {
    const parts = ended.table.partition(check.pk as string);
    const told = callbackOf(idOf(check), check, ended);
    return [
      ...told,
      ...(check.status === 'cancelled' ? cancelled(check, parts, ended) : finished(check, parts, ended)),
    ];
  });
  return [...each, ...compared(checks, ended), ...forgotten(checks, ended)];
}

/** What keeps a world from being over. */
export function openOf(table: TableModel, queues: QueueModel, alive: number, now: number): string {
  const due = [...table.items()].filter(({ dueAt }) => dueAt !== undefined);
  return [
    `${alive} alive`,
    `messages in ${queues.names.filter((one) => queues.nextAt(one) !== null)}`,
    ...due.map(({ status, dueAt }) => `${status} due in ${Math.round(((dueAt as number) - now) / 1000)} s`),
  ].join(', ');
}
