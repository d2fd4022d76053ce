import type { Digest, DigestFinding, DigestList } from '../../../shared/report/digest.ts';
import { NEWS_KINDS } from '../../../shared/report/news.ts';

/** A finding that a digest must tell, as the only one of its tenant. Outcomes are status and "code". */
interface ExpectedFinding {
  tenant: string;
  domain: string;
  row: string;
  from: string;
  to: string;
}

/** All that a digest must say. What is not listed would be a wrong claim. */
export interface ExpectedDigest {
  /** Domains, all of which have ended with a verdict. */
  total: number;
  worse: readonly ExpectedFinding[];
  /** Domains that are not ready, without being worse than they were. */
  asBefore: number;
}

const outcome = ({ status, code }: { status: string; code: string }): string => `${status} "${code}"`;
const said = ({ kind, domain, row, from, to }: DigestFinding): string =>
  `${kind}: ${row} of ${domain}, from ${from === null ? 'nothing' : outcome(from)} to ${outcome(to)}`;

/** One line for each tenant of a list. */
const told = ({ tenants, more }: DigestList): string[] => [
  ...tenants.map(({ tenantId, gravest, further }) => `${tenantId}: ${said(gravest)}${further === 0 ? '' : `, and ${further} further`}`), // biome-ignore format: one thought
  ...(more === 0 ? [] : [`and ${more} tenants more`]),
];

const expectedLine = ({ tenant, domain, row, from, to }: ExpectedFinding): string =>
  `${tenant}: worse: ${row} of ${domain}, from ${from} to ${to}`;

const off = (what: string, should: string | number | boolean, is: string | number | boolean): string[] =>
  should === is ? [] : [`${what}: expected ${should}, got ${is}`];

/** Every way in which a digest does not say what is known, or says more; none when it is the truth. */
export function digestDifferences({ total, worse, asBefore }: ExpectedDigest, digest: Digest): string[] {
  const { run, nothingWorse, attention, better, counts, quiet, domains } = digest;
  const should = worse.map(expectedLine);
  const is = told(attention);
  return [
    ...off('status', 'done', run.status),
    ...off('domains', total, run.total),
    ...off('domains that have ended', total, run.done),
    ...off('nothing worse', worse.length === 0, nothingWorse),
    ...should.filter((line) => !is.includes(line)).map((line) => `not told: ${line}`),
    ...is.filter((line) => !should.includes(line)).map((line) => `told, which is not so: ${line}`),
    ...told(better).map((line) => `told, which is not so: ${line}`),
    ...NEWS_KINDS.flatMap((kind) =>
      off(`findings that are ${kind}`, kind === 'worse' ? worse.length : 0, counts[kind]),
    ),
    ...off('findings that were acknowledged', 0, quiet),
    ...off('domains not ready as before', asBefore, domains.notReadyAsBefore ?? 'not known'),
    ...off('incomplete domains', 0, domains.incomplete),
    ...off('domains without a verdict', 0, domains.withoutVerdict),
  ];
}
