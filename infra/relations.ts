import { type Times, visibilityOf } from '../shared/pipeline/times.ts';
import { LANES, QUEUE } from '../shared/queue/queue.ts';
import type { FunctionDeclaration, QueueDeclaration } from './declarations.ts';

/** What follows from the declared functions: computed here, so that no number can be at odds with another. */

const timeoutOfReader = (queue: string, functions: readonly FunctionDeclaration[]): number =>
  Math.max(
    ...functions
      .filter(({ triggers }) => triggers.some((one) => one.kind === 'queue' && one.queue === queue))
      .map(({ timeout }) => timeout),
  );

/** Seconds that a message which somebody waits for may lie in its queue before it is taken up. */
const PATIENCE = 60;
/** The same for one of a run of many, which waits for its turn. */
const PATIENCE_OF_RUNS = 6 * 3600;

/**
 * Seconds. What AWS calls the age of a message goes on while it is in work, and while it is delayed: one that is held
 * up for as long as its reader may take, or that came back after a pause, is nothing to be woken for.
 */
function alarmAge(queue: string, reader: number, { deadline, afterDeadline }: Times): number {
  const delayed = queue === QUEUE.aggregate ? deadline + afterDeadline : 0;
  const runs = LANES.some((lane) => lane !== 'interactive' && queue.endsWith(`-${lane}`));
  return delayed + reader + (runs ? PATIENCE_OF_RUNS : PATIENCE);
}

/** The queues that the functions read. */
export function queuesFor(functions: readonly FunctionDeclaration[], times: Times): QueueDeclaration[] {
  const ids = functions.flatMap(({ triggers }) => triggers.flatMap((one) => (one.kind === 'queue' ? [one.queue] : [])));
  return ids.map((id) => {
    const reader = timeoutOfReader(id, functions);
    return {
      id,
      visibility: visibilityOf(reader),
      maxReceiveCount: times.maxReceiveCount,
      deadLetterRetention: times.deadLetterRetention,
      alarmAge: alarmAge(id, reader, times),
    };
  });
}

/** What an account may run at once unless it asks for more, less what AWS lets nobody reserve. */
const ROOM = 1000 - 100;

/** Invocations at once of each trigger: what is on a schedule runs once, what answers HTTP as often as somebody asks. */
const mostOf = ({ reserved, triggers }: FunctionDeclaration, queues: number): number =>
  reserved ??
  triggers.reduce((sum, one) => {
    if (one.kind === 'http') return Number.POSITIVE_INFINITY;
    if (one.kind === 'schedule' || one.kind === 'daily') return sum + 1;
    return sum + one.maxConcurrency * (one.kind === 'deadLetters' ? queues : 1);
  }, 0);

/** @throws Error where all together could run more often at once than an account may: they would starve each other */
export function assertRoom(functions: readonly FunctionDeclaration[], queues: number): void {
  const most = functions.reduce((sum, one) => sum + mostOf(one, queues), 0);
  if (most > ROOM) throw new Error(`the functions may run ${most} times at once, an account lets ${ROOM}`);
}
