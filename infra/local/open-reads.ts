import { AbstractKeyIterator, AbstractValueIterator } from 'abstract-level';

/**
 * The engine ends each of its readings by `return`, which the readings of its database no longer have: each query left
 * one open for ever, with up to a thousand values read ahead, and with all that was overwritten since.
 * Nothing to do where they have it.
 */
export function endReads(): void {
  for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator]) {
    if ('return' in prototype) continue;
    Object.defineProperty(prototype, 'return', {
      configurable: true,
      value(this: { close(): Promise<void> }): Promise<void> {
        return this.close();
      },
    });
  }
}
