import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { countedIn, outcomesOf, type RunClient, runClientOf, until } from '../../support/run-client.ts';
import { domainAt, gate, type RunLab, registered, startRunLab } from '../../support/run-lab.ts';
import type { ServerOptions } from '../../support/scripted-smtp.ts';
import { freePort, startProcess } from '../../support/service-process.ts';

jest.setTimeout(600_000);

const SERVERS = 36;
/** Domains of one tenant, of those that are tested. */
const OWN = 6;
/**
 * Domains that must not be tested, and tenants that have them: with them the register is longer than what is listed
 * with one step, so that a run can be met between two of them.
 */
const [FILLERS, FILLED] = [1000, 20] as const;
const TENANTS = Array.from({ length: SERVERS / OWN }, (_, at) => `t${at}`);
/** Of so many servers one rejects everybody. */
const REJECTING = 3;
/** What the check of a domain comes to: without TLS a server is not without faults. */
const outcomeAt = (server: number) => (server % REJECTING === 0 ? 'notReady' : 'readyWithWarnings');

let folder: string;
let lab: RunLab;
let current: ChildProcess | null = null;
const { opened, open } = gate();

const optionsOf = (server: number): ServerOptions => ({
  greeting: { until: opened, ...(outcomeAt(server) === 'notReady' ? { reply: '554 5.7.1 We do not know you', close: 'fin' } : {}) }, // biome-ignore format: one reply
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mxready-runs-killed-'));
  lab = await startRunLab({ servers: SERVERS, optionsOf });
});
afterEach(async () => {
  await kill();
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(port: number): Promise<void> {
  const environment = { ...lab.environment, MXREADY_DATA_DIR: join(folder, 'data'), PORT: `${port}` };
  const { said, code } = await startProcess({ ...environment, MXREADY_SUPPRESSION_LIST: 'filler.test=nobody is there' }, (child) => { current = child; }); // biome-ignore format: one line
  if (code !== null) throw new Error(`the service did not start: ${said}`);
}

async function kill(): Promise<void> {
  const child = current;
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

const register = (client: RunClient): Promise<void> =>
  client.register([
    ...TENANTS.map((id, tenant) => ({ id, domains: registered(lab, tenant * OWN, (tenant + 1) * OWN) })),
    ...Array.from({ length: FILLED }, (_, tenant) => ({ id: `filler${tenant}`, domains: Array.from({ length: FILLERS / FILLED }, (__, at) => ({ domain: `f${tenant}-${at}.filler.test` })) })), // biome-ignore format: one tenant
  ]);

/** Servers that have somebody on the line now. */
const visited = (): number => lab.servers.filter(({ connections }) => connections.some(({ closedBy }) => closedBy === null)).length; // biome-ignore format: one thought

test('killed while it lists and killed while checks are at work, a run ends with every domain checked and counted once', async () => {
  const port = await freePort();
  const client = runClientOf(`http://127.0.0.1:${port}`);
  await start(port);
  await register(client);
  const { id } = await client.start({}, 'night');
  const listing = await until(() => client.run(id), ({ total }) => total > 0); // biome-ignore format: one thought
  await kill();
  expect(listing.status).toBe('listing');

  await start(port);
  // Whoever does not know what became of its request asks again.
  expect((await client.start({}, 'night')).id).toBe(id);
  // Not all: how many are at work at once depends on how their messages fall into batches.
  await until(visited, (count) => count >= SERVERS / 3);
  expect(await until(() => client.run(id), ({ status }) => status !== 'listing')).toMatchObject({ status: 'running', total: SERVERS + FILLERS }); // biome-ignore format: one thought
  await kill();

  open();
  await start(port);
  const run = await client.ended(id);
  const rejecting = SERVERS / REJECTING;
  expect(run).toMatchObject({ status: 'done', total: SERVERS + FILLERS, done: SERVERS + FILLERS, changed: 0 });
  expect(outcomesOf(run)).toEqual({ readyWithWarnings: SERVERS - rejecting, notReady: rejecting, suppressed: FILLERS });

  const results = await client.results(id);
  expect(results).toHaveLength(SERVERS + FILLERS);
  expect(new Set(results.map(({ tenantId, domain }) => `${tenantId}/${domain}`)).size).toBe(SERVERS + FILLERS);
  expect(countedIn(results)).toEqual(outcomesOf(run));
  const own = new Map(results.map(({ domain, outcome }) => [domain, outcome]));
  expect(lab.servers.map((_, at) => own.get(domainAt(at)))).toEqual(lab.servers.map((_, at) => outcomeAt(at)));

  // One check for each domain, and one visit that was not cut off.
  const checks = await client.checksOf(TENANTS);
  expect(checks.every(({ status }) => status === 'done')).toBe(true);
  const ids = results.flatMap(({ checkId }) => (checkId === null ? [] : [checkId]));
  expect(checks.map((one) => one.id).sort()).toEqual(ids.sort());
  const whole = lab.servers.map(
    ({ connections }) => connections.filter(({ closedBy }) => closedBy === 'server').length,
  );
  expect(whole).toEqual(lab.servers.map(() => 1));
});
