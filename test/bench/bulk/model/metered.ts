import type { IndexDeclaration } from '../../../../infra/declarations.ts';
import { topologyOf } from '../../../../infra/topology.ts';
import { CHECKS_TABLE } from '../../../../shared/wiring.ts';
import type { Table } from '../../../../shared/store/table.ts';
import type { Item } from '../../../faults/model/expressions.ts';
import { ALWAYS_RIGHT, TableModel } from '../../../faults/model/table.ts';
import { indexUnits, itemSize, type Meter } from './units.ts';

interface Asked {
  Key?: Item;
  IndexName?: string;
  ConsistentRead?: boolean;
  ExpressionAttributeValues?: Item;
}

const KINDS: Readonly<Record<string, string>> = { RUN: 'run', RUNS: 'run', ACTIVE: 'run', PAGE: 'page', SLOT: 'slot', FP: 'newest', NEWS: 'news' }; // biome-ignore format: one list

/** What an item is, by its key. */
function kindOf({ pk, sk = '' }: Item): string {
  const prefix = `${pk}`.split('#')[0] ?? '';
  if (prefix === 'LATEST') return sk === 'BASE' ? 'baseline' : 'latest';
  if (prefix === 'CHECK') return sk === 'META' ? 'check' : (`${sk}`.split('#')[0] ?? '').toLowerCase();
  return KINDS[prefix] ?? prefix.toLowerCase();
}

function tellRead(meter: Meter, { Key, IndexName, ConsistentRead = false, ExpressionAttributeValues = {} }: Asked, { Item: one, Items = [one] }: { Item?: Item; Items?: (Item | undefined)[] }): void {
  const bytes = Items.reduce((sum, item) => sum + (item === undefined ? 0 : itemSize(item)), 0);
  const of = Key ?? { pk: ExpressionAttributeValues[':pk'], sk: ExpressionAttributeValues[':prefix'] };
  meter.read(IndexName === undefined ? kindOf(of) : `index ${IndexName}`, bytes, ConsistentRead);
} // biome-ignore format: one thought

/** The table of checks in memory, which counts what each command costs. */
export function meteredTable(meter: Meter, now: () => number): Table {
  const indexes: readonly IndexDeclaration[] = topologyOf().tables.find(({ id }) => id === CHECKS_TABLE)?.indexes ?? [];
  let wrote = false;
  const model = new TableModel(CHECKS_TABLE, indexes, {
    ...ALWAYS_RIGHT,
    now,
    wrote: ({ pk, sk, before, after }) => {
      wrote = true;
      const bytes = Math.max(before === null ? 0 : itemSize(before), after === null ? 0 : itemSize(after));
      meter.wrote(kindOf({ pk, sk }), bytes, indexUnits(before, after));
    },
  });
  return model.table(async (command) => {
    const input = command.input as Asked & { Item?: Item };
    const isRead = ['GetCommand', 'QueryCommand', 'ScanCommand'].includes(command.constructor.name);
    wrote = false;
    try {
      const answer = model.apply(command);
      if (isRead) tellRead(meter, input, answer as Parameters<typeof tellRead>[2]);
      return answer;
    } catch (error) {
      // A condition that does not hold costs what the item is.
      const at = input.Key ?? input.Item;
      if (!isRead && !wrote && at !== undefined) {
        const stands = model.partition(at.pk as string).find(({ sk }) => sk === at.sk);
        meter.wrote(kindOf(at), stands === undefined ? 1 : itemSize(stands));
      }
      throw error;
    }
  });
}
