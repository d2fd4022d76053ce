import type { Language } from '../../check/request.ts';
import type { Entry } from '../../pipeline/recheck/run.ts';
import type { DomainNews } from '../../store/run-stores.ts';
import { newsWords } from '../digest.ts';
import type { NewsKind } from '../news.ts';
import { type Columns, sheetOf } from './csv.ts';

/** One domain of a run, with what the run found of it; null: nothing, or it has not ended. */
export interface ResultLine {
  entry: Pick<Entry, 'tenantId' | 'domain' | 'result'>;
  news: Pick<DomainNews, 'items'> | null;
}

const count =
  (kind: NewsKind) =>
  ({ entry }: ResultLine): number =>
    entry.result?.news[kind] ?? 0;

function gravest({ news }: ResultLine, lang: Language): string | null {
  const [item] = news?.items ?? [];
  if (item === undefined) return null;
  const { title, text } = newsWords(item, lang);
  return `${title}${item.subject === null ? '' : ` ${item.subject}`}: ${text}`;
}

const COLUMNS: Columns<[ResultLine, Language]> = {
  tenantId: ({ entry }) => entry.tenantId,
  domain: ({ entry }) => entry.domain,
  outcome: ({ entry }) => entry.result?.outcome ?? null,
  checkId: ({ entry }) => entry.result?.checkId ?? null,
  finishedAt: ({ entry }) => (entry.result === null ? null : new Date(entry.result.finishedAt).toISOString()),
  worse: count('worse'),
  expiring: count('expiring'),
  better: count('better'),
  changed: count('changed'),
  unconfirmed: count('unconfirmed'),
  gravest,
};

/** One line a domain of a run, in the order in which they are given. */
export const renderResultsCsv = (lines: readonly ResultLine[], lang: Language): string =>
  sheetOf(
    COLUMNS,
    lines.map((one): [ResultLine, Language] => [one, lang]),
  );
