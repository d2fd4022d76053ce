import { errors, jwtVerify, SignJWT } from 'jose';
import type { KeyRing } from '../secrets/secrets.ts';

/** HMAC with SHA-256 (RFC 7518 3.2). No other is taken, whatever a token says of itself. */
const ALGORITHM = 'HS256';
/** A token is for this and for nothing else that may one day be signed with the same key. */
const PURPOSE = 'report-link';

/** Why a token is not taken. */
export class TokenError extends Error {
  readonly isExpired: boolean;
  constructor(isExpired: boolean) {
    super(isExpired ? 'expired' : 'not one of ours');
    this.isExpired = isExpired;
  }
}

/**
 * A token that shows one check to whoever has it, until then.
 * @param expiresAt milliseconds since 1970
 */
export const linkToken = (checkId: string, expiresAt: number, [key]: KeyRing): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: ALGORITHM })
    .setSubject(checkId)
    .setAudience(PURPOSE)
    .setExpirationTime(Math.floor(expiresAt / 1000))
    .sign(key);

/**
 * The check that a token shows.
 * @param now milliseconds since 1970
 * @throws TokenError
 */
export async function checkOfToken(token: string, keys: KeyRing, now: number): Promise<string> {
  const options = { algorithms: [ALGORITHM], audience: PURPOSE, requiredClaims: ['sub', 'exp'], currentDate: new Date(now) }; // biome-ignore format: one thought
  for (const key of keys) {
    try {
      const { payload } = await jwtVerify(token, key, options);
      return payload.sub ?? '';
    } catch (error) {
      // Its signature is right, so it is ours: no other key will do better.
      if (error instanceof errors.JWTExpired) throw new TokenError(true);
    }
  }
  throw new TokenError(false);
}
