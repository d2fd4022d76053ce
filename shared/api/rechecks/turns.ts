/** What is read at once of what belongs to one domain or tenant. */
const LOOKUPS = 50;

/** Reads something of each, some at once. */
export async function inTurns<T, R>(all: readonly T[], read: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < all.length; at += LOOKUPS)
    done.push(...(await Promise.all(all.slice(at, at + LOOKUPS).map(read))));
  return done;
}
