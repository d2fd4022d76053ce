import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { ShownResult } from '../../../shared/api/rechecks/schema.ts';
import { countedIn, outcomesOf, until } from '../../support/run-client.ts';
import { domainAt, gate, registered } from '../../support/run-lab.ts';
import { type RunService, startRunService } from '../../support/run-service.ts';
import type { ServerOptions } from '../../support/scripted-smtp.ts';

jest.setTimeout(600_000);

/** Checks at work at once: fewer than there are domains, so that some tenants are changed before their turn. */
const OPEN = 10;
/** Tenants that are registered when the run begins, each with so many domains. */
const [TENANTS, OWN] = [14, 2] as const;
const LISTED = TENANTS * OWN;
/** A server that answers nothing once it has greeted, and one that answers byte by byte. */
const [SILENT, TRICKLING] = [4, 15] as const;
const NEVER: readonly number[] = [SILENT, TRICKLING];
/** Seconds that a server may take for an answer: the others must all have ended by then. */
const PATIENCE = 20;
const { opened, open } = gate();

/** All greet when the test says so: until then whatever was begun is at work. */
function optionsOf(server: number): ServerOptions {
  const greeting = { until: opened };
  if (server === SILENT) return { greeting, ehlo: { silent: true }, helo: { silent: true } };
  return server === TRICKLING ? { greeting, ehlo: { dripMs: 3000 }, helo: { dripMs: 3000 } } : { greeting };
}

let world: RunService;
beforeAll(async () => {
  // Two domains that are registered later, and one that a tenant gets.
  const servers = LISTED + 3;
  world = await startRunService({ servers, optionsOf }, { MXREADY_RECHECK_OPEN: `${OPEN}`, MXREADY_PATIENCE_COMMAND: `${PATIENCE}` }); // biome-ignore format: one line
});
afterAll(() => world.close());

const tenantAt = (at: number) => ({ id: `t${at}`, domains: registered(world.lab, at * OWN, (at + 1) * OWN) });
const NEVER_ENDING = NEVER.map(domainAt);
const visitsOf = (server: number): number => world.lab.servers[server]?.connections.length ?? 0;

/** Changes the register while checks are at work and others wait. @returns how each domain ends that is not tested as ever */
async function change(id: string): Promise<Map<string, string>> {
  const { client, lab } = world;
  const ids = Array.from({ length: TENANTS }, (_, at) => at).filter((at) => !NEVER.includes(at * OWN) && !NEVER.includes(at * OWN + 1)); // biome-ignore format: one thought
  const checks = await client.checksOf(ids.map((at) => `t${at}`));
  const begun = new Set(checks.map(({ domain }) => domain));
  const isBegun = (server: number): boolean => begun.has(domainAt(server));
  const [atWork = -1] = ids.filter((at) => isBegun(at * OWN));
  const [shrinks = -1, grows = -1, goes = -1] = ids.filter((at) => !isBegun(at * OWN) && !isBegun(at * OWN + 1));
  const erase = (at: number) => client.ask(`/v1/tenants/t${at}`, 'DELETE');
  await Promise.all([erase(atWork), erase(goes)]);
  await client.register([
    { id: 'added', domains: registered(lab, LISTED, LISTED + 2) },
    { id: `t${shrinks}`, domains: registered(lab, shrinks * OWN, shrinks * OWN + 1) },
    { id: `t${grows}`, domains: [...tenantAt(grows).domains, ...registered(lab, LISTED + 2, LISTED + 3)] },
  ]);
  // Its checks are gone before they could end.
  await until(() => client.checksOf([`t${atWork}`]), (all) => all.every(({ status }) => status === 'cancelled')); // biome-ignore format: one thought
  expect(await client.run(id)).toMatchObject({ status: 'running', total: LISTED, done: 0 });
  const both = (at: number, outcomeOf: (server: number) => string): [string, string][] =>
    [at * OWN, at * OWN + 1].map((server) => [domainAt(server), outcomeOf(server)]);
  return new Map([
    ...both(atWork, (server) => (isBegun(server) ? 'erased' : 'unregistered')),
    ...both(goes, () => 'unregistered'),
    [domainAt(shrinks * OWN + 1), 'unregistered'],
  ]);
}

const isOther = ({ domain }: ShownResult): boolean => !NEVER_ENDING.includes(domain);

test('tenants change, and servers never end: the run does, each domain once, and nobody waits for those that do not', async () => {
  const { client } = world;
  await client.register(Array.from({ length: TENANTS }, (_, at) => tenantAt(at)));
  const { id } = await client.start();
  const all = Array.from({ length: TENANTS }, (_, at) => `t${at}`);
  await until(() => client.checksOf(all), (checks) => checks.length === OPEN); // biome-ignore format: one thought
  const expected = await change(id);
  open();

  // What was erased at work is found by the next turn at the run; all others are there before that.
  const tested = (await client.results(id)).filter((one) => isOther(one) && expected.get(one.domain) !== 'erased');
  const wait = new Set(tested.map(({ domain }) => domain));
  const seen = await until(() => client.results(id), (some) => some.every(({ domain, outcome }) => !wait.has(domain) || outcome !== null)); // biome-ignore format: one thought
  expect(seen.filter((one) => !isOther(one)).map(({ outcome }) => outcome)).toEqual([null, null]);
  const { slow } = await client.run(id);
  expect(slow.longest.map(({ domain }) => domain)).toEqual(expect.arrayContaining(NEVER_ENDING));

  const run = await client.ended(id);
  expect(run).toMatchObject({ status: 'done', total: LISTED, done: LISTED });
  const results = await client.results(id);
  expect(results.map(({ domain }) => domain).sort()).toEqual(Array.from({ length: LISTED }, (_, at) => domainAt(at)).sort()); // biome-ignore format: one thought
  expect(countedIn(results)).toEqual(outcomesOf(run));
  // A wait without an answer says nothing of the server; an answer without an end does.
  const special = new Map([...expected, [domainAt(SILENT), 'incomplete'], [domainAt(TRICKLING), 'notReady']]);
  expect(new Map(results.map(({ domain, outcome }) => [domain, outcome]))).toEqual(new Map(results.map(({ domain }) => [domain, special.get(domain) ?? 'readyWithWarnings']))); // biome-ignore format: one thought

  // Of what was taken out before its turn nobody asked, nor of what came after the list had passed.
  const untouched = [...expected].filter(([, outcome]) => outcome === 'unregistered').map(([domain]) => domain);
  const servers = world.lab.servers.map((_, at) => at);
  expect(servers.filter((at) => visitsOf(at) === 0).map(domainAt)).toEqual(expect.arrayContaining([...untouched, ...[0, 1, 2].map((at) => domainAt(LISTED + at))])); // biome-ignore format: one thought
  // The next run has them.
  const next = await client.start({ filter: { tenantIds: ['added'] } });
  expect(await client.ended(next.id)).toMatchObject({ status: 'done', total: 2, done: 2 });
});
