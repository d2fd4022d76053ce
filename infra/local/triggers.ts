import { setTimeout as sleep } from 'node:timers/promises';
import { processSlots, type Slots } from '../../shared/net/slots.ts';
import type { Log } from '../../shared/pipeline/deps.ts';
import { deadLetterQueue, type FunctionDeclaration, type Topology } from '../declarations.ts';
import { daily } from './daily.ts';
import type { Engines } from './engines.ts';
import type { Hosted } from './hosts.ts';
import { type Lost, type Poller, poll } from './poller.ts';

interface Context {
  topology: Topology;
  engines: Engines;
  /** When what runs once a day does: `HH:MM`, UTC; null: it does not. */
  nightlyAt: string | null;
  /** Fires when nothing new is to be begun. */
  stop: AbortSignal;
  lost(deliveries: readonly Lost[]): Promise<void>;
  log: Log;
}

const eventOf = (due: number) => ({
  ...{ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
  time: new Date(due).toISOString(),
});

async function invokeAt({ declared, host }: Hosted, due: number, { stop, log }: Context): Promise<void> {
  await host.invoke(eventOf(due)).catch((error: Error) => {
    if (!stop.aborted) log.error('scheduled run failed', { function: declared.id, fault: error });
  });
}

/** Invokes again and again, never twice at once. */
async function onSchedule(hosted: Hosted, seconds: number, context: Context): Promise<void> {
  const { stop } = context;
  while (!stop.aborted) {
    await invokeAt(hosted, Date.now(), context);
    await sleep(seconds * 1000, undefined, { signal: stop }).catch(() => {});
  }
}

/**
 * One set of places for all queues of a function: they share its thread, and who runs alone is to be alone in there.
 * As many as its triggers have together, so that none takes places of another.
 */
const placesOf = ({ triggers }: FunctionDeclaration): Slots =>
  processSlots(triggers.reduce((sum, one) => sum + ('maxConcurrency' in one ? one.maxConcurrency : 0), 0));

function pollersOf({ declared, host }: Hosted, context: Context): Poller[] {
  const { topology, engines, stop, lost, log } = context;
  const places = placesOf(declared);
  return declared.triggers.flatMap((trigger) => {
    if (trigger.kind !== 'queue' && trigger.kind !== 'deadLetters') return [];
    const { batchSize, maxConcurrency } = trigger;
    const queues = trigger.kind === 'queue' ? [trigger.queue] : topology.queues.map(({ id }) => deadLetterQueue(id));
    return queues.map((queue) =>
      poll(
        {
          client: engines.client,
          url: engines.queueUrl(queue),
          queue,
          batchSize,
          maxConcurrency,
          host,
          places,
          lost,
          log,
        },
        stop,
      ),
    );
  });
}

/** Starts what invokes the functions beside HTTP: a poller for each queue, a clock for each schedule. */
export function startTriggers(hosted: readonly Hosted[], context: Context): Poller[] {
  const { nightlyAt } = context;
  for (const one of hosted) {
    for (const trigger of one.declared.triggers) {
      if (trigger.kind === 'schedule') void onSchedule(one, trigger.everyLocally, context);
      if (trigger.kind === 'daily' && nightlyAt !== null)
        void daily(nightlyAt, (due) => invokeAt(one, due, context), context.stop);
    }
  }
  return hosted.flatMap((one) => pollersOf(one, context));
}
