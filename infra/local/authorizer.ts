import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify, type RemoteJWKSet } from 'jose';
import { type Claims, LOCAL_AUTHORIZER, scopesOf } from '../../functions/edge/caller.ts';
import { Problem } from '../../shared/api/problem.ts';
import type { Scope } from '../../shared/api/route-list.ts';
import type { Oidc } from '../../shared/config.ts';
import { isSafeOrigin } from '../../shared/config-readers.ts';

/** Those that API Gateway takes: keys of RSA alone, so that nobody can sign with what is public. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];
/** For the whole of one answer of the issuer. */
const PATIENCE_MS = 5000;
/** Keys are asked for anew when they are this old; what the issuer has taken back by then is good no more. */
export const KEYS_LIVE_MS = 600_000;
/** A key that we do not know makes us ask again, at most so often. */
export const UNKNOWN_KEY_PAUSE_MS = 30_000;
const COME_AGAIN = { 'retry-after': '5' };

/**
 * Who may pass, and what is said of them in `requestContext.authorizer`; undefined on a route that is open.
 * @param header of the request: `Authorization`
 * @throws Problem 401, 403, or 503 where we cannot know
 */
export type Authorize = (scope: Scope, header: string | undefined) => Promise<object | undefined>;

/** Without an issuer: whoever reaches loopback is on this machine, and may do anything. */
export const letAllPass: Authorize = async () => LOCAL_AUTHORIZER;

/** The issuer does not answer, or not as one does: that is no fault of whoever shows a token. */
class NoKeys extends Error {}

/** A token that its signature alone does not make good. */
class BadToken extends Error {}

const unauthorized = (detail: string, parameters = ''): Problem =>
  new Problem(401, detail, [], { 'www-authenticate': `Bearer${parameters}` });

const badToken = (why: string): Problem =>
  unauthorized(`the token is not taken: ${why}`, ` error="invalid_token", error_description="${why}"`);

/** A claim as API Gateway hands it on: text in any case. Null is left out. */
function asText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asText).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const claimsAsText = (payload: JWTPayload): Claims =>
  Object.fromEntries(
    Object.entries(payload)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, asText(value)]),
  );

/** Where the issuer keeps its keys (OpenID Connect Discovery 1.0, 4). @throws NoKeys */
async function discover(issuer: string): Promise<URL> {
  const at = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(at, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
  if (response.status !== 200) throw new NoKeys(`${at} answers ${response.status}`);
  const told = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown } | null;
  if (told?.issuer !== issuer) throw new NoKeys(`${at} speaks for another issuer`);
  const keys = typeof told.jwks_uri === 'string' && URL.canParse(told.jwks_uri) ? new URL(told.jwks_uri) : null;
  if (keys === null || !isSafeOrigin(keys)) throw new NoKeys(`${at} names no jwks_uri that is https`);
  return keys;
}

/** The key of a token. Discovered with the first token and kept, as API Gateway does; what failed is tried again. */
function keysOf(issuer: string): JWTVerifyGetKey {
  let found: Promise<RemoteJWKSet> | undefined;
  const find = async (): Promise<RemoteJWKSet> =>
    createRemoteJWKSet(await discover(issuer), {
      timeoutDuration: PATIENCE_MS,
      cooldownDuration: UNKNOWN_KEY_PAUSE_MS,
      cacheMaxAge: KEYS_LIVE_MS,
    });
  return async (header, token) => {
    if (header.kid === undefined) throw new BadToken('it names no key (kid)');
    try {
      found ??= find();
      const keys = await found.catch((error: Error) => {
        found = undefined;
        throw error;
      });
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) throw error;
      throw new NoKeys(error instanceof Error ? error.message : String(error), { cause: error });
    }
  };
}

/** `client_id` counts only where there is no `aud`. @throws BadToken */
function assertOurs({ aud, client_id: client, iat }: JWTPayload, audience: string, now: number): void {
  const named = aud === undefined ? [client] : [aud].flat();
  if (!named.includes(audience)) throw new BadToken('it is for another audience');
  if (iat !== undefined && iat > now / 1000) throw new BadToken('it was issued in the future');
}

/** Why a token is not taken, in words of ours; null: not for anything that is the token's. */
function reasonOf(error: unknown): string | null {
  if (error instanceof BadToken) return error.message;
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `its claim ${error.claim} is not as it must be`;
  if (error instanceof errors.JOSEAlgNotAllowed) return `it must be signed with ${ALGORITHMS.join(', ')}`;
  if (error instanceof errors.JWKSNoMatchingKey) return 'its issuer has no such key';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature is wrong';
  return error instanceof errors.JOSEError ? 'it cannot be read' : null;
}

/**
 * What API Gateway's JWT authorizer does: signature, issuer, audience, times, and any of the route's scopes.
 * @param tell is given what kept us from the issuer's keys
 */
export function jwtAuthorizer({ issuer, audience }: Oidc, tell: (fault: Error) => void): Authorize {
  const key = keysOf(issuer);
  const verify = async (token: string): Promise<Claims> => {
    try {
      const { payload } = await jwtVerify(token, key, { issuer, algorithms: ALGORITHMS, requiredClaims: ['exp'] });
      assertOurs(payload, audience, Date.now());
      return claimsAsText(payload);
    } catch (error) {
      const why = reasonOf(error);
      if (why !== null) throw badToken(why);
      tell(error as Error);
      throw new Problem(503, 'the issuer of tokens does not give us its keys; try again', [], COME_AGAIN);
    }
  };
  return async (scope, header) => {
    if (scope === null) return undefined;
    const token = /^(?:Bearer +)?(\S+)$/i.exec(header?.trim() ?? '')?.[1];
    if (token === undefined) throw unauthorized('show a token');
    const claims = await verify(token);
    if (!scopesOf(claims).includes(scope))
      throw new Problem(403, `this needs the scope ${scope}`, [], {
        'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"`,
      });
    return { jwt: { claims, scopes: [scope] } };
  };
}
