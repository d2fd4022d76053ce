/** What our own keys are for. */
export type SecretName = 'link-keys' | 'callback-keys';

/** Newest first: it signs, all of them verify, so that a key can be exchanged while what it signed is still about. */
export type KeyRing = readonly [Uint8Array, ...Uint8Array[]];

/** The keys are not to be had at this moment, or are none. */
export class SecretUnavailable extends Error {}

export interface Secrets {
  /** @throws SecretUnavailable */
  keysOf(name: SecretName): Promise<KeyRing>;
}

/** Bytes that a key must have at least: those of the hash that it is used with (RFC 7518 3.2, SHA-256). */
const LEAST_BYTES = 32;
/** Milliseconds after which a key that was exchanged is noticed. */
const KEPT_MS = 5 * 60_000;

/** A key as we keep it is text; its bytes are those of the text. */
function ringOf(name: SecretName, texts: readonly string[]): KeyRing {
  const [newest, ...older] = texts.map((text) => new TextEncoder().encode(text.trim())).filter((key) => key.length > 0);
  if (newest === undefined) throw new SecretUnavailable(`there is no key in ${name}`);
  if (newest.length < LEAST_BYTES)
    throw new SecretUnavailable(`the key in ${name} is shorter than ${LEAST_BYTES} bytes`);
  return [newest, ...older];
}

/**
 * Keys that are read when they are first needed and kept for five minutes.
 * @param load texts of the keys of that name, newest first
 * @param now milliseconds
 */
export function cachedSecrets(load: (name: SecretName) => Promise<readonly string[]>, now: () => number): Secrets {
  const kept = new Map<SecretName, { ring: Promise<KeyRing>; until: number }>();
  return {
    keysOf(name) {
      const known = kept.get(name);
      if (known !== undefined && now() < known.until) return known.ring;
      const ring = load(name).then(
        (texts) => ringOf(name, texts),
        (error: unknown) => {
          throw new SecretUnavailable(
            `${name} cannot be read: ${error instanceof Error ? error.name : 'no reason given'}`,
          );
        },
      );
      const entry = { ring, until: now() + KEPT_MS };
      kept.set(name, entry);
      // The next one who asks may be luckier.
      ring.catch(() => {
        if (kept.get(name) === entry) kept.delete(name);
      });
      return ring;
    },
  };
}
