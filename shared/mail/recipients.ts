import type { Identities } from '../check/io.ts';
import type { Target } from '../check/target.ts';
import { localPartOf } from '../net/mailbox.ts';
import { randomRecipients, taggedSender } from './addresses.ts';
import type { Attempt } from './transaction.ts';

const ROLES = ['postmaster', 'abuse'] as const;
const roleOf = (mailbox: string): string | undefined =>
  ROLES.find((role) => localPartOf(mailbox).toLowerCase() === role);

/** The sender of all that is not about the sender: ours with the check's tag, or the null reverse-path. */
export const mainSender = ({ sender }: Identities, { errand }: Pick<Target, 'errand'>): string =>
  sender === null ? '' : taggedSender(sender, errand.root);

/** Mailboxes that may exist: those that the caller names, then postmaster and abuse. */
export function goodRecipients({ domain, errand }: Pick<Target, 'domain' | 'errand'>, from: string): Attempt[] {
  const named = errand.recipients.map((to): Attempt => {
    // Named or not, these two keep their names in the report.
    return { subject: roleOf(to) ?? `recipient:${to}`, kind: 'named', from, to, send: false };
  });
  const roles = ROLES.filter((role) => !named.some(({ subject }) => subject === role)).map(
    (role): Attempt => ({ subject: role, kind: 'role', from, to: `${role}@${domain}`, send: false }),
  );
  return [...named, ...roles];
}

/** Mailboxes that nobody has. */
export const madeUpRecipients = ({ domain, errand }: Pick<Target, 'domain' | 'errand'>, from: string): Attempt[] =>
  randomRecipients(domain, errand.root).map((to, index) => ({
    subject: `random-${index + 1}`,
    kind: 'random',
    from,
    to,
    send: false,
  }));
