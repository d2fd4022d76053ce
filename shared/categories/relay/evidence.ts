import type { Transaction } from '../../mail/transaction.ts';

export interface RelayEvidence {
  /** Controls, forms and made-up recipients, in the order in which they were tried. */
  relay: Transaction[];
}
