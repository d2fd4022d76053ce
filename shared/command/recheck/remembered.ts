/** Asks at most once in so many milliseconds, however many want to know. @param now milliseconds, of any clock */
export function remembered<T>(
  ask: () => Promise<T>,
  forMs: number,
  now: () => number = () => performance.now(),
): () => Promise<T> {
  // biome-ignore format: one thought
  let known: { at: number; value: Promise<T> } | undefined;
  return () => {
    if (known === undefined || now() - known.at >= forMs) known = { at: now(), value: ask() };
    return known.value;
  };
}
