import type { Digest, DigestFinding, DigestTenant } from '../digest.ts';
import { type DigestTexts, digestTexts } from '../texts/digest/index.ts';
import { texts } from '../texts/index.ts';
import { fill } from '../texts/template.ts';

/** What every rendering of a digest says, put together once. */

export type Kind = 'attention' | 'better';

const KIND_LABELS = { worse: 'kindWorse', expiring: 'kindExpiring', better: 'kindBetter', changed: 'changed', unconfirmed: 'unconfirmed' } as const; // biome-ignore format: one thought

export const wordsOfDigest = ({ lang }: Pick<Digest, 'lang'>): DigestTexts => digestTexts[lang];

/** The sentence above everything: whether somebody has to do something. */
export function summaryOf({ lang, run, complete, nothingWorse, attention, counts }: Digest): string {
  const words = digestTexts[lang];
  const concerned = attention.tenants.filter(({ gravest }) => gravest.kind === 'worse').length;
  // Beyond the list those with something worse stand first: whoever is not in it may be one.
  const isAll = concerned === attention.tenants.length;
  const n = isAll ? concerned + attention.more : concerned;
  if (!nothingWorse && n === 0) return words.notAllRead;
  if (!nothingWorse) return fill(isAll && !complete ? words.muchWorse : words.somethingWorse, { n }, {});
  if (run.status !== 'done') return words.nothingWorseSoFar;
  return counts.worse > 0 ? words.nothingWorseButQuiet : words.nothingWorse;
}

export const stateOf = ({ lang, run }: Digest): string =>
  `${digestTexts[lang][run.status]}, ${fill(digestTexts[lang].progress, { done: run.done, total: run.total }, {})}`;

export const nameOf = ({ tenantId, name }: DigestTenant): string =>
  name === null ? tenantId : `${name} (${tenantId})`;

export const labelOf = ({ kind }: DigestFinding, lang: Digest['lang']): string => digestTexts[lang][KIND_LABELS[kind]];

/** What was and what is, where that differs: "passed → failed". */
export function moveOf({ from, to }: DigestFinding, lang: Digest['lang']): string | null {
  const { statuses } = texts[lang];
  return from === null || from.status === to.status ? null : `${statuses[from.status]} → ${statuses[to.status]}`;
}

export function domainsOf({ domains, moreDomains }: DigestTenant, lang: Digest['lang']): string {
  const words = digestTexts[lang];
  const names =
    moreDomains === 0 ? domains.join(', ') : fill(words.moreDomains, { names: domains, n: moreDomains }, {});
  return fill(words.domains, { names }, {});
}

/** What stands beneath a list: how many tenants it does not name; null: none. */
export function moreOf(kind: Kind, digest: Digest): string | null {
  const { tenants, more } = digest[kind];
  const words = wordsOfDigest(digest);
  // A list that is empty may be so since what was read ended before it.
  if (!digest.complete) return tenants.length === 0 && kind === 'attention' ? null : words.notAllRead;
  return more === 0 ? null : fill(words.moreTenants, { n: more }, {});
}

/** What is only counted, and of what there is any. */
export function countsOfDigest(digest: Digest): { label: string; count: number }[] {
  const words = wordsOfDigest(digest);
  const { unconfirmed, changed } = digest.counts;
  const counts = { unconfirmed, changed, quiet: digest.quiet, ...digest.domains };
  return Object.entries(counts).flatMap(([name, count]) =>
    count !== null && count > 0 ? [{ label: words[name as keyof typeof counts], count }] : [],
  );
}
