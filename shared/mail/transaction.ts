import type { Circumstances } from '../check/look-alike.ts';
import { type Reading, readReply } from '../check/reading.ts';
import type { Reason, Stage } from '../check/status.ts';
import type { Heard, Reply } from '../net/smtp/reply.ts';

/**
 * `named`: the caller says that the recipient exists; `role`: postmaster, abuse; `random`: nobody has it; `passing`,
 * `failing`: of the SPF sandwich; `form`: a foreign recipient, `local-form`: one that may also be a local name.
 */
export type AttemptKind = 'named' | 'role' | 'random' | 'passing' | 'failing' | 'form' | 'local-form';

/** One mail transaction that is to be tried: one sender, one recipient. */
export interface Attempt {
  /** What it is called in the report: `postmaster`, `random-1`, `A1`, `recipient:info@contoso.com` ... */
  subject: string;
  kind: AttemptKind;
  /** Null reverse-path where empty. */
  from: string;
  to: string;
  /** Whether a message is to follow where the recipient is accepted; the postage decides. */
  send: boolean;
}

/** A transaction as it went; null where it did not come to that command. */
export interface Transaction extends Attempt {
  conversation: string;
  mail: Heard | null;
  rcpt: Heard | null;
  data: Heard | null;
  endOfData: Heard | null;
}

type TransactionStage = Extract<Stage, 'mail' | 'rcpt' | 'data' | 'endOfData'>;
const ORDER: readonly TransactionStage[] = ['mail', 'rcpt', 'data', 'endOfData'];

/** How a transaction ended: the last thing heard, and what it means. */
export type Outcome = { stage: TransactionStage; heard: Heard | null } & (
  | { kind: 'reply'; reply: Reply; reading: Reading }
  /** Its command got no reply. */
  | { kind: 'unseen'; reason: Reason }
  /** The conversation ended before it. */
  | { kind: 'untried'; reason: Reason }
);

const WITHOUT_REPLY: Readonly<Record<Exclude<Heard['kind'], 'reply'>, Reason>> = {
  closed: 'connection-closed',
  silent: 'no-reply',
  endless: 'no-reply',
  malformed: 'server-trouble',
  deadline: 'deadline',
};

/** A refusal of the null sender that is not about the recipient may be about bounces alone (judgement.md 2). */
function aboutSender(reading: Reading, { from, kind }: Transaction): Reading {
  const isOwn = kind === 'named' || kind === 'role' || kind === 'random';
  const bounce = isOwn && from === '' && reading.kind === 'refused' && reading.about !== 'recipient';
  return bounce ? { kind: 'excused', reason: 'null-sender' } : reading;
}

/** The last stage that was reached, and what was said there. */
export function outcomeOf(one: Transaction, about: Circumstances): Outcome {
  const reached = ORDER.filter((stage) => one[stage] !== null);
  const stage = reached.find((each) => stops(one[each])) ?? reached.at(-1) ?? 'mail';
  const heard = one[stage];
  if (heard === null) return { kind: 'untried', stage, heard, reason: 'earlier-step' };
  if (heard.kind !== 'reply') return { kind: 'unseen', stage, heard, reason: WITHOUT_REPLY[heard.kind] };
  const reading = aboutSender(readReply(heard.reply, about), one);
  // 354 is the answer to DATA and to nothing else, and 2xx is none to DATA: one of us has lost count.
  const expected = stage === 'data' ? 'go-ahead' : 'accepted';
  if ((reading.kind === 'accepted' || reading.kind === 'go-ahead') && reading.kind !== expected)
    return { kind: 'unseen', stage, heard, reason: 'server-trouble' };
  // A go-ahead is no end: the message was not sent, for which only an error of ours is a reason.
  if (reading.kind === 'go-ahead') return { kind: 'unseen', stage, heard, reason: 'internal' };
  return { kind: 'reply', stage, heard, reply: heard.reply, reading };
}

const stops = (heard: Heard | null): boolean => heard !== null && (heard.kind !== 'reply' || heard.reply.code >= 400);

/** Whether a stage was passed: 2xx, or 354 at DATA. */
export const passed = (one: Transaction, stage: TransactionStage): boolean => {
  const heard = one[stage];
  return heard?.kind === 'reply' && Math.floor(heard.reply.code / 100) === (stage === 'data' ? 3 : 2);
};

/** Whether the first stage comes before the other. */
export const isBefore = (one: TransactionStage, other: TransactionStage): boolean =>
  ORDER.indexOf(one) < ORDER.indexOf(other);

export type { TransactionStage };
