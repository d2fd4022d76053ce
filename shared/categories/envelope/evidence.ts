import type { Transaction } from '../../mail/transaction.ts';
import type { Sighting } from '../../visit/sighting.ts';

/** What the transactions of the envelope's conversations were answered. */
export interface MailEvidence {
  /** All that was tried, in order; after a short deferral what was tried then. */
  transactions: Transaction[];
  /** Set where a deferral was over a moment later: after so many milliseconds, and what had been said before. */
  shortDeferral: { ms: number; before: Transaction[] } | null;
}

/** The same conversations, as far as it makes sense to look at them for these questions. */
export interface EnvelopeEvidence {
  mail: MailEvidence;
  /** Missing where we have no pair of senders. */
  pair: MailEvidence;
  /** Missing where no message was to be sent. */
  messages: MailEvidence;
  /** Missing where strangers are meant to be let in. */
  strangers: MailEvidence;
  /** How QUIT was answered at the end of the conversations that came to it. */
  quit: Sighting[];
}
