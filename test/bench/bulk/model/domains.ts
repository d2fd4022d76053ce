import { providerById } from '../../../../shared/net/provider/provider.ts';
import type { Verdict } from '../../../../shared/report/texts/language.ts';
import { randomFrom } from '../../../faults/model/simulation.ts';

/** How a server treats us. */
export type Temper = 'healthy' | 'slow' | 'tarpit' | 'greylisting' | 'throttling' | 'rejecting' | 'noTls' | 'closing';

/** Shares of hosts by temper, seconds of one session (least and most), and what a check of it comes to. */
export const TEMPERS: Readonly<Record<Temper, { share: number; seconds: readonly [number, number]; verdict: Verdict }>> = {
  healthy: { share: 0.72, seconds: [1.5, 5], verdict: 'ready' },
  slow: { share: 0.1, seconds: [6, 20], verdict: 'readyWithWarnings' },
  tarpit: { share: 0.02, seconds: [25, 50], verdict: 'readyWithWarnings' },
  greylisting: { share: 0.05, seconds: [2, 5], verdict: 'ready' },
  throttling: { share: 0.03, seconds: [1, 3], verdict: 'ready' },
  rejecting: { share: 0.04, seconds: [1, 3], verdict: 'notReady' },
  noTls: { share: 0.02, seconds: [1.5, 4], verdict: 'notReady' },
  closing: { share: 0.02, seconds: [10, 30], verdict: 'incomplete' },
}; // biome-ignore format: one table

/** What is to be said of a domain: what its looks find, beside how its server treats us. */
export type Script = 'same' | 'worse' | 'blip' | 'unconfirmed' | 'better' | 'expiring';
const SCRIPTS: readonly (readonly [Script, number])[] = [
  ['worse', 0.01],
  ['blip', 0.02],
  ['unconfirmed', 0.003],
  ['better', 0.005],
  ['expiring', 0.01],
];

/** Providers by their share of all domains; the rest stand on hosts of their own. */
const MIX: readonly (readonly [string, number])[] = [
  ['microsoft-365', 0.4],
  ['google', 0.15],
  ...['mimecast', 'proofpoint', 'barracuda', 'hornetsecurity', 'sophos', 'trend-micro', 'cisco', 'cloudflare'].map((id) => [id, 0.0125] as const), // biome-ignore format: one list
];
/** Hosts of their own, per domain of all. */
const OWN_HOSTS = 0.06;
/** Addresses of one provider. */
const ADDRESSES = 40;

/** Of a tenant with so many domains: sixteen tenants have twenty-five domains. */
const SIZES = [1, 1, 1, 1, 1, 8, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1] as const;
const TOGETHER = SIZES.reduce((sum, one) => sum + one, 0);
const STARTS = SIZES.map((_, at) => SIZES.slice(0, at).reduce((sum: number, one) => sum + one, 0));

export interface DomainFacts {
  host: string;
  /** Where its server is. */
  address: string;
  /** Null: its own. */
  provider: string | null;
  temper: Temper;
  script: Script;
}

/** A number in [0, 1) that follows from a domain and what it is for. */
const draw = (index: number, salt: number): number => randomFrom(Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b))(); // biome-ignore format: one thought

function picked<T>(all: readonly (readonly [T, number])[], chance: number): T | null {
  let left = chance;
  for (const [one, share] of all) {
    left -= share;
    if (left < 0) return one;
  }
  return null;
}

const tempers = Object.entries(TEMPERS).map(([temper, { share }]) => [temper as Temper, share] as const);
const suffixOf = (provider: string): string => providerById(provider)?.suffixes[0] ?? provider;

/** Names, servers and truth of so many domains; nothing of it is kept, all follows from the number of a domain. */
export class Domains {
  readonly size: number;
  readonly #hosts: number;

  constructor(size: number) {
    this.size = size;
    this.#hosts = Math.max(1, Math.floor(size * OWN_HOSTS));
  }

  readonly nameOf = (index: number): string => `d${index}.test`;
  readonly indexOf = (domain: string): number => Number.parseInt(domain.slice(1), 10);

  get tenants(): number {
    return (this.size / TOGETHER) * SIZES.length;
  }

  readonly tenantOf = (tenant: number): { id: string; first: number; count: number } => {
    const at = tenant % SIZES.length;
    const first = Math.floor(tenant / SIZES.length) * TOGETHER + (STARTS[at] ?? 0);
    return { id: `t${tenant}`, first, count: SIZES[at] ?? 1 };
  };

  /** Number of the tenant whose domain it is. */
  tenantWith(index: number): number {
    const within = index % TOGETHER;
    return Math.floor(index / TOGETHER) * SIZES.length + STARTS.findLastIndex((start) => start <= within);
  }

  factsOf(index: number): DomainFacts {
    const script = picked(SCRIPTS, draw(index, 1)) ?? 'same';
    const provider = picked(MIX, draw(index, 2));
    if (provider !== null) {
      const address = `${provider}-${Math.floor(draw(index, 3) * ADDRESSES)}`;
      return { host: `d${index}-test.${suffixOf(provider)}`, address, provider, temper: 'healthy', script };
    }
    const host = Math.floor(draw(index, 4) * this.#hosts);
    return { host: `mx${host}.test`, address: `mx${host}`, provider: null, temper: picked(tempers, draw(host, 5)) ?? 'healthy', script }; // biome-ignore format: one thought
  }
}
