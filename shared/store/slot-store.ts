import { DeleteCommand, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { key, SLOT_PREFIX } from './keys.ts';
import type { SlotStore } from './store.ts';
import { happened, readAll, type Table } from './table.ts';

const OWNED = '#owner = :owner';
const OWNER = { '#owner': 'owner' };
/** Places outlive their lease for a while; then TTL removes what nobody freed. */
const KEPT_S = 3600;

/** Who has a place, until when (milliseconds since 1970), and on which condition. */
interface Hold {
  address: string;
  place: number;
  owner: string;
  leaseUntil: number;
  condition: string;
  /** Values that the condition has beside the owner. */
  values?: object;
  /** Nobody's from then on, though not free. */
  left?: boolean;
}

const holdingIn =
  ({ client, name }: Table) =>
  ({ address, place, owner, leaseUntil, condition, values = {}, left = false }: Hold): Promise<boolean> =>
    happened(
      client.send(
        new UpdateCommand({
          TableName: name,
          Key: key.slot(address, place),
          UpdateExpression: `SET #owner = ${left ? ':nobody' : ':owner'}, leaseUntil = :until, expiresAt = :expires`,
          ConditionExpression: condition,
          ExpressionAttributeNames: OWNER,
          ExpressionAttributeValues: {
            ...{ ':owner': owner, ':until': leaseUntil, ':expires': Math.ceil(leaseUntil / 1000) + KEPT_S },
            ...(left ? { ':nobody': 'nobody' } : {}),
            ...values,
          },
        }),
      ),
    );

export function slotStore(table: Table): SlotStore {
  const { client, name } = table;
  const hold = holdingIn(table);
  return {
    async readPlaces(address, now) {
      const items = await readAll(table, { pk: key.slot(address, 0).pk });
      const cooling = items.find(({ sk }) => sk === key.cooling(address).sk);
      const places = items.filter((one) => one !== cooling && (one.leaseUntil as number) >= now);
      return { held: places.map(({ sk }) => Number(sk)), coolUntil: (cooling?.until as number | undefined) ?? 0 };
    },
    takeIfFree: (address, place, owner, now, leaseUntil) => {
      // Asked again, or heard late: what it has already it must not shorten.
      const condition = `attribute_not_exists(pk) OR leaseUntil < :now OR (${OWNED} AND leaseUntil <= :until)`;
      return hold({ address, place, owner, leaseUntil, condition, values: { ':now': now } });
    },
    keepIfOwned: (address, place, owner, leaseUntil) =>
      hold({ address, place, owner, leaseUntil, condition: `${OWNED} AND leaseUntil <= :until` }),
    // A renewal that is still on its way must not make the pause longer.
    leaveIfOwned: (address, place, owner, leaseUntil) =>
      hold({ address, place, owner, leaseUntil, condition: OWNED, left: true }),
    freeIfOwned: (address, place, owner) =>
      happened(
        client.send(
          new DeleteCommand({
            TableName: name,
            Key: key.slot(address, place),
            ConditionExpression: OWNED,
            ExpressionAttributeNames: OWNER,
            ExpressionAttributeValues: { ':owner': owner },
          }),
        ),
      ),
    coolIfLonger: (address, until) =>
      happened(
        client.send(
          new UpdateCommand({
            TableName: name,
            Key: key.cooling(address),
            UpdateExpression: 'SET #until = :until, expiresAt = :expires',
            ConditionExpression: 'attribute_not_exists(pk) OR #until < :until',
            ExpressionAttributeNames: { '#until': 'until' },
            ExpressionAttributeValues: { ':until': until, ':expires': Math.ceil(until / 1000) + KEPT_S },
          }),
        ),
      ),
    async freeAll() {
      const pages = paginateScan(
        { client },
        {
          TableName: name,
          // What an address asked for holds whoever restarts.
          FilterExpression: 'begins_with(pk, :slot) AND sk <> :cool',
          ExpressionAttributeValues: { ':slot': SLOT_PREFIX, ':cool': key.cooling('').sk },
          ProjectionExpression: 'pk, sk',
        },
      );
      for await (const { Items = [] } of pages) {
        await Promise.all(Items.map((one) => client.send(new DeleteCommand({ TableName: name, Key: one }))));
      }
    },
  };
}
