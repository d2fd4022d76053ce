import type { ExpectedDigest } from './compare-digest.ts';
import type { Policy } from './mailboxes.ts';
import { type World, world } from './world.ts';

/** A tenant whose only domain stands before a sample server. */
export interface DemoTenant {
  id: string;
  name: string;
  world: World;
}

const tenant = (id: string, name: string, description: string, more: Partial<Omit<World, 'truth'>> = {}): DemoTenant => ({
  ...{ id, name },
  world: world(id, description, {}, more),
}); // biome-ignore format: one thought

export const TENANTS: readonly DemoTenant[] = [
  tenant('acme', 'Acme Ltd', 'All is as it should be, until the server is changed between the runs.'),
  tenant('globex', 'Globex Corporation', 'The certificate expired three days ago, and nobody does anything about it.', {
    certificate: 'expired',
  }),
  tenant('initech', 'Initech LLC', 'The server does not offer encryption, before as after.', { certificate: null }),
];

/** What is made worse between the two runs, of one tenant alone. */
export const CHANGE: { tenant: string; description: string; policy: Partial<Policy> } = {
  tenant: 'acme',
  description: 'now passes on mail from anybody to anybody',
  policy: { foreign: null },
};

/** The first run: nothing was known before, so nothing is told. */
export const FIRST: ExpectedDigest = { total: TENANTS.length, worse: [], asBefore: 1 };

/** The second one: what was changed, and nothing of what was wrong before. */
export const SECOND: ExpectedDigest = {
  ...FIRST,
  worse: [
    { tenant: CHANGE.tenant, domain: 'acme.test', row: 'open-relay', from: 'pass "refused"', to: 'fail "relays"' },
  ],
};
