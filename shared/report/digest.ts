import type { Language } from '../check/request.ts';
import type { Value } from '../check/row.ts';
import type { Status } from '../check/status.ts';
import { harmless } from '../net/harmless.ts';
import { NO_VERDICT, type Run, type RunStatus } from '../pipeline/recheck/run.ts';
import type { DomainNews } from '../store/run-stores.ts';
import type { Acknowledgement } from '../store/tenant-store.ts';
import { type Decided, rankOf } from './changes.ts';
import { isQuiet, NEWS_KINDS, type NewsCounts, type NewsItem, type NewsKind } from './news.ts';
import { wordsOf } from './words.ts';

/** Tenants of one list, and domains of one tenant that are named. */
export const MOST_TENANTS = 500;
const MOST_DOMAINS = 10;
const NAME = 200;

export interface DigestFinding {
  kind: NewsKind;
  domain: string;
  checkId: string;
  url: string;
  row: string;
  title: string;
  subject: string | null;
  gravity: number;
  from: Decided | null;
  to: { status: Status; code: string; value: Value };
  text: string;
}

/** What there is to say of one tenant. */
export interface DigestTenant {
  tenantId: string;
  name: string | null;
  gravest: DigestFinding;
  /** Findings beside the gravest. */
  further: number;
  /** Those concerned, the gravest first, and how many more there are. */
  domains: string[];
  moreDomains: number;
}

export interface DigestList {
  /** Gravest first. */
  tenants: DigestTenant[];
  /** How many more there are than are listed. */
  more: number;
}

/** What a run found, in the order in which somebody wants to read it. Field names are API. */
export interface Digest {
  lang: Language;
  /** Whether all that the run found was read. Otherwise the gravest was, and what counts tenants, or what is quiet, is the least. */
  complete: boolean;
  run: {
    id: string;
    status: RunStatus;
    createdAt: string;
    finishedAt: string | null;
    total: number;
    done: number;
    resultsUrl: string;
  };
  /** Whether nothing is worse that was not acknowledged; of a run that goes on: so far. */
  nothingWorse: boolean;
  /** What is worse, and certificates that end soon. */
  attention: DigestList;
  better: DigestList;
  /** Findings of each kind, with those that are acknowledged. */
  counts: NewsCounts;
  /** Findings that are worse, or end soon, and were acknowledged: they are in no list. */
  quiet: number;
  /** `notReadyAsBefore` is null where not all was read. */
  domains: { notReadyAsBefore: number | null; incomplete: number; withoutVerdict: number };
}

export interface DigestInput {
  run: Pick<Run, 'id' | 'status' | 'createdAt' | 'finishedAt' | 'total' | 'done' | 'byOutcome' | 'news'>;
  /** All of the run or, where it is not complete, its gravest, in their order. */
  news: readonly DomainNews[];
  /** Left out: all of it. */
  complete?: boolean;
  /** By id; of one that is not there nothing is known. */
  tenants: ReadonlyMap<string, { name: string | null; acknowledgements: readonly Acknowledgement[] }>;
  lang: Language;
  /** Where the API is, like https://api.contoso.com; empty: links begin with the path. */
  base: string;
  /** Milliseconds since 1970. */
  now: number;
}

interface Found {
  news: DomainNews;
  item: NewsItem;
}

const graver = ({ item: one }: Found, { item: other }: Found): number =>
  NEWS_KINDS.indexOf(one.kind) - NEWS_KINDS.indexOf(other.kind) ||
  other.gravity - one.gravity ||
  rankOf(other.to) - rankOf(one.to);

/** The sentence of a finding, as its row would say it in a report. */
export function newsWords({ row, to }: NewsItem, lang: Language): { title: string; text: string } {
  const reply = typeof to.data.reply === 'string' ? to.data.reply : null;
  const { title, text } = wordsOf({ id: row, code: to.code, reason: null, data: to.data, reply }, lang);
  return { title, text };
}

const urlOf = (base: string, path: string): string => `${base.replace(/\/+$/, '')}${path}`;

function findingOf({ news, item }: Found, { lang, base }: DigestInput): DigestFinding {
  const { kind, row, subject, gravity, from, to } = item;
  const { status, code, value } = to;
  return {
    kind,
    domain: news.domain,
    checkId: news.checkId,
    url: urlOf(base, `/v1/checks/${news.checkId}`),
    row,
    subject,
    gravity,
    from,
    to: { status, code, value },
    ...newsWords(item, lang),
  };
}

function tenantOf([gravest, ...others]: readonly [Found, ...Found[]], input: DigestInput): DigestTenant {
  const { tenantId } = gravest.news;
  const domains = [...new Set([gravest, ...others].map(({ news }) => news.domain))];
  const name = input.tenants.get(tenantId)?.name ?? null;
  return {
    tenantId,
    name: name === null ? null : harmless(name, NAME),
    gravest: findingOf(gravest, input),
    further: others.length,
    domains: domains.slice(0, MOST_DOMAINS),
    moreDomains: Math.max(0, domains.length - MOST_DOMAINS),
  };
}

/** A line a tenant; of tenants whose gravest findings are alike, the one with more of them first. */
function listOf(found: readonly Found[], input: DigestInput): DigestList {
  const byTenant = new Map<string, [Found, ...Found[]]>();
  for (const one of [...found].sort(graver)) {
    const known = byTenant.get(one.news.tenantId);
    if (known === undefined) byTenant.set(one.news.tenantId, [one]);
    else known.push(one);
  }
  const all = [...byTenant.values()].sort((one, other) => graver(one[0], other[0]) || other.length - one.length);
  const shown = all.slice(0, MOST_TENANTS);
  return { tenants: shown.map((one) => tenantOf(one, input)), more: all.length - shown.length };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

/** What is to be read after a run, or while it goes on. Pure. */
export function digestOf(input: DigestInput): Digest {
  const { run, news, complete = true, tenants, lang, base, now } = input;
  const found = news.flatMap((one) => one.items.map((item): Found => ({ news: one, item })));
  const asks = found.filter(({ item: { kind } }) => kind === 'worse' || kind === 'expiring');
  const isKnown = ({ news: { tenantId, domain }, item }: Found): boolean =>
    isQuiet(item, domain, tenants.get(tenantId)?.acknowledgements ?? [], now);
  const attention = asks.filter((one) => !isKnown(one));
  const { byOutcome } = run;
  // Of what was not read nothing is graver than the last that was.
  const mayBeWorse = !complete && news.at(-1)?.items[0]?.kind === 'worse';
  const fellOut = news.filter(({ items }) => items.some(({ kind, to }) => kind === 'worse' && to.status === 'fail'));
  return {
    ...{ lang, complete },
    run: {
      id: run.id,
      status: run.status,
      createdAt: isoOf(run.createdAt),
      finishedAt: run.finishedAt === null ? null : isoOf(run.finishedAt),
      total: run.total,
      done: run.done,
      resultsUrl: urlOf(base, `/v1/rechecks/${run.id}/results`),
    },
    nothingWorse: !mayBeWorse && attention.every(({ item: { kind } }) => kind !== 'worse'),
    attention: listOf(attention, input),
    better: listOf(
      found.filter(({ item: { kind } }) => kind === 'better'),
      input,
    ),
    counts: { ...run.news },
    quiet: asks.length - attention.length,
    domains: {
      notReadyAsBefore: complete ? Math.max(0, (byOutcome.notReady ?? 0) - fellOut.length) : null,
      incomplete: byOutcome.incomplete ?? 0,
      withoutVerdict: NO_VERDICT.reduce((sum, outcome) => sum + (byOutcome[outcome] ?? 0), 0),
    },
  };
}
