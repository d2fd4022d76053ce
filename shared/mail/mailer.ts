import type { SmtpConversation } from '../net/smtp/conversation.ts';
import type { Heard } from '../net/smtp/reply.ts';
import type { Postage } from './postage.ts';
import type { Attempt, Transaction } from './transaction.ts';

export interface MailerOptions {
  /** Id of the conversation. */
  conversation: string;
  /** Whether PIPELINING was offered (RFC 2920). */
  pipelining: boolean;
  postage: Postage;
  /** The lines of the message of an attempt. */
  letter(attempt: Attempt): string[];
}

interface Step {
  text: string;
  stage: 'mail' | 'rcpt';
}

const commandsOf = ({ from, to }: Attempt): Step[] => [
  { text: `MAIL FROM:<${from}>`, stage: 'mail' },
  { text: `RCPT TO:<${to}>`, stage: 'rcpt' },
];

/** Tries mail transactions on one conversation, each fresh (RSET), and notes what was said. */
export class Mailer {
  readonly #talk: SmtpConversation;
  readonly #options: MailerOptions;
  #fresh = true;
  /** 4xx and 5xx so far; servers slow down or hang up after a number of them. */
  refusals = 0;
  /** Fell silent in the midst of a group: PIPELINING is offered there and not understood, by a firewall maybe. */
  stalled = false;

  constructor(talk: SmtpConversation, options: MailerOptions) {
    this.#talk = talk;
    this.#options = options;
  }

  /** Whether nothing more can be tried here. */
  get over(): boolean {
    return this.#talk.over;
  }

  /**
   * Tries independent transactions up to RCPT, as one group where the server takes that. A message follows only one
   * by one, see `deliver`.
   */
  async tryAll(attempts: readonly Attempt[]): Promise<Transaction[]> {
    const steps = attempts.flatMap((attempt, index) => {
      const reset = this.#fresh && index === 0 ? [] : [{ text: 'RSET', stage: 'mail' as const }];
      return [...reset, ...commandsOf(attempt)].map((step) => ({ ...step, attempt }));
    });
    if (steps.length > 0) this.#fresh = false;
    const heard = await this.#talk.group(steps, this.#options.pipelining);
    const answered = heard.filter(({ kind }) => kind === 'reply').length;
    this.stalled ||= this.#options.pipelining && answered > 0 && heard.at(-1)?.kind === 'silent';
    return attempts.map((attempt) => {
      const said = (stage: Step['stage']): Heard | null => {
        const at = steps.findIndex((step) => step.attempt === attempt && step.stage === stage && step.text !== 'RSET');
        return heard[at] ?? null;
      };
      // A reset that is not answered ends the transaction before it begins; a 421 comes at whatever is asked next.
      const reset = heard[steps.findIndex((step) => step.attempt === attempt && step.text === 'RSET')];
      const mail = reset !== undefined && (reset.kind !== 'reply' || reset.reply.code === 421) ? reset : said('mail');
      // After a refused MAIL the reply to RCPT says no more than that there was no MAIL.
      const rcpt = mail?.kind === 'reply' && mail.reply.code >= 400 ? null : said('rcpt');
      this.#count(mail, rcpt);
      return { ...attempt, conversation: this.#options.conversation, mail, rcpt, data: null, endOfData: null };
    });
  }

  /** Tries one transaction to its end: a message is sent where it was asked for, the recipient is accepted and the postage allows it. */
  async deliver(attempt: Attempt): Promise<Transaction> {
    const [one] = await this.tryAll([attempt]);
    const begun = one as Transaction;
    const accepted = begun.rcpt?.kind === 'reply' && begun.rcpt.reply.code < 300;
    if (!accepted || !attempt.send || !this.#options.postage.take(attempt.to)) return begun;
    const data = await this.#talk.command('DATA', 'data');
    this.#count(data);
    const goAhead = data.kind === 'reply' && Math.floor(data.reply.code / 100) === 3;
    const endOfData = goAhead ? await this.#talk.message(this.#options.letter(attempt)) : null;
    this.#count(endOfData);
    return { ...begun, data, endOfData };
  }

  #count(...all: (Heard | null)[]): void {
    this.refusals += all.filter((heard) => heard?.kind === 'reply' && heard.reply.code >= 400).length;
  }
}
