import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

/** An issuer of tokens on loopback: discovery, a key set, and keys that come and go while it runs. */
export interface Issuer {
  url: string;
  /** Names of the keys that it shows; each is made when it is first named. */
  shown: string[];
  /** What it answers instead of the key set or the discovery document, by path. */
  instead: Map<string, { status: number; body: unknown }>;
  /** Paths as they were asked for. */
  asked: string[];
  pair(kid: string): Promise<Pair>;
  /** Signed with a key that it may or may not show. */
  token(claims?: JWTPayload, kid?: string): Promise<string>;
  close(): Promise<void>;
}

export const AUDIENCE = 'mxready';
const DISCOVERY = '/.well-known/openid-configuration';
const KEYS = '/keys';

/** @param port 0, the default: one that is free */
export async function startIssuer(port = 0): Promise<Issuer> {
  const pairs = new Map<string, Promise<Pair>>();
  const pair = (kid: string): Promise<Pair> => {
    const made = pairs.get(kid) ?? generateKeyPair('RS256', { extractable: true });
    pairs.set(kid, made);
    return made;
  };
  const publicKey = async (kid: string): Promise<object> => ({
    ...(await exportJWK((await pair(kid)).publicKey)),
    kid,
    alg: 'RS256',
    use: 'sig',
  });
  const server = createServer(async ({ url = '/' }, response) => {
    issuer.asked.push(url);
    const documents: Record<string, () => Promise<object>> = {
      [DISCOVERY]: async () => ({ issuer: issuer.url, jwks_uri: `${issuer.url}${KEYS}` }),
      [KEYS]: async () => ({ keys: await Promise.all(issuer.shown.map(publicKey)) }),
    };
    const { status, body } = issuer.instead.get(url) ?? { status: 200, body: await documents[url]?.() };
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(body ?? null));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: Issuer = {
    url,
    shown: ['first'],
    instead: new Map(),
    asked: [],
    pair,
    async token(claims = {}, kid = 'first') {
      const now = Math.floor(Date.now() / 1000);
      const usual = { iss: url, aud: AUDIENCE, sub: 'onboarding', iat: now, exp: now + 3600 };
      const payload = { ...usual, ...claims };
      return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid }).sign((await pair(kid)).privateKey);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return issuer;
}
