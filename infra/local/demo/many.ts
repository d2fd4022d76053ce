import { type ExpectedDigest, digestDifferences } from './compare-digest.ts';
import { recheckAll, register } from './recheck.ts';
import { openStage, type RunningWorld } from './run-world.ts';
import { type Pen, tenantsIntroduction, told } from './show.ts';
import { CHANGE, type DemoTenant, FIRST, SECOND, TENANTS } from './tenants.ts';

/**
 * Of the service in which the runs go on. The second look at what got worse comes at once rather than minutes later, and
 * as all servers stand at one address, they may be connected to at the same time.
 */
const SETTINGS = { MXREADY_CONFIRM_SECONDS: '1', MXREADY_CONNECTIONS_PER_TARGET: '8' } as const;

type Say = (lines: readonly string[]) => void;

/** A tenant, and the server that its domain leads to. */
interface Placed {
  tenant: DemoTenant;
  running: RunningWorld;
}

const placed = (worlds: readonly RunningWorld[]): Placed[] =>
  TENANTS.flatMap((tenant) => {
    const running = worlds.find(({ world }) => world === tenant.world);
    return running === undefined ? [] : [{ tenant, running }];
  });

/** Makes one server worse, and says so. */
function makeWorse(all: readonly Placed[], say: Say): void {
  const one = all.find(({ tenant }) => tenant.id === CHANGE.tenant);
  if (one === undefined) throw new Error(`no tenant ${CHANGE.tenant} has a server`);
  Object.assign(one.running.policy, CHANGE.policy);
  say([`Between the runs one server is changed: ${one.running.world.host} ${CHANGE.description}.`, '']);
}

/**
 * Registers tenants with a service of their own and checks them all, makes one server worse, and checks them again.
 * A service of its own, since servers of the others have said 421: runs of many keep away from their address for a while.
 * @returns whether each run told what is known, and nothing else
 */
export async function recheckTwice(signal: AbortSignal, say: Say, pen: Pen): Promise<boolean> {
  say(tenantsIntroduction(TENANTS, pen));
  const worlds = TENANTS.map(({ world }) => world);
  const stage = await openStage(worlds, false, SETTINGS);
  const to = { url: stage.service.url, signal };
  const runOnce = async (name: string, expected: ExpectedDigest): Promise<boolean> => {
    const { digest, text } = await recheckAll(to, (line) => say([`  ${pen.paint('dim', name)}  ${line}`]));
    const differences = digestDifferences(expected, digest);
    say(told(text, differences, pen));
    return differences.length === 0;
  };
  try {
    const all = placed(stage.worlds);
    for (const { tenant, running } of all) await register(to, tenant, running);
    say([`Their domains are registered with PUT ${to.url}/v1/tenants/…; a run is started with`, `  POST ${to.url}/v1/rechecks`, '']); // biome-ignore format: one thought
    const isFirstTold = await runOnce('first run ', FIRST);
    makeWorse(all, say);
    return (await runOnce('second run', SECOND)) && isFirstTold;
  } catch (error) {
    if (!signal.aborted || signal.reason instanceof Error)
      say([pen.paint('red', error instanceof Error ? (error.stack ?? error.message) : String(error))]);
    return false;
  } finally {
    await stage.close();
  }
}
