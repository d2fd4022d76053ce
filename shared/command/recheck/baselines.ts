import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Baseline } from '../../report/news.ts';
import { keyOf } from './list.ts';
import { type EndedDomain, readState } from './state.ts';

/** What the run before left known of each domain. It is read when it is asked for: memory holds places alone. */
export interface Baselines {
  of(key: string): Promise<Baseline | null>;
  close(): Promise<void>;
}

/** @param path the state of the run before; there may be none. @throws UsageError for a file that is none of ours */
export async function openBaselines(path: string): Promise<Baselines> {
  if (!existsSync(path)) return { of: async () => null, close: async () => {} };
  const places = new Map<string, { offset: number; length: number }>();
  for await (const one of readState(path)) {
    if ('ended' in one) places.set(keyOf(one.ended.tenantId, one.ended.domain), { offset: one.offset, length: one.length }); // biome-ignore format: one thought
  }
  const file = await open(path, 'r');
  return {
    of: async (key) => {
      const place = places.get(key);
      if (place === undefined) return null;
      const { buffer } = await file.read(Buffer.alloc(place.length), 0, place.length, place.offset);
      return (JSON.parse(buffer.toString('utf8')) as EndedDomain).baseline;
    },
    close: () => file.close(),
  };
}
