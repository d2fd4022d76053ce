import { categories } from '../categories/index.ts';
import type { AnyRow } from '../check/row.ts';
import { reportRows } from './rows/index.ts';

export interface CatalogueEntry {
  row: AnyRow;
  category: string;
}

const all: readonly CatalogueEntry[] = [
  ...categories.flatMap(({ id, rows }) => rows.map((row) => ({ row, category: id }))),
  ...reportRows.map((row) => ({ row, category: 'all' })),
];

/** Every row in the order of the report: the 35 of the source document by number, then the rows beyond them. */
export const catalogue: readonly CatalogueEntry[] = [
  ...all.filter(({ row }) => row.n !== null).sort((one, other) => (one.row.n ?? 0) - (other.row.n ?? 0)),
  ...all.filter(({ row }) => row.n === null),
];
