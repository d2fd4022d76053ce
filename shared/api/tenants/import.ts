import * as z from 'zod';
import type { Tenant } from '../../store/tenant-store.ts';
import { readText, typeOf } from '../body.ts';
import { type Call, json, NO_QUERY, readQuery } from '../context.ts';
import { Problem } from '../problem.ts';
import { IMPORT_LIMIT } from '../route-list.ts';
import { type ImportLine, type LineError, type ReadLines, readCsv, readNdjson } from './lines.ts';
import { refuseForeign, refusedOf } from './register.ts';
import { DOMAIN_LIMIT, type DomainBody, kept, TENANT_BYTES } from './schema.ts';

/** Errors that are told one by one. */
const MOST_ERRORS = 100;

export const IMPORTED = z.strictObject({ tenants: z.int(), domains: z.int() }).meta({ id: 'Imported' });

const READERS = new Map<string, (text: string) => ReadLines>([
  ['application/x-ndjson', readNdjson],
  ['application/ndjson', readNdjson],
  ['application/jsonl', readNdjson],
  ['text/csv', readCsv],
]);
export const IMPORT_TYPES = [...READERS.keys()];

/** A domain and the line that says it. */
interface Said {
  line: number;
  /** Place in its line. */
  pointer: string;
  said: DomainBody;
}

interface Gathered {
  name: string | null;
  named: number;
  domains: Map<string, Said>;
}

function gather(lines: readonly ImportLine[], errors: LineError[]): Map<string, Gathered> {
  const tenants = new Map<string, Gathered>();
  for (const { line, tenantId, name, domains, isTenant } of lines) {
    const tenant = tenants.get(tenantId) ?? { name: null, named: line, domains: new Map<string, Said>() };
    tenants.set(tenantId, tenant);
    if (name !== null && tenant.name !== null && tenant.name !== name)
      errors.push({ line, pointer: '/name', detail: `line ${tenant.named} has another name for ${tenantId}` });
    if (name !== null && tenant.name === null) Object.assign(tenant, { name, named: line });
    for (const [at, said] of domains.entries()) {
      const pointer = isTenant ? `/domains/${at}` : '';
      const before = tenant.domains.get(said.domain);
      if (before === undefined) tenant.domains.set(said.domain, { line, pointer, said });
      else errors.push({ line, pointer: `${pointer}/domain`, detail: `${said.domain} of ${tenantId} is in line ${before.line} too` }); // biome-ignore format: one thought
    }
  }
  return tenants;
}

/** What the API refuses of a tenant, told by the lines that say it. */
function refusedLines(call: Call, id: string, { domains, named }: Gathered): LineError[] {
  const all = [...domains.values()];
  if (all.length > DOMAIN_LIMIT)
    return [{ line: named, pointer: '/tenantId', detail: `${id} has ${all.length} domains; ${DOMAIN_LIMIT} are allowed` }]; // biome-ignore format: one thought
  const bytes = Buffer.byteLength(JSON.stringify(all.map(({ said }) => said)));
  if (bytes > TENANT_BYTES)
    return [{ line: named, pointer: '/tenantId', detail: `what is said of ${id} is ${bytes} bytes; ${TENANT_BYTES} are allowed` }]; // biome-ignore format: one thought
  const refused = refusedOf(call, all.map(({ said }) => said)); // biome-ignore format: one thought
  return refused.flatMap(({ pointer, detail }) => {
    const [, , at = '', ...field] = pointer.split('/');
    const where = all[Number(at)];
    return where === undefined ? [] : [{ line: where.line, pointer: `${where.pointer}/${field.join('/')}`, detail }];
  });
}

function refuseLines(errors: readonly LineError[]): void {
  if (errors.length === 0) return;
  const sorted = [...errors].sort((one, other) => one.line - other.line);
  const bad = new Set(sorted.map(({ line }) => line)).size;
  const [first] = sorted;
  throw new Problem(
    422,
    `nothing was written: ${bad === 1 ? 'one line is' : `${bad} lines are`} wrong, the first is line ${first?.line}: ${first?.detail}`,
    sorted.slice(0, MOST_ERRORS).map(({ line, pointer, detail }) => ({ pointer: `/${line}${pointer}`, detail: `line ${line}: ${detail}` })), // biome-ignore format: one thought
  );
}

/** Registers many tenants at once: all of them, or none where anything is wrong. Repeating it is harmless. */
export async function importTenants(call: Call): Promise<Response> {
  readQuery(call, NO_QUERY);
  const { deps, request } = call;
  const read = READERS.get(typeOf(request) ?? '');
  if (read === undefined) throw new Problem(415, `send the tenants as ${IMPORT_TYPES.join(', ')}`);
  const { lines, errors } = read(await readText(request, IMPORT_LIMIT));
  for (const { tenantId, line } of lines) refuseForeign(call, tenantId, `/${line}/tenantId`);
  const gathered = gather(lines, errors);
  for (const [id, tenant] of gathered) errors.push(...refusedLines(call, id, tenant));
  refuseLines(errors);
  const tenants = [...gathered].map(([id, { name, domains }]): Tenant => ({
    ...{ id, name, updatedAt: deps.now() },
    domains: [...domains.values()].map(({ said }) => kept(said)),
  })); // biome-ignore format: one thought
  await deps.tenants.writeTenants(tenants);
  const counted = { tenants: tenants.length, domains: tenants.reduce((sum, one) => sum + one.domains.length, 0) };
  deps.log.info('tenants imported', counted);
  return json(counted);
}
