import type { Tenant, TenantDomain } from '../../../../shared/store/tenant-store.ts';
import type { RecheckDeps } from '../../../../shared/pipeline/recheck/deps.ts';
import type { Domains } from './domains.ts';
import type { Meter } from './units.ts';

/** Bytes of a tenant's item beside its domains, and of each of them. */
const [TENANT_BYTES, DOMAIN_BYTES] = [90, 30] as const;

/** The register of many tenants: made when it is read, but for those that changed. */
export class Register {
  readonly gone = new Set<number>();
  readonly #added: Tenant[] = [];
  readonly #domains: Domains;
  readonly #meter: Meter;
  /** Domains that were taken from a tenant that stays. */
  readonly dropped = new Set<number>();

  constructor(domains: Domains, meter: Meter) {
    this.#domains = domains;
    this.#meter = meter;
  }

  /** At the end of the scan: whether it is listed depends on how far that is. */
  add(index: number): void {
    this.#added.push(this.#tenant(`t${this.#domains.tenants + this.#added.length}`, [index]));
  }

  /** Whether a domain is registered no more. */
  isGone(index: number): boolean {
    return this.dropped.has(index) || this.gone.has(this.#domains.tenantWith(index));
  }

  #tenant(id: string, indexes: readonly number[]): Tenant {
    const domains: TenantDomain[] = indexes.map((one) => ({ domain: this.#domains.nameOf(one) }));
    return { id, name: null, domains, updatedAt: 0 };
  }

  #read(tenant: number): Tenant | null {
    if (this.gone.has(tenant)) return null;
    if (tenant >= this.#domains.tenants) return this.#added[tenant - this.#domains.tenants] ?? null;
    const { id, first, count } = this.#domains.tenantOf(tenant);
    const indexes = Array.from({ length: count }, (_, at) => first + at);
    return this.#tenant(
      id,
      indexes.filter((one) => !this.dropped.has(one)),
    );
  }

  readonly store: RecheckDeps['register'] = {
    readTenant: async (id) => {
      const tenant = this.#read(Number.parseInt(id.slice(1), 10));
      this.#meter.read('register', TENANT_BYTES + DOMAIN_BYTES * (tenant?.domains.length ?? 0), true);
      return tenant;
    },
    readTenants: async (limit, after) => {
      const items: Tenant[] = [];
      const end = this.#domains.tenants + this.#added.length;
      let at = after === null ? 0 : Number.parseInt(after.slice(1), 10) + 1;
      for (; at < end && items.length < limit; at += 1) {
        const tenant = this.#read(at);
        if (tenant !== null) items.push(tenant);
      }
      this.#meter.read('register', items.reduce((sum, one) => sum + TENANT_BYTES + DOMAIN_BYTES * one.domains.length, 0), false); // biome-ignore format: one thought
      return { items, next: at < end ? `t${at - 1}` : null };
    },
  };
}
