import { inNetwork, type Network } from './address.ts';
import { isUnder } from './domain.ts';

/** What must not be tested, and why. */
export interface Suppressed {
  /** Domain or host; whatever lies under it is meant too. Null for a network. */
  name: string | null;
  network: Network | null;
  reason: string;
}

/** @param text domain, host or address */
export function isSuppressed({ name, network }: Suppressed, text: string): boolean {
  if (name !== null) return text === name || isUnder(text, name);
  return network !== null && inNetwork(text, network);
}
