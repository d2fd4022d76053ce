declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface Options {
    /** Folder of its files; left out: in memory. */
    path?: string;
    createTableMs?: number;
    updateTableMs?: number;
    deleteTableMs?: number;
  }
  export default function dynalite(options?: Options): Server;
}

/** Not public: how the version that is pinned keeps its files. `index-repair.test.ts` fails where that changes. */
declare module 'dynalite/db/index.js' {
  export interface StoredTable {
    TableName: string;
    GlobalSecondaryIndexes?: { IndexName: string }[];
  }
  /** What happens to the indexes when an item, null for none, becomes another. */
  export function getIndexActions(
    indexes: StoredTable['GlobalSecondaryIndexes'],
    before: unknown,
    after: unknown,
    table: StoredTable,
  ): { puts: { index: string; key: string; item: unknown }[]; deletes: { index: string; key: string }[] };
}
