import type { ChangeKind } from '../changes.ts';
import type { Reason, Side, Status } from '../../check/status.ts';

/** Wording of one code. `remedy`: what to do, one way for all or by recognised software with `default`. */
export interface CodeText {
  text: string;
  remedy?: string | ({ default: string } & Record<string, string>);
}

/**
 * Wording of one row. Keys of `codes` are the row's codes; `undecided/<reason>`, `not-tested/<reason>` and
 * `not-applicable/<because>` override the general wording for this row.
 */
export interface RowText {
  title: string;
  codes: Record<string, CodeText>;
}

export type Verdict = 'ready' | 'readyWithWarnings' | 'notReady' | 'incomplete';

/** Everything that is said in one language. Templates: see template.ts. */
export interface LanguageTexts {
  rows: Readonly<Record<string, RowText>>;
  reasons: Readonly<Record<Reason, CodeText>>;
  /** By `data.because`: why a row makes no sense here, or what an earlier step was. */
  because: Readonly<Record<string, CodeText>>;
  /** Vocabulary for `{name:words}`. */
  words: Readonly<Record<string, string>>;
  categories: Readonly<Record<string, string>>;
  statuses: Readonly<Record<Status, string>>;
  verdicts: Readonly<Record<Verdict, string>>;
  sides: Readonly<Record<Side, string>>;
  changeKinds: Readonly<Record<ChangeKind, string>>;
  headline: {
    /** {verdict} {text} {side} {remedy} {leftOut} */
    finding: string;
    /** Nothing to do: {verdict} */
    clean: string;
    /** Appended where rows were left out: {leftOut} */
    leftOut: string;
  };
  /** Labels of the text report. */
  labels: Readonly<
    Record<
      | 'toDo'
      | 'remedy'
      | 'transcript'
      | 'target'
      | 'mode'
      | 'phase'
      | 'vantage'
      | 'counts'
      | 'domain'
      | 'none'
      | 'line'
      | 'port'
      | 'secondLook'
      | 'secondLookOf'
      | 'changes'
      | 'noChanges',
      string
    >
  >;
}
