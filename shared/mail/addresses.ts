import { createHash } from 'node:crypto';
import { domainOf, localPartOf } from '../net/mailbox.ts';

/** RFC 5321 4.5.3.1.1. */
const LOCAL_PART_LIMIT = 64;

/** Letters and digits that follow from the root check and a purpose: the same in each follow-up, as triplets must be. */
export const derived = (root: string, purpose: string, length: number): string =>
  BigInt(`0x${createHash('sha256').update(`${purpose}\0${root}`).digest('hex')}`)
    .toString(36)
    .slice(-length);

/**
 * A sender of ours with the id of the root check in it, so that each check is a new triplet to greylisting, and the
 * recipient's administrator can tell which check it was.
 */
export function taggedSender(sender: string, root: string): string {
  const local = localPartOf(sender);
  const fits = /^[a-z0-9-]+$/i.test(root) && local.length + 1 + root.length <= LOCAL_PART_LIMIT;
  const tag = fits ? root : derived(root, 'tag', 12);
  return local.length + 1 + tag.length > LOCAL_PART_LIMIT ? sender : `${local}+${tag}@${domainOf(sender)}`;
}

const FIRST_NAMES = ['anna', 'peter', 'maria', 'thomas', 'laura', 'daniel', 'sophie', 'martin'] as const;
const LAST_NAMES = ['keller', 'brunner', 'weber', 'fischer', 'huber', 'graf', 'steiner', 'vogel'] as const;
const pick = (names: readonly string[], root: string, purpose: string): string =>
  names[Number.parseInt(derived(root, purpose, 6), 36) % names.length] as string;

/** Two mailboxes that nobody has: one that looks made up, one that looks like a person's. */
export function randomRecipients(domain: string, root: string): readonly [string, string] {
  const digits = String(Number.parseInt(derived(root, 'digits', 8), 36) % 1_000_000).padStart(6, '0');
  const person = `${pick(FIRST_NAMES, root, 'first')}.${pick(LAST_NAMES, root, 'last')}${digits}`;
  return [`sepp.${derived(root, 'random', 14)}@${domain}`, `${person}@${domain}`];
}
