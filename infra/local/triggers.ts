import { setTimeout as sleep } from 'node:timers/promises';
import { processSlots } from '../../shared/net/slots.ts';
import { deadLetterQueue, type Topology } from '../declarations.ts';
import type { Engines } from './engines.ts';
import type { FunctionHost } from './function-host.ts';
import type { Hosted } from './hosts.ts';
import { type Poller, poll } from './poller.ts';

interface Context {
  topology: Topology;
  engines: Engines;
  /** Fires when nothing new is to be begun. */
  stop: AbortSignal;
  /** Told of messages whose worker died. */
  lost(bodies: readonly string[]): Promise<void>;
  log(line: string): void;
}

const EVENT = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };

/** Invokes again and again, never twice at once. */
async function onSchedule(host: FunctionHost, seconds: number, { stop, log }: Context): Promise<void> {
  while (!stop.aborted) {
    await host.invoke(EVENT).catch((error: Error) => {
      if (!stop.aborted) log(`${error.message}\n`);
    });
    await sleep(seconds * 1000, undefined, { signal: stop }).catch(() => {});
  }
}

function pollersOf({ declared, host }: Hosted, context: Context): Poller[] {
  const { topology, engines, stop, lost, log } = context;
  return declared.triggers.flatMap((trigger) => {
    if (trigger.kind !== 'queue' && trigger.kind !== 'deadLetters') return [];
    const { batchSize, maxConcurrency } = trigger;
    const places = processSlots(maxConcurrency);
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
  for (const { declared, host } of hosted) {
    for (const one of declared.triggers) if (one.kind === 'schedule') void onSchedule(host, one.everyLocally, context);
  }
  return hosted.flatMap((one) => pollersOf(one, context));
}
