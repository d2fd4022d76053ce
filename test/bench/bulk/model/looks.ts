import type { FollowUpWish } from '../../../../shared/check/category.ts';
import type { LiveCheck, StoredReport, StoredResult } from '../../../../shared/pipeline/check.ts';
import type { NewsKind } from '../../../../shared/report/news.ts';
import type { ReportRow } from '../../../../shared/report/report.ts';
import type { Verdict } from '../../../../shared/report/texts/language.ts';
import { DAY, knownFrom, NOW, row } from '../../../shared/report/looks.ts';
import type { DomainFacts, Script } from './domains.ts';

/** What one look at a domain saw of it. */
export type Seen = 'fine' | 'bad' | 'open' | 'ending';

const ROW = 'certificate-current';
const NOT_BEFORE = NOW - 70 * DAY;
const dates = (until: number): { notBefore: string; notAfter: string } => ({
  notBefore: new Date(NOT_BEFORE).toISOString(),
  notAfter: new Date(until).toISOString(),
});

const LONG = NOW + 20 * DAY;
const ROWS: Readonly<Record<Seen, ReportRow>> = {
  fine: row(ROW, 'pass', { code: 'current', data: dates(NOW + 200 * DAY) }),
  bad: row(ROW, 'fail', { code: 'expired', data: dates(NOW - DAY) }),
  open: row(ROW, 'inconclusive', { code: 'undecided' }),
  ending: row(ROW, 'pass', { code: 'current', data: dates(LONG) }),
};

const [KNOWN_FINE, KNOWN_BAD] = [knownFrom([ROWS.fine]), knownFrom([ROWS.bad])];
/** What the run before knew of a domain. */
export const knownBefore = (script: Script) => (script === 'better' ? KNOWN_BAD : KNOWN_FINE);

/** What a look sees that came to its end. */
export function seenBy(script: Script, confirms: boolean): Seen {
  if (script === 'expiring') return 'ending';
  if (script === 'worse') return 'bad';
  if (script === 'blip') return confirms ? 'fine' : 'bad';
  if (script === 'unconfirmed') return confirms ? 'open' : 'bad';
  return 'fine';
}

/** What operations are to be told of a domain, by what its looks saw; null: nothing. Said here once more, so that it can be compared. */
export function truthOf(script: Script, first: Seen, second: Seen | null): NewsKind | null {
  const counts = second === null || second === 'open' ? first : second;
  if (script === 'better') return counts === 'fine' ? 'better' : null;
  if (first === 'bad') return second === 'bad' ? 'worse' : second === 'open' ? 'unconfirmed' : null;
  return counts === 'ending' ? 'expiring' : null;
}

const WISH: FollowUpWish = { hit: 'recipients', waitSeconds: null };

/** The result that asks for a second look; nothing else of it matters here. */
export const resultOf = (greylisted: boolean): StoredResult => ({
  ...{ category: 'envelope', outcome: 'completed', reason: null, ms: 1, fault: null, rows: [], conversations: [], families: [] },
  followUp: greylisted ? WISH : null,
}); // biome-ignore format: one thought

const COUNTS = {
  pass: 1,
  warn: 0,
  fail: 0,
  info: 0,
  inconclusive: 0,
  notTested: 0,
} as unknown as StoredReport['counts'];

export function reportOf(check: LiveCheck, seen: Seen, verdict: Verdict, now: number, followUps: StoredReport['followUps']): StoredReport {
  const at = new Date(now).toISOString();
  return {
    ...{ schema: 1, id: check.id, domain: check.request.domain, tenantId: check.tenantId, target: null, mode: 'inline' },
    ...{ phase: 'before', services: [], startedAt: at, finishedAt: at, engine: '', verdict, headline: '', counts: COUNTS },
    vantage: { egress: null, helo: '', senders: [], families: [], isGateway: false },
    ...{ rows: [ROWS[seen]], categories: [], followUps, followUpOf: check.followUp?.of ?? null },
  };
} // biome-ignore format: one thought

/** What the look of a report saw. */
export const seenIn = ({ rows: [only] }: StoredReport): Seen =>
  (Object.keys(ROWS) as Seen[]).find((one) => ROWS[one] === only) ?? 'open';

/** Whether the server of a domain puts a look off. */
export const isPutOff = ({ temper }: DomainFacts, check: LiveCheck): boolean =>
  temper === 'greylisting' && check.followUp === null && check.recheck?.confirms === null;
