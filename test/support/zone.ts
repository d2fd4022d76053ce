import type { Answer } from 'dns-packet';

/** How a server misbehaves; for one name or, as an option of the server, for all. */
export interface Quirks {
  /** Seconds; 300 when left out. */
  ttl?: number;
  /** Truncated over UDP, so that it takes TCP to get the answer. */
  truncate?: boolean;
  delayMs?: number;
  /** Before the answer comes one that is not to be believed. */
  wrongIdFirst?: boolean;
  wrongQuestionFirst?: boolean;
  garbageFirst?: boolean;
  /** FORMERR for a query that carries EDNS. */
  noEdns?: boolean;
  /** Each answer is sent twice. */
  duplicate?: boolean;
  /** Answers with the CNAME record alone, as a server that does not follow it. */
  bareCname?: boolean;
}

export interface ZoneRecords extends Quirks {
  A?: string[];
  AAAA?: string[];
  /** Preference and exchange; '.' is the null MX. */
  MX?: [number, string][];
  PTR?: string[];
  /** A list is one record of several strings. */
  TXT?: (string | string[])[];
  CNAME?: string;
}

/** What a name holds, or the response code that it is answered with; `TIMEOUT` is silence. */
export type ZoneEntry = ZoneRecords | 'SERVFAIL' | 'REFUSED' | 'NOTIMP' | 'FORMERR' | 'NXDOMAIN' | 'TIMEOUT';

/**
 * All of the DNS as one object: names without the trailing dot, in lower case; `*.name` is a wildcard. One of thousands
 * of names should be frozen: then it is not gone through for each question.
 */
export type World = Record<string, ZoneEntry>;

export const RCODE = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

/** Null for silence. */
export interface Resolution {
  rcode: number;
  answers: Answer[];
  quirks: Quirks;
}

const MAX_CHAIN = 16;

/** Answers a question as a recursive resolver over the world does. */
export function resolveInWorld(world: World, name: string, type: string, defaults: Quirks): Resolution | null {
  const answers: Answer[] = [];
  const first = find(world, name);
  const quirks = typeof first === 'object' ? { ...defaults, ...first } : defaults;
  const seen = new Set<string>();
  for (let owner = name; ; ) {
    const entry = find(world, owner);
    if (entry === 'TIMEOUT') return null;
    if (entry === null) return { rcode: RCODE.NXDOMAIN, answers, quirks };
    if (typeof entry === 'string') return { rcode: RCODE[entry], answers, quirks };
    const ttl = entry.ttl ?? defaults.ttl ?? 300;
    if (entry.CNAME === undefined || type === 'CNAME') {
      answers.push(...recordsOf(entry, type, owner, ttl));
      return { rcode: RCODE.NOERROR, answers, quirks };
    }
    // Real resolvers give up on a loop with SERVFAIL, and some show how far they came.
    if (seen.has(owner) || seen.size === MAX_CHAIN) return { rcode: RCODE.SERVFAIL, answers, quirks };
    seen.add(owner);
    answers.push({ name: owner, type: 'CNAME', ttl, data: entry.CNAME });
    if (quirks.bareCname === true) return { rcode: RCODE.NOERROR, answers, quirks };
    owner = entry.CNAME.toLowerCase();
  }
}

/** The entry of a name, from a wildcard where there is one (RFC 4592); null when the name does not exist. */
function find(world: World, name: string): ZoneEntry | null {
  const own = world[name];
  if (own !== undefined) return own;
  if (isEmptyNonTerminal(world, name)) return {};
  for (let parent = parentOf(name); parent !== ''; parent = parentOf(parent)) {
    const wildcard = world[`*.${parent}`];
    if (wildcard !== undefined) return wildcard;
    if (world[parent] !== undefined || isEmptyNonTerminal(world, parent)) return null;
  }
  return null;
}

const parentOf = (name: string): string => name.split('.').slice(1).join('.');

/** All names that others are beneath, of worlds that cannot change. */
const parents = new WeakMap<World, ReadonlySet<string>>();

function parentsIn(world: World): ReadonlySet<string> {
  const known = parents.get(world);
  if (known !== undefined) return known;
  const all = new Set<string>();
  for (const name of Object.keys(world))
    for (let parent = parentOf(name); parent !== '' && !all.has(parent); parent = parentOf(parent)) all.add(parent);
  parents.set(world, all);
  return all;
}

const isEmptyNonTerminal = (world: World, name: string): boolean =>
  Object.isFrozen(world) ? parentsIn(world).has(name) : Object.keys(world).some((other) => other.endsWith(`.${name}`));

function recordsOf(entry: ZoneRecords, type: string, name: string, ttl: number): Answer[] {
  switch (type) {
    case 'A':
    case 'AAAA':
    case 'PTR':
      return (entry[type] ?? []).map((data) => ({ name, type, ttl, data }));
    case 'CNAME':
      return entry.CNAME === undefined ? [] : [{ name, type, ttl, data: entry.CNAME }];
    case 'MX':
      return (entry.MX ?? []).map(([preference, exchange]) => ({ name, type, ttl, data: { preference, exchange } }));
    case 'TXT':
      return (entry.TXT ?? []).map((data) => ({ name, type, ttl, data: [data].flat() }));
    default:
      return [];
  }
}
