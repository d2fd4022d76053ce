import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Signature version 4: the first part of the credential is the access key's id. */
const CREDENTIAL = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\//;

function isCaller(header: string | undefined, key: Buffer): boolean {
  const said = Buffer.from(CREDENTIAL.exec(header ?? '')?.[1] ?? '');
  return said.length === key.length && timingSafeEqual(said, key);
}

/**
 * Lets only those in who know the key. Left to itself an engine answers whoever is on this machine, and any page in
 * its browser, preflights included. The signature is not computed again: what goes over loopback only the machine's
 * administrator can listen to, so the id is as good as a password.
 *
 * @param server one that is about to listen on 127.0.0.1
 * @param accessKeyId what its clients are given; never logged, never stored
 */
export function guardEngine(server: Server, accessKeyId: string): void {
  const key = Buffer.from(accessKeyId);
  let host: string | undefined;
  const ownHost = (): string => {
    host ??= `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return host;
  };
  const answers = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];

  const mayEnter = ({ headers, headersDistinct }: IncomingMessage): boolean =>
    // A browser names the page that asks; no client of ours is one.
    headers.origin === undefined &&
    // A name that was made to point here is a page's as well.
    headersDistinct.host?.join() === ownHost() &&
    isCaller(headers.authorization, key);

  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (mayEnter(request)) for (const answer of answers) answer.call(server, request, response);
    else response.writeHead(403, { connection: 'close' }).end();
  });
}
