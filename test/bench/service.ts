import { setTimeout as sleep } from 'node:timers/promises';
import { runCheck } from '../../shared/command/run-check.ts';
import { readSettings } from '../../shared/config.ts';
import { requestFor } from '../support/check-world.ts';
import { type ServiceWorld, startServiceWorld } from '../support/service-world.ts';
import { alternate, median, report, timed } from './measure.ts';

/** Milliseconds (issue of the service): what the way through queues and table may add, and what calls may take. */
const BOUND = { added: 150, post: 50, poll: 10, told: 200 };
/** Between two polls: seldom enough that the polling is not what is measured. */
const POLL_MS = 20;
const WARM_UP = 10;

async function ended(world: ServiceWorld, id: string): Promise<void> {
  while ((await world.view(id)).status !== 'done') await sleep(POLL_MS);
}

/** What a check costs more through the local service than by the engine alone, in turn, on one server. */
async function added(world: ServiceWorld, rounds: number): Promise<boolean> {
  const { environment, server } = world.lab;
  const times = await alternate(rounds, {
    engine: () =>
      runCheck(requestFor('contoso.test', server.port), readSettings(environment), AbortSignal.timeout(30_000)),
    service: async () => ended(world, await world.post()),
  });
  const [engine, service] = [median(times.engine), median(times.service)];
  const detail = `engine ${engine.toFixed(0)} ms, service ${service.toFixed(0)} ms, median of ${rounds}`;
  return report('a check by the service, what it adds in ms', service - engine, BOUND.added, detail);
}

/** One call at a time, on a service that has nothing else to do. */
async function calls(world: ServiceWorld, rounds: number): Promise<boolean[]> {
  const posts: number[] = [];
  let id = '';
  for (let round = 0; round < rounds; round += 1) {
    const { ms, value } = await timed(() => world.post());
    posts.push(ms);
    id = value;
    await ended(world, id);
  }
  const { poll } = await alternate(rounds * 4, { poll: () => world.view(id) });
  return [
    report('an accepted POST, in ms', median(posts), BOUND.post, `median of ${rounds}`),
    report('a poll of a finished check, in ms', median(poll), BOUND.poll, `median of ${rounds * 4}`),
  ];
}

/** From the end of a check, as the report dates it, to the answer of a caller that waits for it. */
async function told(world: ServiceWorld, rounds: number): Promise<boolean> {
  const delays: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const id = await world.post();
    const { value } = await timed(() => world.done(id));
    delays.push(Date.now() - Date.parse(value.report?.finishedAt ?? ''));
  }
  return report('who waits learns of the end, in ms', median(delays), BOUND.told, `median of ${rounds}`);
}

/**
 * The local service against its bounds, which are for an idle machine.
 * @param slack factor for machines that are not, as CI's: there it finds what became several times slower
 */
export async function throughService(rounds: number, slack: number): Promise<boolean> {
  for (const key of Object.keys(BOUND) as (keyof typeof BOUND)[]) BOUND[key] *= slack;
  const world = await startServiceWorld();
  try {
    // What is measured is a service that has been up for a while, not the loading of its code.
    for (let warm = 0; warm < WARM_UP; warm += 1) await ended(world, await world.post());
    return [await added(world, rounds), ...(await calls(world, rounds)), await told(world, rounds)].every(Boolean);
  } finally {
    await world.close();
  }
}
