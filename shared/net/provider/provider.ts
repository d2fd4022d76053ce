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

/** The provider of an MX host, by its suffix; null: none that is known. */
export function providerOf(_host: string): Provider | null {
  return null;
}

export const providerById = (_id: string): Provider | null => null;

/** The lane in which whoever connects to a host stands: its provider's, or its own. */
export const laneOf = (host: string | null): string | null => (host === null ? null : (providerOf(host)?.id ?? host));
