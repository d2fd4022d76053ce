import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { builtCategories } from '../categories/index.ts';
import type { FollowUpWish } from '../check/category.ts';
import type { OwnFinding } from '../check/own-side.ts';
import type { CheckRequest } from '../check/request.ts';
import { type CategoryResult, runCategory } from '../check/run-category.ts';
import type { Target } from '../check/target.ts';
import type { Settings } from '../config.ts';
import { oneWish } from '../mail/follow-up.ts';
import { createDnsClient, type DnsClient, systemServers } from '../net/dns/client.ts';
import { createIo, identitiesOf, type Shared } from '../net/io.ts';
import { resolveTarget } from '../net/target.ts';
import { familiesFor, vantageOf } from '../pipeline/vantage.ts';
import { inspectOwnSide } from '../preflight/own-side.ts';
import { assemble } from '../report/assemble.ts';
import type { Report } from '../report/report.ts';

/** What the caller asked for cannot be tested; the message says why and what to do. */
export class UsageError extends Error {}

/** The service cannot be reached, or does not speak as ours does; the message says what to look at. */
export class ServiceUnreachable extends Error {}

/** The DNS server did not answer a single query of a check. */
export class ResolverSilent extends UsageError {}

/** Heard while a check runs: the target once, then each category as it begins and ends. */
export interface Listener {
  target?(target: Target): void;
  begun?(category: string): void;
  ended?(result: CategoryResult): void;
  /** A second look is waited for. */
  waiting?(until: Date): void;
}

/** A check that was made, and what a second look would need. */
export interface Look {
  report: Report;
  target: Target;
  startedAt: Date;
  /** Set where the server put off what a second look would settle. */
  followUp: FollowUpWish | null;
}

/** How a look differs from that of a single check. */
export interface Circumstances {
  /** The target of an earlier look, and the id of its check: it is looked at again. */
  again?: { target: Target; of: string } | null;
  /** What it shares with other checks of this process; left out: nothing. */
  shared?: Partial<Shared>;
  /** A target that no check may reach is a finding, not a mistake of who typed it: one of many in a list. */
  lenient?: boolean;
}

/** Our own side, asked for once and at once: it takes as long as resolving the target does. */
export function ownSideOf(
  settings: Settings,
  dns: DnsClient,
  signal: AbortSignal,
): () => Promise<readonly OwnFinding[]> {
  const side = { identities: identitiesOf(settings), helo: settings.helo, addresses: settings.egressAddresses };
  // Cut off by our own time it tells nothing, which withholds nothing.
  const found = inspectOwnSide(side, dns, signal).catch(() => []);
  return () => found;
}

/** A target that the caller named and that no check may reach is the caller's mistake, not a finding. */
function refuseForbidden(request: CheckRequest, target: Target): void {
  const [first] = target.refused;
  if (request.target === null || first === undefined || target.addresses.length > 0) return;
  const leads = request.target === first.address ? '' : ` leads to ${first.address}, which`;
  throw new UsageError(
    `target ${request.target}${leads} lies in ${first.network}: not tested. Name a public server, or permit the network with --allow-network`,
  );
}

/**
 * One whole check in one process: resolves the target, runs the categories in parallel, assembles the report.
 *
 * @throws UsageError for a forbidden target or a DNS server that never answers; the signal's reason when stopped
 */
export async function runCheck(
  request: CheckRequest,
  settings: Settings,
  signal: AbortSignal,
  listener: Listener = {},
): Promise<Report> {
  return (await look(request, settings, signal, listener)).report;
}

/**
 * As `runCheck`, and tells what a second look would need.
 * @throws ResolverSilent
 */
export async function look(
  request: CheckRequest,
  settings: Settings,
  signal: AbortSignal,
  listener: Listener = {},
  { again = null, shared = {}, lenient = false }: Circumstances = {},
): Promise<Look> {
  const startedAt = new Date();
  // Every look-up and every conversation listens to it.
  setMaxListeners(0, signal);
  const dns = createDnsClient({ servers: settings.resolver === null ? systemServers() : [settings.resolver] });
  const io = createIo(settings, dns, { ...shared, ownSide: shared.ownSide ?? ownSideOf(settings, dns, signal) });
  const policy = {
    gatewaySuffix: settings.gatewaySuffix,
    egressIsGateway: settings.egressIsGateway,
    allowNetworks: settings.allowNetworks,
  };
  const id = randomUUID();
  const target = again?.target ?? (await resolveTarget(request, policy, dns, signal, id));
  if (again === null && !dns.heard && dns.queries > 0) {
    throw new ResolverSilent(
      `DNS server ${dns.servers.join(', ')} does not answer; name a reachable one with --resolver`,
    );
  }
  if (!lenient) refuseForbidden(request, target);
  listener.target?.(target);
  const asked = builtCategories.filter(({ id }) => request.categories === null || request.categories.includes(id));
  const [families, ...results] = await Promise.all([
    familiesFor(target, io),
    ...asked.map(async (category) => {
      listener.begun?.(category.id);
      const result = await runCategory(category, target, io, signal);
      listener.ended?.(result);
      return result;
    }),
  ]);
  const report = assemble(results, {
    id,
    tenantId: null,
    lang: request.lang,
    target,
    vantage: vantageOf(settings, families),
    startedAt,
    finishedAt: new Date(),
    followUpOf: again?.of ?? null,
  });
  return { report, target, startedAt, followUp: oneWish(results.map(({ followUp }) => followUp)) };
}
