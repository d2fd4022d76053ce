import { CHECKS_TABLE } from '../shared/wiring.ts';
import type { TableGrant } from './declarations.ts';

/** What a function may do with items of the checks' table. */
export const on = (actions: TableGrant['actions'], ...leadingKeys: string[]): TableGrant => ({
  table: CHECKS_TABLE,
  actions,
  leadingKeys,
});

/** What goes with a check that is erased, beside its own items. */
export const ERASED = on(['DeleteItem'], 'LATEST#*', 'CALLBACK#*', 'NEWS#*');
