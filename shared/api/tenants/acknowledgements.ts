import * as z from 'zod';
import { GENERIC_CODES } from '../../check/row.ts';
import { parseMailDomain } from '../../net/domain.ts';
import { catalogue } from '../../report/catalogue.ts';
import type { Acknowledgement, Tenant } from '../../store/tenant-store.ts';
import { readBody } from '../body.ts';
import { readable } from '../check-schema.ts';
import { type Call, json, NO_QUERY, readQuery } from '../context.ts';
import { type FieldError, Problem } from '../problem.ts';
import { noSuchTenant, shownAcknowledgement, tenantIdOf } from './register.ts';

/** Acknowledgements of one tenant. */
const ITEM_LIMIT = 500;

const ITEM = z.strictObject({
  domain: readable(parseMailDomain, 'domain of the tenant'),
  row: z.string().max(100).meta({ description: 'id of a row, as in the catalogue' }),
  subject: z.string().max(500).nullable().meta({ description: 'what the row speaks of; null where it has none' }),
  code: z.string().max(100).meta({ description: 'outcome code of the row that is acknowledged' }),
  until: z.iso.datetime().optional().meta({ description: 'when it ends; left out: when the finding changes' }),
  note: z.string().trim().max(500).optional(),
});

/** Body of `PUT /v1/tenants/{tenantId}/acknowledgements`. */
export const ACKNOWLEDGEMENTS_BODY = z
  .strictObject({ items: z.array(ITEM).max(ITEM_LIMIT) })
  .meta({ id: 'AcknowledgementsRequest' });

type Item = z.output<typeof ITEM>;

const codesOf = new Map<string, readonly string[]>(
  catalogue.map(({ row }) => [row.id, Object.keys({ ...row.codes, ...GENERIC_CODES })]),
);

const sameFinding = (one: Item, other: Item): boolean =>
  one.domain === other.domain && one.row === other.row && one.subject === other.subject && one.code === other.code;

/** What is wrong with an item beyond its form. */
function wrongOf(item: Item, at: number, items: readonly Item[], { domains }: Tenant): FieldError[] {
  const codes = codesOf.get(item.row);
  const wrong: [string, string | false][] = [
    ['domain', !domains.some(({ domain }) => domain === item.domain) && `${item.domain} is no domain of the tenant`],
    ['row', codes === undefined && `there is no row ${item.row}; see /v1/catalogue`],
    ['code', codes !== undefined && !codes.includes(item.code) && `${item.row} has no code ${item.code}`],
    ['code', items.findIndex((one) => sameFinding(one, item)) !== at && 'this finding is in the list already'],
  ];
  return wrong.flatMap(([field, detail]) => (detail === false ? [] : [{ pointer: `/items/${at}/${field}`, detail }]));
}

const kept = ({ until, note, ...rest }: Item): Acknowledgement => ({
  ...rest,
  until: until === undefined ? null : Date.parse(until),
  note: note ?? null,
});

/** Findings that a tenant knows of and that are to stay quiet until they change; takes the place of those before. */
export async function putAcknowledgements(call: Call): Promise<Response> {
  readQuery(call, NO_QUERY);
  const { tenants, log } = call.deps;
  const id = tenantIdOf(call);
  const { items } = await readBody(call.request, ACKNOWLEDGEMENTS_BODY);
  const tenant = await tenants.readTenant(id);
  if (tenant === null) throw noSuchTenant();
  const errors = items.flatMap((item, at) => wrongOf(item, at, items, tenant));
  if (errors.length > 0) throw new Problem(422, errors[0]?.detail ?? '', errors.slice(0, 20));
  const written = items.map(kept);
  await tenants.writeAcknowledgements(id, written);
  // Erased at this very moment: so is what came of it.
  if ((await tenants.readTenant(id)) === null) {
    await tenants.deleteTenant(id);
    throw noSuchTenant();
  }
  log.info('findings acknowledged', { tenantId: id, items: items.length });
  return json({ items: written.map(shownAcknowledgement) });
}
