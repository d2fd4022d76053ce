import type { ClassicLevel } from 'classic-level';
import type { StoredTable } from 'dynalite/db/index.js';
import type { TableDeclaration } from '../declarations.ts';
import { tableInput } from './table-input.ts';

const keyOf = (table: string): string => `table~${table}`;
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** How the engine keeps an index beside what it was asked for. */
const FRESH = {
  IndexSizeBytes: 0,
  ItemCount: 0,
  IndexStatus: 'ACTIVE',
  ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
};

/**
 * A version of ours may want other indexes than the one that made the data: tables get those that are declared now.
 * What the indexes say is then to be made anew (`repairIndexes`).
 * @param database open, of an engine that does not run
 * @returns whether anything changed
 */
export async function adoptIndexes(
  database: ClassicLevel<string, string>,
  tables: readonly TableDeclaration[],
): Promise<boolean> {
  let changed = false;
  for (const declared of tables) {
    const text = await database.get(keyOf(declared.id));
    if (text === undefined) continue;
    const stored = JSON.parse(text) as StoredTable;
    const { AttributeDefinitions, GlobalSecondaryIndexes: wanted = [] } = tableInput(declared);
    const indexes = wanted.map((one) => ({
      ...FRESH,
      ...stored.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === one.IndexName),
      ...one,
    }));
    const now = {
      ...stored,
      AttributeDefinitions,
      ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
    };
    if (isSame(now, stored)) continue;
    await database.put(keyOf(declared.id), JSON.stringify(now), { sync: true });
    changed = true;
  }
  return changed;
}
