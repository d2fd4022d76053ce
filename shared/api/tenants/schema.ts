import * as z from 'zod';
import type { TenantDomain } from '../../store/tenant-store.ts';
import { REQUEST_FIELDS, TENANT_ID } from '../check-schema.ts';
import { impossibleOf } from '../guards.ts';
import type { FieldError } from '../problem.ts';
import type { ApiDeps } from '../api-deps.ts';

/** Domains of one tenant, and bytes of all that is said of them as JSON: an item ends at 400 kB. */
export const DOMAIN_LIMIT = 1000;
export const TENANT_BYTES = 300_000;

const { domain, target, gateway, categories, services, ...others } = REQUEST_FIELDS;

/** A domain of a tenant: how its checks are to be made, as far as it is said. */
export const DOMAIN = z
  .strictObject({
    domain,
    target,
    gateway,
    categories,
    services,
    ...z.object(others).partial().shape,
  })
  .meta({ id: 'TenantDomain' });

export const NAME = z.string().trim().min(1).max(200).meta({ description: 'what people call the tenant' });

const DOMAINS = z.array(DOMAIN).max(DOMAIN_LIMIT);

/** Body of `PUT /v1/tenants/{tenantId}`. */
export const TENANT_BODY = z.strictObject({ name: NAME.optional(), domains: DOMAINS }).meta({ id: 'TenantRequest' });

const TIME = z.iso.datetime();
const LINKS = z.record(z.string(), z.string());

export const ACKNOWLEDGEMENT = z.strictObject({
  domain: z.string(),
  row: z.string(),
  subject: z.string().nullable(),
  code: z.string(),
  until: TIME.nullable(),
  note: z.string().nullable(),
});

export const TENANT = z
  .strictObject({
    id: TENANT_ID,
    name: z.string().nullable(),
    domains: z.array(z.looseObject({ domain: z.string() })),
    acknowledgements: z.array(ACKNOWLEDGEMENT),
    updatedAt: TIME,
    links: LINKS,
  })
  .meta({ id: 'Tenant' });

export const TENANTS = z
  .strictObject({
    items: z.array(
      z.strictObject({ id: TENANT_ID, name: z.string().nullable(), domains: z.int(), updatedAt: TIME, links: LINKS }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'Tenants' });

export type DomainBody = z.output<typeof DOMAIN>;

/** What is said and nothing else: defaults are those of the day on which the domain is tested. */
export const kept = (said: DomainBody): TenantDomain =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as TenantDomain;

/** What no check of the domain could be about. */
export const impossible = (deps: Pick<ApiDeps, 'settings'>, said: DomainBody): FieldError[] =>
  impossibleOf(deps, {
    domain: said.domain,
    target: said.target ?? null,
    port: said.port ?? 25,
    tls: said.tls ?? true,
    recipients: said.recipients ?? [],
  });
