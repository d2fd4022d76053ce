import { setTimeout as pause } from 'node:timers/promises';
import type { RecheckView } from '../../../shared/api/rechecks/schema.ts';
import type { Digest } from '../../../shared/report/digest.ts';
import type { RunningWorld } from './run-world.ts';
import type { DemoTenant } from './tenants.ts';

/** Milliseconds between two looks at a run. */
const LOOK_MS = 500;

/** A run that has ended, and what there is to read of it. */
export interface ToldRun {
  digest: Digest;
  /** The same for people. */
  text: string;
}

interface Ask {
  url: string;
  signal: AbortSignal;
}

async function ask({ url, signal }: Ask, path: string, method = 'GET', body?: object): Promise<string> {
  const sent =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${url}${path}`, { method, signal, ...sent });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.trim()}`);
  return text;
}

/** Puts a tenant with its only domain into the register, as an import would. */
export async function register(to: Ask, { id, name, world }: DemoTenant, { servers }: RunningWorld): Promise<void> {
  const domain = { domain: world.domain, port: servers.port, ...world.request };
  await ask(to, `/v1/tenants/${id}`, 'PUT', { name, domains: [domain] });
}

const lineOf = ({ status, done, total, slow }: RecheckView): string => {
  const parked = slow.longest.filter(({ parkedUntil }) => parkedUntil !== null).length;
  return `${status}: ${done} of ${total} domains have ended${parked === 0 ? '' : `, ${parked} waiting for a second look`}`;
};

/**
 * Starts a run over all tenants, follows it to its end and reads what it tells.
 * @param write gets the progress, a line whenever something moved
 */
export async function recheckAll(to: Ask, write: (line: string) => void): Promise<ToldRun> {
  const { links } = JSON.parse(await ask(to, '/v1/rechecks', 'POST', {})) as RecheckView;
  const self = links.self ?? '';
  let before = '';
  for (;;) {
    const run = JSON.parse(await ask(to, self)) as RecheckView;
    const line = lineOf(run);
    if (line !== before) write(line);
    before = line;
    if (run.finishedAt !== null) break;
    await pause(LOOK_MS, undefined, { signal: to.signal });
  }
  return {
    digest: JSON.parse(await ask(to, `${self}/digest?format=json`)) as Digest,
    text: await ask(to, `${self}/digest?format=text&lang=en`),
  };
}
