import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Problem } from '../../api/problem.ts';
import { type LineError, readCsv } from '../../api/tenants/lines.ts';
import { type DomainBody, impossible } from '../../api/tenants/schema.ts';
import { errorCode } from '../../check/failure.ts';
import type { CheckRequest } from '../../check/request.ts';
import type { Settings } from '../../config.ts';
import { harmless } from '../../net/harmless.ts';
import { UsageError } from '../run-check.ts';

/** A domain of a list, and how it is checked. */
export interface ListEntry {
  /** Null: nobody's. */
  tenantId: string | null;
  request: CheckRequest;
}

export interface DomainList {
  entries: readonly ListEntry[];
  /** Of all that the list asks for: another list is another run. */
  hash: string;
}

/** Lines of a file; all of them are held in memory. */
const LINE_LIMIT = 200_000;
/** Wrong lines that are told one by one. */
const MOST_ERRORS = 20;

/** A domain of a tenant, as one text. No id of a tenant has a slash. */
export const keyOf = (tenantId: string | null, domain: string): string => `${tenantId ?? ''}/${domain}`;

/** The request of a line, with the defaults of a check. */
function requestOf(said: DomainBody): CheckRequest {
  const { domain, target = null, gateway = null, categories = null, services } = said;
  const { port = 25, mode = 'auto', phase = 'auto', tls = true, recipients = [], send = false, lang = 'en' } = said;
  const request = { domain, target, port, mode, phase, gateway, tls, recipients, send, categories, lang };
  return services === undefined ? request : { ...request, services };
}

function refuse(path: string, errors: readonly LineError[]): void {
  if (errors.length === 0) return;
  const sorted = [...errors].sort((one, other) => one.line - other.line);
  const told = sorted.slice(0, MOST_ERRORS).map(({ line, pointer, detail }) => `\n  line ${line}${pointer === '' ? '' : `, ${harmless(pointer.slice(1))}`}: ${harmless(detail)}`); // biome-ignore format: one thought
  const more = sorted.length > MOST_ERRORS ? `\n  and ${sorted.length - MOST_ERRORS} more` : '';
  throw new UsageError(`--file: "${harmless(path)}" has wrong lines, and nothing was checked:${told.join('')}${more}`);
}

function textOf(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const code = errorCode(error) ?? 'no reason given';
    const why = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : code;
    throw new UsageError(`--file: "${harmless(path)}" cannot be read (${why})`);
  }
}

function linesOf(path: string, text: string): ReturnType<typeof readCsv> {
  try {
    return readCsv(text, { tenants: 'optional', limit: LINE_LIMIT });
  } catch (error) {
    if (error instanceof Problem) throw new UsageError(`--file: "${harmless(path)}": ${error.message}`);
    throw error;
  }
}

/**
 * Reads a file of domains: the table that an import of tenants takes, in which a tenant need not be named.
 * @throws UsageError naming every line that is wrong: nothing is checked before all of them are right
 */
export function readList(path: string, settings: Settings): DomainList {
  const { lines, errors } = linesOf(path, textOf(path));
  const seen = new Map<string, number>();
  const entries: ListEntry[] = [];
  for (const { line, tenantId, domains } of lines) {
    for (const said of domains) {
      const entry = { tenantId: tenantId === '' ? null : tenantId, request: requestOf(said) };
      const key = keyOf(entry.tenantId, said.domain);
      const before = seen.get(key);
      if (before !== undefined) errors.push({ line, pointer: '/domain', detail: `${said.domain} is in line ${before} too` }); // biome-ignore format: one thought
      seen.set(key, before ?? line);
      errors.push(...impossible({ settings }, said).map((one) => ({ line, ...one })));
      entries.push(entry);
    }
  }
  refuse(path, errors);
  if (entries.length === 0) throw new UsageError(`--file: "${harmless(path)}" names no domain`);
  return { entries, hash: createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 32) };
}
