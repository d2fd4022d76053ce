import type { ServerOptions, State } from '../../../test/support/scripted-smtp.ts';

/** The tester's own mailboxes, in zones that lead nowhere. */
export const SENDERS = {
  pass: 'smtptest@pass.sender.test',
  fail: 'smtptest@fail.sender.test',
  sink: 'sink@sink.test',
} as const;

/** What a sample server does with senders and recipients. */
export interface Policy {
  /** What is said to recipients that nobody has, and when; null: they are taken. */
  unknown: { stage: 'rcpt' | 'endOfData'; reply: string } | null;
  /** What is said to recipients of other domains; null: an open relay. */
  foreign: string | null;
  /** What is said to a sender whose SPF record fails. */
  spf: string | null;
  /** What is said to whoever asks for the first time. */
  greylist: string | null;
  /** What is said to everybody. */
  everybody: string | null;
}

const KNOWN = new Set(['postmaster', 'abuse', 'info']);
const HEALTHY: Policy = {
  unknown: { stage: 'rcpt', reply: '550 5.1.1 Recipient address rejected: User unknown' },
  foreign: '554 5.7.1 Relay access denied',
  spf: null,
  greylist: null,
  everybody: null,
};

const addressIn = (line: string | null | undefined): string => /<([^>]*)>/.exec(line ?? '')?.[1] ?? '';
const isOwn = (to: string, domain: string): boolean => to.endsWith(`@${domain}`) && !to.startsWith('@');
const exists = (to: string): boolean => KNOWN.has(to.slice(0, to.lastIndexOf('@')));

/** The replies of a server with such a policy. Read anew for each command, so it may change while the server runs. */
export function mailboxes(domain: string, deviations: Partial<Policy> = {}): ServerOptions {
  const rcpt = (line: string, { from }: State): string | undefined => {
    const { unknown, foreign, spf, greylist, everybody } = { ...HEALTHY, ...deviations };
    const to = addressIn(line);
    if (everybody !== null) return everybody;
    if (spf !== null && from?.includes('@fail.sender.test')) return spf;
    if (!isOwn(to, domain)) return foreign ?? undefined;
    if (!exists(to) && unknown?.stage === 'rcpt') return unknown.reply;
    return greylist ?? undefined;
  };
  const endOfData = (_: string, { recipients }: State): string | undefined => {
    const { unknown } = { ...HEALTHY, ...deviations };
    const to = addressIn(recipients.at(-1));
    return unknown?.stage === 'endOfData' && isOwn(to, domain) && !exists(to) ? unknown.reply : undefined;
  };
  return { rcpt, endOfData };
}
