import { PROVIDERS } from './providers.ts';

/** A mail provider whose servers belong to many domains at once. */
export interface Provider {
  id: string;
  /** Names under which its MX hosts lie. */
  suffixes: readonly string[];
  /** Our connections at all of its servers at a time, over all checks of runs. */
  places: number;
  /** Whether all its servers are alike, so that one of them speaks for all in what is no tenant's own. */
  uniform: boolean;
}

type BySuffix = ReadonlyMap<string, Provider>;

/** @throws Error where two providers claim the same name, or one has no place */
export function bySuffix(providers: readonly Provider[]): BySuffix {
  const known = new Map<string, Provider>();
  const ids = new Set<string>();
  for (const one of providers) {
    if (ids.has(one.id)) throw new Error(`two providers are called ${one.id}`);
    ids.add(one.id);
    if (!Number.isInteger(one.places) || one.places < 1) throw new Error(`${one.id} has ${one.places} places`);
    for (const suffix of one.suffixes) {
      if (known.has(suffix)) throw new Error(`${suffix} belongs to ${known.get(suffix)?.id} and to ${one.id}`);
      known.set(suffix, one);
    }
  }
  return known;
}

const KNOWN = bySuffix(PROVIDERS);

const plain = (host: string): string => host.toLowerCase().replace(/\.$/, '');

/** The provider of an MX host: the longest suffix wins, by whole labels; null: none that is known. */
export function providerOf(host: string, known: BySuffix = KNOWN): Provider | null {
  for (let rest = plain(host); ; ) {
    const found = known.get(rest);
    if (found !== undefined) return found;
    const dot = rest.indexOf('.');
    if (dot < 0) return null;
    rest = rest.slice(dot + 1);
  }
}

/** What a check of the host waits for together with others: its provider's servers, or its own. Null: no host. */
export function laneOf(host: string | null): string | null {
  return host === null ? null : (providerOf(host)?.id ?? plain(host));
}

const BY_ID: ReadonlyMap<string, Provider> = new Map(PROVIDERS.map((one) => [one.id, one]));

/** The provider whose lane it is; null: a host's own. */
export const providerById = (id: string): Provider | null => BY_ID.get(id) ?? null;
