import type { Category } from '../check/category.ts';
import type { AnyRow } from '../check/row.ts';

type Declared = Pick<AnyRow, 'id' | 'n' | 'gravity' | 'deciding'>;

/** A row of the source document whose category is not built yet: in every report, as not asked for. */
const announced = (id: string, n: number | null, more: Partial<Declared> = {}): AnyRow => ({
  id,
  n,
  side: 'server',
  gravity: 10,
  deciding: false,
  watch: true,
  codes: {},
  needs: [],
  ...more,
  judge: () => [],
});

const limits = { seconds: 170, memoryMb: 256, concurrency: 50 };

/** Categories that the catalogue names and that nothing gathers for yet. */
export const announcedCategories: readonly Category[] = [
  {
    id: 'envelope',
    network: 'smtp',
    limits,
    gather: null,
    rows: [
      announced('mail-from', 16),
      announced('rcpt-to', 17),
      announced('greylisting', 18),
      announced('spf-check-reply', 19),
      announced('data', 20),
      announced('quit', 21),
      announced('recipient-filtering', 26, { gravity: 65, deciding: true }),
      announced('spf-check', 27, { gravity: 68, deciding: true }),
      announced('gateway-bypass', null),
    ],
  },
  {
    id: 'relay',
    network: 'smtp',
    limits,
    gather: null,
    rows: [announced('open-relay', 28, { gravity: 100, deciding: true })],
  },
];
