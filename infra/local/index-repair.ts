import type { ClassicLevel } from 'classic-level';
import { getIndexActions, type StoredTable } from 'dynalite/db/index.js';

/** The engine's files: one sorted list of texts, in which each table and each index has its prefix. */
type Database = ClassicLevel<string, string>;
type Operation = { type: 'put'; key: string; value: string } | { type: 'del'; key: string };

const beneath = (prefix: string) => ({ gte: prefix, lt: `${prefix}\xff` });
const itemsOf = (table: string): string => `item-${table}~`;
const entriesOf = (table: string, index: string): string => `index-global~${table}~${index}~`;

/** What the indexes of a table must have, by the key in the files. */
async function entriesDue(database: Database, table: StoredTable): Promise<Map<string, string>> {
  const due = new Map<string, string>();
  const indexes = table.GlobalSecondaryIndexes ?? [];
  for await (const value of database.values(beneath(itemsOf(table.TableName)))) {
    const { puts } = getIndexActions(indexes, null, JSON.parse(value), table);
    for (const { index, key, item } of puts) due.set(entriesOf(table.TableName, index) + key, JSON.stringify(item));
  }
  return due;
}

/** @returns what makes the indexes of a table say what its items do */
async function repairsOf(database: Database, table: StoredTable): Promise<Operation[]> {
  const due = await entriesDue(database, table);
  const repairs: Operation[] = [];
  for (const { IndexName } of table.GlobalSecondaryIndexes ?? []) {
    for await (const [key, value] of database.iterator(beneath(entriesOf(table.TableName, IndexName)))) {
      if (due.get(key) === value) due.delete(key);
      else if (!due.has(key)) repairs.push({ type: 'del', key });
    }
  }
  for (const [key, value] of due) repairs.push({ type: 'put', key, value });
  return repairs;
}

/**
 * Makes the indexes say what the tables do. The engine writes an item and its entries one after the other, so that a
 * process that is killed in between leaves a check that no tick will ever find, or entries of items that are not there.
 * @param database open, of an engine that does not run
 * @returns how many entries were missing, wrong or too many
 */
export async function repairIndexes(database: Database): Promise<number> {
  let repaired = 0;
  for await (const value of database.values(beneath('table~'))) {
    const repairs = await repairsOf(database, JSON.parse(value) as StoredTable);
    // All or nothing: a crash in the midst of this leaves it to the next start.
    if (repairs.length > 0) await database.batch(repairs, { sync: true });
    repaired += repairs.length;
  }
  return repaired;
}
