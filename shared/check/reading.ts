import type { Reply } from '../net/smtp/reply.ts';
import { type Circumstances, lookAlikeInTransaction } from './look-alike.ts';
import { CONTENT, CROWDED, GREYLISTING, RELAY, SPF, TROUBLE, UNKNOWN_RECIPIENT, waitNamed } from './reply-signs.ts';
import type { Reason } from './status.ts';

/** What a reply within a mail transaction means. */
export type Reading =
  | { kind: 'accepted' }
  /** 354: the message may come. */
  | { kind: 'go-ahead' }
  /** 4xx that may be greylisting (RFC 6647), or another rule of the server that holds for now. */
  | { kind: 'deferred'; about: DeferralSubject; greyLike: boolean; waitSeconds: number | null }
  /** 5xx that is the server's own word on what was asked. */
  | { kind: 'refused'; about: RefusalSubject }
  /** It is about us, about a limit or about the server's own trouble: no finding (judgement.md 0.3). */
  | { kind: 'excused'; reason: Reason };

export type DeferralSubject = 'greylisting' | 'recipient' | 'relay' | 'spf' | 'unsaid';
export type RefusalSubject = 'recipient' | 'relay' | 'spf' | 'content' | 'unsaid';

const matches = (enhanced: string | null, pattern: RegExp): boolean => enhanced !== null && pattern.test(enhanced);

function refusal({ enhanced, text }: Reply): RefusalSubject {
  if (matches(enhanced, /^5\.7\.2[0-46]$/)) return 'spf';
  if (matches(enhanced, /^5\.(?:1\.[1-36]|1\.10|2\.1|4\.1)$/)) return 'recipient';
  if (SPF.test(text)) return 'spf';
  if (RELAY.test(text)) return 'relay';
  if (matches(enhanced, /^5\.1\.0$/) || UNKNOWN_RECIPIENT.test(text)) return 'recipient';
  return CONTENT.test(text) ? 'content' : 'unsaid';
}

function deferral({ enhanced, text }: Reply): DeferralSubject {
  if (GREYLISTING.test(text)) return 'greylisting';
  if (RELAY.test(text)) return 'relay';
  if (matches(enhanced, /^4\.7\.2[0-46]$/) || SPF.test(text)) return 'spf';
  if (matches(enhanced, /^4\.1\.\d+$/)) return 'recipient';
  return enhanced === null && UNKNOWN_RECIPIENT.test(text) ? 'recipient' : 'unsaid';
}

/** Codes that greylisting comes with (judgement.md 1; RFC 6647 5). */
const isGreyLike = ({ code, enhanced }: Reply): boolean =>
  code === 450 || code === 451 || matches(enhanced, /^4\.(?:7\.1|2\.0|3\.2)$/);

/** 4xx that no look-alike explains by its words: 421 ends the talk, 452 is a lack of room (RFC 5321 4.2.3). */
function ownTrouble(reply: Reply): Reason | null {
  if (reply.code === 421 || matches(reply.enhanced, /^4\.(?:4\.5|5\.3)$/)) return 'throttled';
  if (reply.code === 452) return CROWDED.test(reply.text) ? 'throttled' : 'server-trouble';
  return reply.enhanced === null && TROUBLE.test(reply.text) ? 'server-trouble' : null;
}

function readDeferral(reply: Reply, about: Circumstances): Reading {
  // A reply that names greylisting is that, whatever else its words resemble.
  const excuse = GREYLISTING.test(reply.text) && reply.code !== 421 ? null : lookAlikeInTransaction(reply, about);
  const reason = excuse ?? ownTrouble(reply);
  if (reason !== null) return { kind: 'excused', reason };
  return {
    kind: 'deferred',
    about: deferral(reply),
    greyLike: isGreyLike(reply),
    waitSeconds: waitNamed(reply.text),
  };
}

function readRefusal(reply: Reply, about: Circumstances): Reading {
  // Out of sequence: one of us has lost count, and nothing was said about what was asked.
  if (reply.code === 503) return { kind: 'excused', reason: 'server-trouble' };
  const reason = lookAlikeInTransaction(reply, about);
  return reason === null ? { kind: 'refused', about: refusal(reply) } : { kind: 'excused', reason };
}

/** Reads a reply to MAIL, RCPT, DATA or the end of data: code first, then enhanced code, then text. */
export function readReply(reply: Reply, about: Circumstances): Reading {
  if (reply.code >= 500) return readRefusal(reply, about);
  if (reply.code >= 400) return readDeferral(reply, about);
  if (reply.code >= 300) return { kind: 'go-ahead' };
  // No command of ours is answered with 1xx (RFC 5321 4.2.1).
  return reply.code >= 200 ? { kind: 'accepted' } : { kind: 'excused', reason: 'server-trouble' };
}
