import { providerById } from '../../../../shared/net/provider/provider.ts';
import { laneLimit } from '../../../../shared/pipeline/recheck/lanes.ts';
import { NEWS_KINDS } from '../../../../shared/report/news.ts';
import { BulkWorld, type Plan } from './world.ts';

const MINUTE = 60_000;

/** What happens while the run goes on: tenants come, go and change, it is paused, the power fails. */
function trouble(world: BulkWorld): void {
  const { sim, domains, register, plan } = world;
  const often = Math.max(3, Math.min(40, Math.floor(plan.domains / 5000)));
  for (let time = 0; time < often; time += 1) {
    sim.after(sim.between(0, 8 * MINUTE + plan.domains * 20), () => {
      for (let one = 0; one < Math.max(1, domains.tenants / 20_000); one += 1) {
        register.gone.add(Math.floor(sim.random() * domains.tenants));
        register.dropped.add(Math.floor(sim.random() * plan.domains));
      }
      register.add(plan.domains + time);
    });
  }
  sim.after(6 * MINUTE, () => void world.changeStatus('running', 'paused'));
  sim.after(9 * MINUTE, () => void world.changeStatus('paused', 'running'));
  for (const at of [4, 14]) sim.after(at * MINUTE + sim.between(0, MINUTE), () => world.powerCut());
}

const sorted = (of: Iterable<readonly [string, number]>): string => JSON.stringify([...of].filter(([, count]) => count > 0).sort()); // biome-ignore format: one thought

/** What is not as it must be at the end. */
function inspect(world: BulkWorld): string[] {
  const { run, truth, servers, checks, settings } = world;
  const wrong = [...truth.wrong];
  const must = (holds: boolean, what: string): void => {
    if (!holds) wrong.push(what);
  };
  must(run.status === 'done' && run.dueAt === null, `the run is ${run.status}: listed ${run.listed}, opened ${run.opened}, folded ${run.folded}, done ${run.done} of ${run.total}`); // biome-ignore format: one thought
  must(run.done === run.total && run.done === truth.done, `${run.done} done of ${run.total}, ${truth.done} were`);
  must(sorted(Object.entries(run.byOutcome)) === sorted(truth.byOutcome), `outcomes ${JSON.stringify(run.byOutcome)}, true are ${sorted(truth.byOutcome)}`); // biome-ignore format: one thought
  must(sorted(Object.entries(run.news)) === sorted(Object.entries(truth.news)), `news ${JSON.stringify(run.news)}, true are ${JSON.stringify(truth.news)}`); // biome-ignore format: one thought
  const kept = [...(world.runs.news.get(run.id)?.values() ?? [])].flatMap(({ items }) => items);
  for (const kind of NEWS_KINDS) must(kept.filter((one) => one.kind === kind).length === truth.news[kind], `the list of news has another number of ${kind}`); // biome-ignore format: one thought
  must(servers.mostAtAddress.count <= settings.connectionsPerTarget - 1, `${servers.mostAtAddress.count} connections at one address`); // biome-ignore format: one thought
  for (const [id, most] of servers.mostAtProvider) must(most <= (providerById(id)?.places ?? 0), `${most} connections at ${id}`); // biome-ignore format: one thought
  for (const [lane, most] of checks.mostInLane) must(most <= laneLimit(lane, settings.connectionsPerTarget), `${most} checks under way at ${lane}, bound ${laneLimit(lane, settings.connectionsPerTarget)}`); // biome-ignore format: one thought
  must(checks.most <= settings.recheckOpen, `${checks.most} checks under way, ${settings.recheckOpen} may be`);
  const missed = Array.from({ length: world.plan.domains }, (_, index) => index).filter((one) => !truth.wasTold(one) && !world.register.isGone(one)); // biome-ignore format: one thought
  must(missed.length === 0, `${missed.length} domains were never checked, the first: ${missed[0]}`);
  return wrong;
}

export interface Played {
  world: BulkWorld;
  wrong: string[];
  /** Milliseconds of virtual time. */
  lasted: number;
}

/** Plays one run to its end, and holds it against the truth. */
export async function playRun(plan: Plan, told: (world: BulkWorld) => void = () => {}): Promise<Played> {
  const world = new BulkWorld(plan);
  const began = world.sim.now;
  if (plan.trouble) trouble(world);
  told(world);
  await world.play();
  return { world, wrong: inspect(world), lasted: world.sim.now - began };
}
