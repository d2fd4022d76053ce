import type { EvidenceRef } from './conversation.ts';
import type { Reason, Side, Stage, Status } from './status.ts';
import type { Target } from './target.ts';

/** Arguments of a row's texts; stored with the report, so that it can be shown in another language. */
export type Data = Record<string, string | number | boolean | null | readonly (string | number)[]>;
export type Value = string | number | string[] | null;

/** Codes that every row may carry beside its own; only `undecided` and `not-tested` come with a reason. */
export const GENERIC_CODES = {
  undecided: 'inconclusive',
  'not-tested': 'notTested',
  'not-applicable': 'notApplicable',
} as const satisfies Record<string, Status>;
export type GenericCode = keyof typeof GENERIC_CODES;

/** What a row says of one subject. The status follows from the code, unless `status` says otherwise. */
export interface Finding<C extends string = string> {
  code: C | GenericCode;
  status?: Status;
  /** Left out: the subject of the evidence that was judged. */
  subject?: string | null;
  value?: Value;
  data?: Data;
  /** Set exactly for `inconclusive` and `notTested`. */
  reason?: Reason;
  reply?: string | null;
  stage?: Stage | null;
  ms?: number | null;
  evidence?: EvidenceRef[];
}

/** What a row may know beside its evidence. */
export interface JudgeContext {
  target: Target;
  /** Subject of the evidence, mostly an address of the target. */
  subject: string | null;
  now: Date;
  /** Addresses that we come from, as far as they are known. */
  ownAddresses: readonly string[];
}

/** Parts of the picture of TLS and certificate; whoever draws it asks for these, not for rows by name. */
export type Facet =
  | 'tls-version'
  | 'tls-cipher'
  | 'tls-bits'
  | 'subject'
  | 'names'
  | 'issuer'
  | 'key'
  | 'trust'
  | 'match'
  | 'validity'
  | 'fingerprint';

/** What other parts need to know of a row without knowing it by name. */
export interface RowDeclaration {
  id: string;
  /** Place in the source document, 1 to 35; null for rows beyond it. */
  n: number | null;
  side: Side;
  /** Orders findings in the headline: graver is greater. */
  gravity: number;
  /** Whether the report is incomplete when this row could not be decided for any subject. */
  deciding: boolean;
  /** Whether operations want to hear of a change (bulk re-checks). */
  watch: boolean;
  /** What of the picture of TLS and certificate it tells; left out by rows that have no part in it. */
  facet?: Facet;
  /** Set where the value is another with each check (made-up names, times, ids): that it differs says nothing. */
  fleeting?: true;
  /**
   * Keys of `data` where the row says from when until when that holds which it speaks of (ISO 8601, both ends included
   * as in RFC 5280 4.1.2.5): operations are told in time before the end.
   */
  validity?: { from: string; until: string };
  /** Each code of the row with its default status. */
  codes: Readonly<Record<string, Status>>;
}

/**
 * One line of the report: pure judgement over the named pieces of evidence of its category.
 * The runner hands it only these; where one is missing, the runner writes the row on its behalf.
 */
export interface Row<E, K extends keyof E = keyof E, C extends string = string> extends RowDeclaration {
  codes: Readonly<Record<C, Status>>;
  needs: readonly K[];
  judge(evidence: Pick<E, K>, context: JudgeContext): Finding<C> | Finding<C>[];
}

/** A row of some category, its evidence and codes forgotten. */
export interface AnyRow extends RowDeclaration {
  needs: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: rows of one category share no evidence type with those of another; only the runner calls this, with what the same category gathered.
  judge(evidence: any, context: JudgeContext): Finding | Finding[];
}

type Declared<E, K extends keyof E, C extends string> = Omit<Row<E, K, C>, 'deciding' | 'watch' | 'gravity' | 'judge'> &
  Partial<Pick<RowDeclaration, 'deciding' | 'watch' | 'gravity'>> & {
    // The codes alone say which there are: `judge` may use no other.
    judge(evidence: Pick<E, K>, context: JudgeContext): Finding<NoInfer<C>> | Finding<NoInfer<C>>[];
  };

/** Declares a row for evidence `E`: `row<SessionEvidence>()({ id, n, side, needs, codes, judge })`. */
export const row =
  <E>() =>
  <const K extends keyof E, const C extends string>(declared: Declared<E, K, C>): Row<E, K, C> => ({
    deciding: false,
    watch: false,
    gravity: 10,
    ...declared,
  });

/** Finding of a row that was looked at and could not be decided. */
export const undecided = (reason: Reason, more: Omit<Finding, 'code' | 'reason'> = {}): Finding<never> => ({
  ...more,
  code: 'undecided',
  reason,
});

/** Finding of a row that was not looked at. */
export const notTested = (reason: Reason, more: Omit<Finding, 'code' | 'reason'> = {}): Finding<never> => ({
  ...more,
  code: 'not-tested',
  reason,
});

/** Finding of a row that makes no sense here; `because` names the text that says why. */
export const notApplicable = (because: string, more: Omit<Finding, 'code' | 'reason'> = {}): Finding<never> => ({
  ...more,
  code: 'not-applicable',
  data: { ...more.data, because },
});
