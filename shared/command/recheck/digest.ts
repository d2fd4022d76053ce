import type { Language } from '../../check/request.ts';
import { harmless } from '../../net/harmless.ts';
import { countsOf, NEWS_KINDS, type NewsCounts, type NewsItem, type NewsKind, noNews } from '../../report/news.ts';
import { texts } from '../../report/texts/index.ts';
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

/** Domains that are told one by one on a screen; JSON has all. */
const MOST_DOMAINS = 200;

const nowOf = ({ to }: NewsItem, lang: Language): string => {
  const value = Array.isArray(to.value) ? to.value.join(', ') : to.value;
  return `${texts[lang].statuses[to.status]} (${to.code}${value === null ? '' : `, ${value}`})`;
};

function itemLine(item: NewsItem, lang: Language): string {
  const { kind, row, subject, from } = item;
  const title = `${texts[lang].rows[row]?.title ?? row}${subject === null ? '' : ` [${subject}]`}`;
  const was = from === null ? '' : `${texts[lang].statuses[from.status]} (${from.code}) → `;
  return harmless(`  ${kind.padEnd(12)}${title}: ${was}${nowOf(item, lang)}`, 400);
}

function domainLines({ tenantId, domain, outcome, items, error }: ToldDomain, lang: Language): string {
  const head = harmless(`${domain}${tenantId === null ? '' : ` (${tenantId})`}: ${outcome}`);
  const sorted = [...items].sort((one, other) => rank(other.kind) - rank(one.kind) || other.gravity - one.gravity);
  return [head, ...(error === undefined ? [] : [harmless(`  ${error}`)]), ...sorted.map((item) => itemLine(item, lang))].join('\n'); // biome-ignore format: one thought
}

/** The digest as text for people. */
export function printDigest(digest: FileDigest, lang: Language): string {
  const { done, total, byVerdict, news, domains, startedAt, finishedAt } = digest;
  const verdicts: Readonly<Record<string, string>> = texts[lang].verdicts;
  const counts = (of: Readonly<Record<string, number>>, named: Readonly<Record<string, string>>): string =>
    Object.entries(of).filter(([, count]) => count > 0).map(([name, count]) => `${named[name] ?? name} ${count}`).join(' · '); // biome-ignore format: one thought
  const told = counts(news, {});
  const more = domains.length - MOST_DOMAINS;
  return [
    `${done}/${total}, ${startedAt} – ${finishedAt ?? ''}`,
    counts(byVerdict, verdicts),
    told === '' ? texts[lang].labels.noChanges : told,
    ...domains.slice(0, MOST_DOMAINS).map((one) => `\n${domainLines(one, lang)}`),
    ...(more > 0 ? [`\n+ ${more} (--format json)`] : []),
    '',
  ].join('\n');
}
