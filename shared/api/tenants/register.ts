import { brief } from '../../net/domain.ts';
import type { Acknowledgement, Tenant, TenantSummary } from '../../store/tenant-store.ts';
import { readBody } from '../body.ts';
import { TENANT_ID } from '../check-schema.ts';
import { type Call, json, NO_QUERY, readQuery } from '../context.ts';
import { cursorOf, LIST_QUERY, positionOf } from '../cursor.ts';
import { type FieldError, Problem } from '../problem.ts';
import * as z from 'zod';
import { type DomainBody, impossible, kept, TENANT_BODY } from './schema.ts';

export const TENANTS_QUERY = z.strictObject(LIST_QUERY);

const iso = (ms: number): string => new Date(ms).toISOString();
const self = (id: string): string => `/v1/tenants/${id}`;
const linksOf = (id: string): Record<string, string> => ({ self: self(id), checks: `/v1/checks?tenantId=${id}` });

export const shownAcknowledgement = (one: Acknowledgement) => ({
  ...one,
  until: one.until === null ? null : iso(one.until),
});

const shown = ({ id, name, domains, updatedAt }: Tenant, acknowledged: readonly Acknowledgement[]) => ({
  ...{ id, name, domains, acknowledgements: acknowledged.map(shownAcknowledgement) },
  ...{ updatedAt: iso(updatedAt), links: linksOf(id) },
});

const shownSummary = ({ updatedAt, ...rest }: TenantSummary) => ({
  ...rest,
  updatedAt: iso(updatedAt),
  links: linksOf(rest.id),
});

/** Whoever is confined to a tenant speaks for no other. @throws Problem 403 */
export function refuseForeign({ caller }: Pick<Call, 'caller'>, tenantId: string, pointer = '/tenantId'): void {
  const confined = caller?.tenantId ?? null;
  if (confined !== null && confined !== tenantId)
    throw new Problem(403, `you may not speak for the tenant ${brief(tenantId)}`, [{ pointer, detail: 'another tenant' }]); // biome-ignore format: one thought
}

/** The tenant that the path names, which the caller may speak for. @throws Problem 400 or 403 */
export function tenantIdOf(call: Call): string {
  const read = TENANT_ID.safeParse(call.params.tenantId ?? '');
  if (!read.success)
    throw new Problem(400, `the path: ${read.error.issues[0]?.message}`, [{ pointer: 'tenantId', detail: 'no tenant id' }]); // biome-ignore format: one thought
  refuseForeign(call, read.data, 'tenantId');
  return read.data;
}

export const noSuchTenant = (): Problem => new Problem(404, 'there is no tenant of this id in the register');

/** What may not be registered of a tenant's domains, each with its pointer into the list. */
export function refusedOf(
  { deps, caller }: Pick<Call, 'deps' | 'caller'>,
  domains: readonly DomainBody[],
): FieldError[] {
  const maySend = caller?.scopes == null || caller.scopes.includes('checks:send');
  const first = new Map<string, number>();
  return domains.flatMap((said, at) => {
    const earlier = first.get(said.domain);
    if (earlier === undefined) first.set(said.domain, at);
    const errors = impossible(deps, said);
    if (earlier !== undefined)
      errors.push({ pointer: '/domain', detail: `${said.domain} is domain ${earlier + 1} of the tenant already` });
    if (said.send === true && !maySend) errors.push({ pointer: '/send', detail: 'send needs the scope checks:send' });
    return errors.map(({ pointer, detail }) => ({ pointer: `/domains/${at}${pointer}`, detail }));
  });
}

/** Takes the place of what was registered of the tenant; its acknowledgements stay. */
export async function putTenant(call: Call): Promise<Response> {
  readQuery(call, NO_QUERY);
  const { deps, request } = call;
  const id = tenantIdOf(call);
  const { name = null, domains } = await readBody(request, TENANT_BODY);
  const errors = refusedOf(call, domains);
  if (errors.length > 0) throw new Problem(422, errors.map(({ detail }) => detail).join('; '), errors);
  const tenant: Tenant = { id, name, domains: domains.map(kept), updatedAt: deps.now() };
  const isNew = await deps.tenants.writeTenant(tenant);
  deps.log.info('tenant registered', { tenantId: id, domains: domains.length });
  const body = shown(tenant, await deps.tenants.readAcknowledgements(id));
  return json(body, isNew ? 201 : 200, { location: self(id) });
}

export async function readTenant(call: Call): Promise<Response> {
  readQuery(call, NO_QUERY);
  const { tenants } = call.deps;
  const id = tenantIdOf(call);
  const [tenant, acknowledged] = await Promise.all([tenants.readTenant(id), tenants.readAcknowledgements(id)]);
  if (tenant === null) throw noSuchTenant();
  return json(shown(tenant, acknowledged));
}

/** Whoever is confined to a tenant has a list of one. */
export async function listTenants(call: Call): Promise<Response> {
  const { limit, cursor } = readQuery(call, TENANTS_QUERY);
  const { tenants } = call.deps;
  const confined = call.caller?.tenantId ?? null;
  const list = ['tenants', confined];
  const after = positionOf(list, cursor, /^[A-Za-z0-9._-]{1,100}$/);
  if (confined !== null) {
    const own = await tenants.readTenant(confined);
    return json({ items: own === null ? [] : [shownSummary({ ...own, domains: own.domains.length })], next: null });
  }
  const { items, next } = await tenants.listTenants(limit, after);
  return json({ items: items.map(shownSummary), next: next === null ? null : cursorOf(list, next) });
}
