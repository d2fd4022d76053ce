import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredResult } from '../pipeline/check.ts';
import { key } from './keys.ts';
import { packResult, unpack } from './pack.ts';
import { happened, type Table } from './table.ts';

/** What checks of one run share of a server that they all lead to. */
export type SharedFact =
  /** One of them is finding it out. */
  | { state: 'led'; leaseUntil: number }
  /** What was found may be another's another time: each looks for itself. */
  | { state: 'unshareable' }
  /** Found by that check, at that time (milliseconds since 1970). */
  | { state: 'known'; result: StoredResult; checkId: string; at: number };

/** Facts of a run are settled once, by whoever leads then; they are kept for a day. */
export interface SharedStore {
  /** Strongly consistent. */
  readShared(runId: string, fact: string): Promise<SharedFact | null>;
  /** The right to find it out, as a claim: nobody has it, or whose lease has ended, and it is not settled. */
  leadIfFree(runId: string, fact: string, owner: string, now: number, leaseUntil: number): Promise<boolean>;
  /** Never shortens, as `keepIfOwned`. */
  keepLeadIfOwned(runId: string, fact: string, owner: string, leaseUntil: number): Promise<boolean>;
  /** Another may lead from now on. */
  leaveLeadIfOwned(runId: string, fact: string, owner: string): Promise<boolean>;
  /** @param found null: nothing that others may take over */
  settleIfLed(
    runId: string,
    fact: string,
    owner: string,
    found: { result: StoredResult; checkId: string; at: number } | null,
  ): Promise<boolean>;
}

/** A run is over by then, or so long on its way that servers may be asked again. */
const KEPT_MS = 24 * 3600 * 1000;
const OPEN = 'attribute_not_exists(settled)';
const LED = `#owner = :owner AND ${OPEN}`;

function factFrom({ settled, leaseUntil, packed, checkId, foundAt }: Record<string, unknown>): SharedFact {
  if (settled === undefined) return { state: 'led', leaseUntil: leaseUntil as number };
  if (settled === 'unshareable') return { state: 'unshareable' };
  const result = unpack<StoredResult>(packed as Uint8Array);
  return { state: 'known', result, checkId: checkId as string, at: foundAt as number };
}

export function sharedStore({ client, name, now }: Table): SharedStore {
  const set = (
    [runId, fact]: readonly [string, string],
    owner: string,
    expression: string,
    condition: string,
    values: object,
  ): Promise<boolean> =>
    happened(
      client.send(
        new UpdateCommand({
          TableName: name,
          Key: key.shared(runId, fact),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': owner, ...values },
        }),
      ),
    );
  return {
    async readShared(runId, fact) {
      const { Item } = await client.send(
        new GetCommand({ TableName: name, Key: key.shared(runId, fact), ConsistentRead: true }),
      );
      return Item === undefined || (Item.expiresAt as number) * 1000 <= now() ? null : factFrom(Item);
    },
    leadIfFree: (runId, fact, owner, at, leaseUntil) =>
      set(
        [runId, fact],
        owner,
        'SET #owner = :owner, leaseUntil = :until, expiresAt = :expires REMOVE settled, packed, checkId, foundAt',
        // What has expired is found out anew, though it may still be there.
        `attribute_not_exists(pk) OR (${OPEN} AND leaseUntil < :now) OR expiresAt <= :over`,
        {
          ':until': leaseUntil,
          ':now': at,
          ':over': Math.floor(at / 1000),
          ':expires': Math.ceil((at + KEPT_MS) / 1000),
        },
      ),
    keepLeadIfOwned: (runId, fact, owner, leaseUntil) =>
      set([runId, fact], owner, 'SET leaseUntil = :until', `${LED} AND leaseUntil <= :until`, { ':until': leaseUntil }),
    leaveLeadIfOwned: (runId, fact, owner) =>
      set([runId, fact], owner, 'SET leaseUntil = :until, #owner = :nobody', LED, { ':until': 0, ':nobody': 'nobody' }),
    settleIfLed: (runId, fact, owner, found) =>
      found === null
        ? set([runId, fact], owner, 'SET settled = :settled', LED, { ':settled': 'unshareable' })
        : set([runId, fact], owner, 'SET settled = :settled, packed = :packed, checkId = :check, foundAt = :at', LED, {
            ...{ ':settled': 'known', ':packed': packResult(found.result), ':check': found.checkId, ':at': found.at },
          }),
  };
}
