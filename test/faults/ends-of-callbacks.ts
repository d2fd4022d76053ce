import type { CallbackOutcome } from '../../shared/pipeline/check.ts';
import type { Item } from './model/expressions.ts';
import { count } from './model/invocation.ts';
import { type Heard, type Mood, moodOf } from './model/receivers.ts';
import type { Ended } from './end.ts';

/** Milliseconds until a letter is at its receiver where nothing stands in its way. */
const PROMPT_MS = 3000;

const NEVER: Heard = { at: [], begunAt: 0, takenAt: null };
/** How a callback may end, by what its receiver is like. */
const ENDS: Readonly<Record<Mood, readonly CallbackOutcome[]>> = {
  well: ['delivered'],
  moody: ['delivered'],
  down: ['delivered'],
  gone: ['gone'],
  dead: ['givenUp'],
};

/** What must hold of who wanted to hear of a check, when nothing is left to happen. @param id of the check */
export function callbackOf(id: string, check: Item, ended: Ended): string[] {
  const { table, heard, watch, plan, times, tally } = ended;
  const [state] = table.partition(`CALLBACK#${id}`);
  const wanted = check.callback as { url: string } | undefined;
  if (check.status === 'cancelled')
    return state === undefined ? [] : ['of a cancelled check stayed behind its callback'];
  if (wanted === undefined)
    return state === undefined && !heard.has(id) ? [] : ['somebody is told who did not ask to be'];
  if (state === undefined) return ['a callback was lost'];
  const { at, takenAt } = heard.get(id) ?? NEVER;
  const outcome = state.outcome as CallbackOutcome;
  count(tally, `callbacks ${outcome}`);
  const doneAt = watch.doneAt.get(id) ?? 0;
  const mood = moodOf(wanted.url);
  // One that is begun in the midst of trouble may count without having been made.
  const most = times.callbackPauses.length + 1;
  return [
    ...(ENDS[mood].includes(outcome) ? [] : [`a callback to a receiver that is ${mood} ended as ${outcome}`]),
    ...(outcome === 'delivered' && takenAt === null ? ['a callback counts as delivered that nobody took'] : []),
    ...(outcome === 'givenUp' && plan.kind === 'perfect' && at.length !== most
      ? [`given up after ${at.length} attempts`]
      : []),
    ...(plan.kind === 'perfect' && (at[0] ?? 0) > doneAt + PROMPT_MS ? ['somebody is told late although nothing stood in the way'] : []), // biome-ignore format: one thought
  ];
}
