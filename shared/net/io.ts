import { setTimeout as sleep } from 'node:timers/promises';
import type { Identities, Io, WayOut } from '../check/io.ts';
import type { OwnFinding } from '../check/own-side.ts';
import type { VettedAddress } from '../check/target.ts';
import type { Settings } from '../config.ts';
import { isVetted, parseAddress, vet } from './address.ts';
import { dial, guarded } from './dial.ts';
import type { DnsClient } from './dns/client.ts';
import { lookupAddresses } from './dns/resolve.ts';
import { processSlots, type Slots } from './slots.ts';

async function knock(address: VettedAddress, port: number, patience: number): Promise<WayOut> {
  const signal = AbortSignal.timeout(patience);
  try {
    (await dial(address, port, signal)).destroy();
    return 'works';
  } catch {
    return signal.aborted ? 'blocked' : 'undetermined';
  }
}

/** Connects to the canary: its silence, and nothing else, shows that our way out is blocked (aws.md 1.1). */
async function askCanary(settings: Settings, dns: DnsClient): Promise<WayOut> {
  const { canary, allowNetworks, patience } = settings;
  if (canary === null) return 'undetermined';
  try {
    const found = parseAddress(canary.host) === null ? await lookupAddresses(dns, canary.host) : null;
    const text = found === null ? canary.host : found.a.kind === 'answer' ? found.a.records[0] : undefined;
    const address = text === undefined ? null : vet(text, allowNetworks);
    if (address === null || !isVetted(address)) return 'undetermined';
    return await knock(address, canary.port, patience.connect);
  } catch {
    return 'undetermined';
  }
}

/** What a host of many checks shares between them. */
export interface Shared {
  slots: Slots;
  /** Known beforehand, instead of asking the canary for each check. */
  wayOut(): Promise<WayOut>;
  ownSide(): Promise<readonly OwnFinding[]>;
}

export const identitiesOf = ({ sender, spfFailSender, relaySink }: Settings): Identities => ({
  sender,
  spfFailSender,
  relaySink,
});

/** The real world, for one check. */
export function createIo(settings: Settings, dns: DnsClient, shared: Partial<Shared> = {}): Io {
  let canary: Promise<WayOut> | undefined;
  return {
    dns,
    ...guarded(settings.allowNetworks),
    async wayOut(lab) {
      if (lab) return 'works';
      canary ??= shared.wayOut === undefined ? askCanary(settings, dns) : shared.wayOut();
      return canary;
    },
    ownAddresses: settings.egressAddresses,
    ownSide: shared.ownSide ?? (async () => []),
    slots: shared.slots ?? processSlots(settings.connectionsPerTarget, settings.patience.spacing),
    patience: settings.patience,
    pause: (ms, signal) => sleep(ms, undefined, { signal }),
    timeout: (ms) => AbortSignal.timeout(ms),
    random: Math.random,
    now: () => new Date(),
    clock: () => performance.now(),
    helo: settings.helo,
    identities: identitiesOf(settings),
    extraRoots: settings.extraRoots,
  };
}
