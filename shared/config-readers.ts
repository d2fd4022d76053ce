import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { errorCode } from './check/failure.ts';
import { type Network, parseAddress, parseNetwork } from './net/address.ts';
import { brief, parseDomain } from './net/domain.ts';
import { harmless } from './net/harmless.ts';
import { parseMailbox } from './net/mailbox.ts';
import type { Suppressed } from './net/suppressed.ts';
import { pemCertificates } from './net/tls/trust.ts';

/** A setting that cannot be used; the message names it, says what is wrong and what to do. */
export class SettingError extends Error {}

export const list = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

export function readNetwork(text: string): Network {
  try {
    return parseNetwork(text.trim());
  } catch {
    throw new SettingError(`"${brief(text)}" is not a network; write it like 127.0.0.0/8 or fd00::/8`);
  }
}

export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text.trim()) || port < 1 || port > 65535)
    throw new SettingError(`"${brief(text)}" is not a port; name one from 1 to 65535`);
  return port;
}

/** `ip`, `ip:port`, `[ipv6]:port`, as given; checked, not resolved. */
export function readResolver(text: string): string {
  const [, bracketed, plain, port] =
    /^(?:\[([^\]]+)\]|([^:]+|[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*?))(?::(\d+))?$/i.exec(text.trim()) ?? [];
  const address = bracketed ?? plain;
  if (bracketed !== undefined && !bracketed.includes(':'))
    throw new SettingError(`"${brief(text)}" is not a DNS server; brackets are for IPv6`);
  if (address === undefined || parseAddress(address) === null) {
    throw new SettingError(
      `"${brief(text)}" is not a DNS server; name its address, like 192.0.2.53 or 192.0.2.53:5353`,
    );
  }
  if (port !== undefined) readPort(port);
  return text.trim();
}

/** PEM text of the certificates in a file. */
export function readRoots(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new SettingError(`"${brief(path)}" cannot be read (${errorCode(error) ?? 'no reason given'})`);
  }
  if (!holdsCertificates(text))
    throw new SettingError(`"${brief(path)}" holds no PEM certificate, or one that cannot be read`);
  return [text];
}

function holdsCertificates(text: string): boolean {
  try {
    return pemCertificates(text).map((pem) => new X509Certificate(pem)).length > 0;
  } catch {
    return false;
  }
}

export function readYesNo(text: string): boolean {
  const known = { yes: true, true: true, '1': true, no: false, false: false, '0': false } as Record<string, boolean>;
  const key = text.trim().toLowerCase();
  const value = Object.hasOwn(known, key) ? known[key] : undefined;
  if (value === undefined) throw new SettingError(`"${brief(text)}" is neither yes nor no`);
  return value;
}

export function readName(text: string): string {
  try {
    return parseDomain(text);
  } catch (error) {
    throw new SettingError(error instanceof Error ? error.message : String(error));
  }
}

/** What we call ourselves in EHLO must be a whole name (RFC 5321 4.1.1.1). */
export function readHelo(text: string): string {
  const name = readName(text);
  if (!name.includes('.')) throw new SettingError(`"${brief(text)}" is not a fully qualified name`);
  return name;
}

/** A mailbox of ours, like smtptest@contoso.com. */
export function readMailbox(text: string): string {
  try {
    return parseMailbox(text);
  } catch (error) {
    throw new SettingError(error instanceof Error ? error.message : String(error));
  }
}

export function readHostPort(text: string): { host: string; port: number } {
  const [, host, port] = /^(.+):(\d+)$/.exec(text.trim()) ?? [];
  if (host === undefined || port === undefined) throw new SettingError(`"${brief(text)}" is not host:port`);
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return { host: parseAddress(bare) === null ? readName(host) : bare, port: readPort(port) };
}

/** Scheme, name and port, with no path beneath which the service would not be found. */
export function readOrigin(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  const isWhole = url !== null && `${url.origin}/` === url.href && /^https?:$/.test(url.protocol);
  if (!isWhole)
    throw new SettingError(`"${brief(text)}" is not where a service is; write it like https://mxready.example.com`);
  return url.origin;
}

/** Address of a service, without a slash at its end; it may lie under a path, as a stage of API Gateway does. */
export function readService(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  const isPlain = url !== null && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (!isPlain || !/^https?:$/.test(url.protocol))
    throw new SettingError(`"${brief(text)}" is not where a service is; write it like https://mxready.example.com`);
  return url.href.replace(/\/+$/, '');
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether nobody on the way can change what it says: https, or http on this machine. */
export const isSafeOrigin = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));

/** As tokens name it in `iss`, to the last slash (OpenID Connect Core 1.0, 2: neither query nor fragment). */
export function readIssuer(text: string): string {
  const issuer = text.trim();
  if (!URL.canParse(issuer) || !isSafeOrigin(new URL(issuer)) || /[?#]/.test(issuer))
    throw new SettingError(
      `"${brief(text)}" is no issuer; write it as tokens name it, like https://login.example.com/`,
    );
  return issuer;
}

export function readAddress(text: string): string {
  const address = parseAddress(text);
  if (address === null) throw new SettingError(`"${brief(text)}" is not an address`);
  return address.toString();
}

export function readCount(text: string): number {
  if (!/^[1-9]\d?$/.test(text.trim())) throw new SettingError(`"${brief(text)}" is not a number from 1 to 99`);
  return Number(text);
}

/** Seconds, decimals allowed, as milliseconds. */
export function readSeconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0 || value > 3600) {
    throw new SettingError(`"${brief(text)}" is not a number of seconds from 0 to 3600`);
  }
  return value * 1000;
}

/** Whole number within bounds. */
export function readWhole(text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text.trim()) || value < least || value > most)
    throw new SettingError(`"${brief(text)}" is not a whole number from ${least} to ${most}`);
  return value;
}

/** `name-or-network=reason`, by semicolons. */
export const readSuppressed = (text: string): Suppressed[] =>
  text
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((entry) => {
      const [, what = '', reason = ''] = /^([^=]+)=(.+)$/s.exec(entry) ?? [];
      if (what === '' || reason.trim() === '')
        throw new SettingError(`"${brief(entry)}" is not name=reason; say why it must not be tested`);
      const isNetwork = what.includes('/') || parseAddress(what.trim()) !== null;
      return {
        name: isNetwork ? null : readName(what),
        network: isNetwork
          ? readNetwork(what.includes('/') ? what : `${what.trim()}/${what.includes(':') ? 128 : 32}`)
          : null,
        reason: harmlessReason(reason),
      };
    });

const harmlessReason = (text: string): string => harmless(text.trim(), 200);
