import type { Language } from '../../check/request.ts';
import { type Digest, type DigestList, digestOf as sharedDigestOf } from '../../report/digest.ts';
import { countsOf, NEWS_KINDS, type NewsCounts, type NewsItem, type NewsKind, noNews } from '../../report/news.ts';
import { renderDigestText } from '../../report/render/digest-text.ts';
import { readState, type StateHead } from './state.ts';

/** A domain of which there is something to tell. */
export interface ToldDomain {
  tenantId: string | null;
  domain: string;
  outcome: string;
  items: NewsItem[];
  error?: string;
}

/** What became of a run of a file. */
export interface FileDigest {
  schema: 1;
  run: string;
  startedAt: string;
  finishedAt: string | null;
  total: number;
  done: number;
  byVerdict: Record<string, number>;
  news: NewsCounts;
  /** Gravest first. */
  domains: ToldDomain[];
}

/** @throws UsageError for a file that is no state of ours */
export async function digestOf(path: string): Promise<FileDigest> {
  let head: StateHead | undefined;
  let finishedAt: string | null = null;
  const byVerdict: Record<string, number> = {};
  const news = noNews();
  const domains: ToldDomain[] = [];
  let done = 0;
  for await (const one of readState(path)) {
    if ('head' in one) {
      head = one.head;
      continue;
    }
    const { tenantId, domain, outcome, items, error, finishedAt: at } = one.ended;
    done += 1;
    byVerdict[outcome] = (byVerdict[outcome] ?? 0) + 1;
    if (finishedAt === null || at > finishedAt) finishedAt = at;
    for (const kind of NEWS_KINDS) news[kind] += countsOf(items)[kind];
    if (items.length > 0 || error !== undefined)
      domains.push({ tenantId, domain, outcome, items, ...(error === undefined ? {} : { error }) });
  }
  if (head === undefined) throw new Error(`${path} has no head`);
  const { run, startedAt, domains: total } = head;
  domains.sort((one, other) => gravityOf(other) - gravityOf(one));
  return { schema: 1, run, startedAt, finishedAt, total, done, byVerdict, news, domains };
}

const rank = (kind: NewsKind): number => NEWS_KINDS.length - NEWS_KINDS.indexOf(kind);
const gravityOf = ({ items }: ToldDomain): number =>
  Math.max(0, ...items.map(({ kind, gravity }) => rank(kind) * 1_000_000 + gravity));

/** Without a service nothing of it can be looked up by an address. */
function withoutAddresses(digest: Digest): Digest {
  const bare = (list: DigestList): DigestList => ({
    ...list,
    tenants: list.tenants.map((tenant) => ({ ...tenant, gravest: { ...tenant.gravest, url: '' } })),
  });
  const { run, attention, better } = digest;
  return { ...digest, run: { ...run, resultsUrl: '' }, attention: bare(attention), better: bare(better) };
}

/** The digest as a service would make it; a domain that is nobody's stands for itself, and nobody acknowledged anything. */
export function asOfService(told: FileDigest, lang: Language): Digest {
  const { run: id, startedAt, finishedAt, total, done, byVerdict, news: counts, domains } = told;
  const ended = Date.parse(finishedAt ?? startedAt);
  return sharedDigestOf({
    run: { id, status: 'done', createdAt: Date.parse(startedAt), finishedAt: ended, total, done, byOutcome: byVerdict, news: counts }, // biome-ignore format: one thought
    news: domains.map(({ tenantId, domain, items }) => ({ runId: id, tenantId: tenantId ?? domain, domain, checkId: '', finishedAt: ended, items })), // biome-ignore format: one thought
    ...{ tenants: new Map(), lang, base: '', now: ended },
  });
}

/** The digest as text for people. */
export const printDigest = (told: FileDigest, lang: Language, colour: boolean): string =>
  renderDigestText(withoutAddresses(asOfService(told, lang)), { colour });
