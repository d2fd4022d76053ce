import { topologyOf } from '../../../../infra/topology.ts';
import type { Item } from '../../../faults/model/expressions.ts';

/** Bytes of one unit: of a write, and of a read (Developer Guide, "Read/write capacity mode"). */
const [WRITTEN, READ] = [1024, 4096] as const;

/** Size of a value as DynamoDB counts it (Developer Guide, "DynamoDB item sizes and formats"). */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number')
    return Math.ceil(`${Math.abs(value)}`.replace('.', '').length / 2) + (value < 0 ? 2 : 1);
  if (value === null || typeof value === 'boolean') return 1;
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof Set) return [...value].reduce((sum: number, one) => sum + sizeOf(one), 0);
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + 1 + sizeOf(one), 3);
  return typeof value === 'object' ? 3 + attributesOf(value as Item, 1) : 0;
}

const attributesOf = (item: Item, each: number): number => {
  let sum = 0;
  for (const name in item) if (item[name] !== undefined) sum += name.length + each + sizeOf(item[name]);
  return sum;
};

/** Of a whole item: names and values. */
export const itemSize = (item: Item): number => attributesOf(item, 0);

const INDEXES = topologyOf().tables.flatMap(({ id, indexes }) => (id === 'checks' ? indexes : []));
type Index = (typeof INDEXES)[number];

const keyIn = ({ partitionKey, sortKey }: Index, item: Item | null): string | null =>
  item === null || item[partitionKey.name] === undefined || item[sortKey.name] === undefined
    ? null
    : `${item[partitionKey.name]}\n${item[sortKey.name]}`;

/** Units that the indexes take for a write: one for each entry that comes, goes or changes, two for one that moves. */
export function indexUnits(before: Item | null, after: Item | null): number {
  let units = 0;
  for (const index of INDEXES) {
    const [from, to] = [keyIn(index, before), keyIn(index, after)];
    if (from === null && to === null) continue;
    if (from !== to) units += from === null || to === null ? 1 : 2;
    else if (index.includes.some((one) => before?.[one] !== after?.[one])) units += 1;
  }
  return units;
}

/** What a table was asked for, by whom. */
export class Meter {
  readonly writes = new Map<string, number>();
  readonly reads = new Map<string, number>();

  /** @param bytes of the item, as it was or as it is: the larger */
  wrote(what: string, bytes: number, ofIndexes = 0): void {
    add(this.writes, what, Math.max(1, Math.ceil(bytes / WRITTEN)) + ofIndexes);
  }

  /** @param newest strongly consistent: eventually consistent reads cost half */
  read(what: string, bytes: number, newest: boolean): void {
    add(this.reads, what, Math.max(1, Math.ceil(bytes / READ)) * (newest ? 1 : 0.5));
  }
}

export function add(to: Map<string, number>, what: string, value: number): void {
  to.set(what, (to.get(what) ?? 0) + value);
}

export const sumOf = (of: ReadonlyMap<string, number>): number => [...of.values()].reduce((sum, one) => sum + one, 0);
