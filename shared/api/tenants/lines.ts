import { CsvError, parse } from 'csv-parse/sync';
import * as z from 'zod';
import { tryBy } from '../body.ts';
import { TENANT_ID } from '../check-schema.ts';
import { parseJson } from '../json.ts';
import { Problem } from '../problem.ts';
import { DOMAIN, DOMAIN_LIMIT, type DomainBody, NAME } from './schema.ts';

/** A line of an import: some or all of what is to be registered of a tenant. Lines count from 1, as editors do. */
export interface ImportLine {
  line: number;
  /** Empty where none is named, which only a list that need not name them lets pass. */
  tenantId: string;
  name: string | null;
  domains: readonly DomainBody[];
  /** Whether it is a tenant with a list of domains, and not one of its domains. */
  isTenant: boolean;
}

/** What is wrong in a line. */
export interface LineError {
  line: number;
  /** Into the line's own value. */
  pointer: string;
  detail: string;
}

/** What a file says, or all that is wrong with it. */
export interface ReadLines {
  lines: ImportLine[];
  errors: LineError[];
}

/** Lines of one import (contract.md). */
const LINE_LIMIT = 10_000;
/** Errors of one line that are told. */
const MOST_OF_LINE = 20;

const tooMany = (limit = LINE_LIMIT): Problem => new Problem(422, `the import has more than ${limit} lines; divide it`);

/** Before anything is made of them: what is refused must not cost more than looking. @throws Problem 422 */
function refuseTooMany(text: string): void {
  let count = 0;
  for (const _ of text.matchAll(/\S[^\n]*/g)) {
    count += 1;
    if (count > LINE_LIMIT) throw tooMany();
  }
}

const HEAD = { tenantId: TENANT_ID, name: NAME.optional() };
/** A whole tenant, as it is put, with its id beside. */
const TENANT_LINE = z.strictObject({ ...HEAD, domains: z.array(DOMAIN).max(DOMAIN_LIMIT) });
/** One of its domains. */
const DOMAIN_LINE = z.strictObject({ ...HEAD, ...DOMAIN.shape });

/** A domain that may be nobody's. */
const LONE_LINE = z.strictObject({ ...DOMAIN_LINE.shape, tenantId: TENANT_ID.optional() });

type TenantLine = z.output<typeof TENANT_LINE>;
type DomainLine = z.output<typeof LONE_LINE>;

function lineOf(line: number, read: TenantLine | DomainLine): ImportLine {
  const { tenantId = '', name = null, ...said } = read;
  const isTenant = 'domains' in said;
  return { line, tenantId, name, isTenant, domains: isTenant ? (said as TenantLine).domains : [said as DomainBody] };
}

function take({ lines, errors }: ReadLines, line: number, value: unknown, ofDomain: z.ZodType<DomainLine>): void {
  const isTenant = typeof value === 'object' && value !== null && 'domains' in value;
  const read = tryBy<TenantLine | DomainLine>(isTenant ? TENANT_LINE : ofDomain, value);
  if ('data' in read) lines.push(lineOf(line, read.data));
  else errors.push(...read.errors.slice(0, MOST_OF_LINE).map((one) => ({ line, ...one })));
}

/** Newline-delimited JSON: a tenant or a domain of one in each line. */
export function readNdjson(text: string): ReadLines {
  refuseTooMany(text);
  const found: ReadLines = { lines: [], errors: [] };
  for (const [at, content] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    if (content.trim() === '') continue;
    try {
      take(found, at + 1, parseJson(content), DOMAIN_LINE);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const [first = { pointer: '', detail: error.message.replace('the body', 'the line') }] = error.errors;
      found.errors.push({ line: at + 1, ...first });
    }
  }
  return found;
}

type Cell = (text: string) => unknown;
const asIs: Cell = (text) => text;
const number: Cell = (text) => (/^\d+$/.test(text) ? Number(text) : text);
const truth: Cell = (text) => ({ yes: true, true: true, no: false, false: false })[text.toLowerCase()] ?? text;
/** By spaces or semicolons: commas part the cells. */
const list: Cell = (text) => text.split(/[;\s]+/).filter((one) => one !== '');

const CELLS = new Map<string, Cell>(
  Object.entries({
    ...{ tenantId: asIs, name: asIs, domain: asIs, target: asIs, port: number, mode: asIs, phase: asIs, gateway: asIs },
    ...{ tls: truth, recipients: list, send: truth, categories: list, services: list, lang: asIs },
  }),
);
const COLUMNS = [...CELLS.keys()];

/** @throws Problem 422 for a first line that does not name the columns */
function columnsOf(header: string[], needed: readonly string[]): string[] {
  const names = header.map((one) => one.trim());
  const unknown = names.find((one) => !CELLS.has(one));
  const twice = names.find((one, at) => names.indexOf(one) !== at);
  const missing = needed.find((one) => !names.includes(one));
  const wrong =
    unknown !== undefined
      ? `there is no column "${unknown}"; there are ${COLUMNS.join(', ')}`
      : twice !== undefined
        ? `the column ${twice} is there twice`
        : missing !== undefined
          ? `the column ${missing} is missing`
          : null;
  if (wrong !== null) throw new Problem(422, `line 1: ${wrong}`, [{ pointer: '/1', detail: wrong }]);
  return names;
}

/** How a file of domains differs from an import. */
export interface CsvRules {
  /** Whether each line must say whose domain it is. */
  tenants: 'needed' | 'optional';
  /** Lines at most. */
  limit: number;
}

/** Comma-separated values (RFC 4180) with a line of names first: a domain of a tenant in each line. */
export function readCsv(
  text: string,
  { tenants, limit }: CsvRules = { tenants: 'needed', limit: LINE_LIMIT },
): ReadLines {
  const columns = (header: string[]): string[] =>
    columnsOf(header, tenants === 'needed' ? ['tenantId', 'domain'] : ['domain']);
  const ofDomain = tenants === 'needed' ? DOMAIN_LINE : LONE_LINE;
  const found: ReadLines = { lines: [], errors: [] };
  const take_ = (record: Record<string, string>, line: number): void => {
    const cells = Object.entries(record).filter(([, cell]) => cell !== '');
    take(found, line, Object.fromEntries(cells.map(([name, cell]) => [name, CELLS.get(name)?.(cell)])), ofDomain);
  };
  try {
    const records = parse(text, { bom: true, columns, info: true, skip_empty_lines: true, trim: true, to: limit + 1 }) as unknown as { record: Record<string, string>; info: { lines: number } }[]; // biome-ignore format: one thought
    if (records.length > limit) throw tooMany(limit);
    for (const { record, info } of records) take_(record, info.lines);
  } catch (error) {
    if (error instanceof Problem || !(error instanceof CsvError)) throw error;
    // Where the quotes do not match nobody knows what the rest means.
    found.errors.push({ line: Number(error.lines ?? 0), pointer: '', detail: error.message });
  }
  return found;
}
