import { getServers } from 'node:dns';
import { isIP } from 'node:net';

/** Address and port of a resolver. */
export interface Server {
  address: string;
  port: number;
}

/**
 * Reads `ip`, `ip:port`, `[v6]` or `[v6]:port`.
 * @throws TypeError when it is none of these.
 */
export function parseServer(text: string): Server {
  if (isIP(text) !== 0) return { address: text, port: 53 };
  const [, v6, v4, digits = '53'] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const port = Number(digits);
  const address = v6 ?? v4 ?? '';
  if (isIP(address) !== (v6 === undefined ? 4 : 6) || port < 1 || port > 65_535) {
    throw new TypeError(`not the address of a DNS server: ${text}`);
  }
  return { address, port };
}

/** The resolvers that this machine is set up with, as `createDnsClient` takes them. */
export function systemServers(): string[] {
  return getServers();
}
