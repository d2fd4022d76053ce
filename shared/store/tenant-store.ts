import { BatchWriteCommand, DeleteCommand, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Key } from './keys.ts';
import type { Table } from './table.ts';

/** A domain of a tenant: what its checks are asked for, as far as it was said. */
export interface TenantDomain {
  domain: string;
  [field: string]: unknown;
}

/** A tenant as it is registered. */
export interface Tenant {
  id: string;
  name: string | null;
  domains: readonly TenantDomain[];
  /** Milliseconds since 1970. */
  updatedAt: number;
}

/** A finding that stays quiet as long as it is the same. */
export interface Acknowledgement {
  domain: string;
  row: string;
  subject: string | null;
  code: string;
  /** Milliseconds since 1970; null: for as long as the finding is the same. */
  until: number | null;
  note: string | null;
}

export type TenantSummary = Pick<Tenant, 'id' | 'name' | 'updatedAt'> & { domains: number };

/** Where a list goes on: the id of the last tenant that was read. */
export interface TenantPage {
  items: TenantSummary[];
  next: string | null;
}

/**
 * The register. A tenant is one item, so that whoever reads it sees one state of all its domains: without transactions
 * nothing else is as simple, and a body of 64 KiB is far below what an item may have.
 */
export interface TenantStore {
  readTenant(id: string): Promise<Tenant | null>;
  /** Takes the place of what was there. @returns whether it is new */
  writeTenant(tenant: Tenant): Promise<boolean>;
  /** The same for many. What was written stays where it fails: repeating it is harmless. */
  writeTenants(tenants: readonly Tenant[]): Promise<void>;
  /** With its acknowledgements. @returns whether it was there */
  deleteTenant(id: string): Promise<boolean>;
  /** In no order that means anything. */
  listTenants(limit: number, after: string | null): Promise<TenantPage>;
  /** With their domains, in the order of the scan, which does not change while tenants come and go. */
  readTenants(limit: number, after: string | null): Promise<{ items: Tenant[]; next: string | null }>;
  readAcknowledgements(id: string): Promise<readonly Acknowledgement[]>;
  writeAcknowledgements(id: string, items: readonly Acknowledgement[]): Promise<void>;
}

/** Forms of the keys of the register. */
export const tenantKey = {
  tenant: (id: string): Key => ({ pk: `TENANT#${id}`, sk: 'META' }),
  acknowledgements: (id: string): Key => ({ pk: `TENANT#${id}`, sk: 'ACKNOWLEDGED' }),
};

/** Items of one BatchWriteItem, and how many of these are under way at once. */
const [BATCH, AT_ONCE] = [25, 8] as const;
/** Milliseconds before what the engine did not take is sent again; longer each time. */
const PAUSES = [50, 200, 800, 2000] as const;

type Item = Record<string, unknown>;

const itemOf = (tenant: Tenant): Item => ({
  ...tenantKey.tenant(tenant.id),
  ...tenant,
  domainCount: tenant.domains.length,
});

const tenantFrom = ({ id, name, domains, updatedAt }: Item): Tenant => ({
  id: id as string,
  name: (name as string | null | undefined) ?? null,
  domains: domains as TenantDomain[],
  updatedAt: updatedAt as number,
});

async function writeBatch({ client, name }: Table, items: readonly Item[]): Promise<void> {
  let left = items.map((Item) => ({ PutRequest: { Item } }));
  for (const pause of [0, ...PAUSES]) {
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [name]: left } }));
    left = (UnprocessedItems?.[name] ?? []) as typeof left;
    if (left.length === 0) return;
  }
  throw new Error(`the engine did not take ${left.length} of ${items.length} tenants`);
}

async function listOf(table: Table, limit: number, after: string | null): Promise<TenantPage> {
  const items: TenantSummary[] = [];
  let last: Key | undefined = after === null ? undefined : tenantKey.tenant(after);
  do {
    const page: { Items?: Item[]; LastEvaluatedKey?: Item } = await table.client.send(
      new ScanCommand({
        TableName: table.name,
        FilterExpression: 'sk = :meta',
        ExpressionAttributeNames: { '#name': 'name' },
        ExpressionAttributeValues: { ':meta': 'META' },
        ProjectionExpression: 'id, #name, updatedAt, domainCount',
        // One more than is shown: only then is it known that there is more.
        Limit: limit + 1 - items.length,
        ExclusiveStartKey: last,
      }),
    );
    for (const { id, name = null, updatedAt, domainCount } of page.Items ?? [])
      items.push({ id, name, updatedAt, domains: domainCount } as TenantSummary);
    last = page.LastEvaluatedKey as Key | undefined;
  } while (last !== undefined && items.length <= limit);
  const shown = items.slice(0, limit);
  return { items: shown, next: items.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

async function readMany(
  table: Table,
  limit: number,
  after: string | null,
): Promise<{ items: Tenant[]; next: string | null }> {
  // biome-ignore format: one thought
  const items: Tenant[] = [];
  let last: Key | undefined = after === null ? undefined : tenantKey.tenant(after);
  let left = limit;
  do {
    const page: { Items?: Item[]; LastEvaluatedKey?: Item } = await table.client.send(
      new ScanCommand({
        TableName: table.name,
        FilterExpression: 'sk = :meta',
        ExpressionAttributeValues: { ':meta': 'META' },
        Limit: left,
        ExclusiveStartKey: last,
      }),
    );
    items.push(...(page.Items ?? []).map(tenantFrom));
    last = page.LastEvaluatedKey as Key | undefined;
    // Where a page ends at what hangs on a tenant, the tenant itself comes next.
    left = 1;
  } while (last !== undefined && last.sk !== tenantKey.tenant('').sk);
  return { items, next: last === undefined ? null : last.pk.slice(tenantKey.tenant('').pk.length) };
}

export function tenantStore(table: Table): TenantStore {
  const { client, name } = table;
  const read = async (at: Key): Promise<Item | undefined> =>
    (await client.send(new GetCommand({ TableName: name, Key: at, ConsistentRead: true }))).Item;
  const put = async (Item: Item): Promise<boolean> => {
    const { Attributes } = await client.send(new PutCommand({ TableName: name, Item, ReturnValues: 'ALL_OLD' }));
    return Attributes === undefined;
  };
  const remove = async (Key: Key): Promise<boolean> => {
    const { Attributes } = await client.send(new DeleteCommand({ TableName: name, Key, ReturnValues: 'ALL_OLD' }));
    return Attributes !== undefined;
  };
  return {
    async readTenant(id) {
      const item = await read(tenantKey.tenant(id));
      return item === undefined ? null : tenantFrom(item);
    },
    writeTenant: (tenant) => put(itemOf(tenant)),
    async writeTenants(tenants) {
      const items = tenants.map(itemOf);
      const batches = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, at) => items.slice(at * BATCH, (at + 1) * BATCH)); // biome-ignore format: one thought
      const writer = async (): Promise<void> => {
        for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) await writeBatch(table, batch);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, writer));
    },
    async deleteTenant(id) {
      // First what hangs on it: a repetition finds the tenant and goes on.
      await remove(tenantKey.acknowledgements(id));
      return remove(tenantKey.tenant(id));
    },
    listTenants: (limit, after) => listOf(table, limit, after),
    readTenants: (limit, after) => readMany(table, limit, after),
    readAcknowledgements: async (id) =>
      ((await read(tenantKey.acknowledgements(id)))?.items ?? []) as Acknowledgement[],
    async writeAcknowledgements(id, items) {
      await put({ ...tenantKey.acknowledgements(id), items });
    },
  };
}
