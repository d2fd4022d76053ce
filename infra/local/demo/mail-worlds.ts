import { healthyBut, on } from './healthy.ts';
import { type World, world } from './world.ts';

/** Servers that differ in what they do with senders, recipients and messages. */
export const MAIL_WORLDS: readonly World[] = [
  world(
    'greylisting',
    'The server puts unknown senders off for five minutes: it is asked again later, and nothing is called wrong.',
    {
      verdict: 'incomplete',
      rows: healthyBut(
        { row: 'greylisting', status: 'warn', code: 'suspected' },
        { row: 'recipient-filtering', status: 'inconclusive', code: 'undecided', reason: 'deferred' },
        { row: 'spf-check', status: 'inconclusive', code: 'undecided', reason: 'deferred' },
        { row: 'spf-check-reply', status: 'inconclusive', code: 'undecided', reason: 'deferred' },
        { row: 'data', status: 'notTested', code: 'not-tested', reason: 'earlier-step' },
        ...on('postmaster', { row: 'rcpt-to', status: 'inconclusive', code: 'undecided', reason: 'deferred' }),
        ...['recipient:info@greylisting.test', 'abuse', 'A1', 'B', 'A2'].flatMap((subject) =>
          on(subject, { row: 'rcpt-to', status: 'inconclusive', code: 'undecided', reason: 'deferred' }),
        ),
      ),
    },
    { policy: { greylist: '450 4.2.0 Recipient address rejected: Greylisted, try again in 300 seconds' } },
  ),
  world(
    'filtering-after-data',
    'Unknown recipients are refused only after the whole message, as Exchange does by default (class C2).',
    {
      rows: healthyBut(
        { row: 'recipient-filtering', status: 'warn', code: 'after-data' },
        ...['random-1', 'random-2'].flatMap((subject) =>
          on(subject, { row: 'rcpt-to', status: 'warn', code: 'accepted-made-up' }),
        ),
        ...on('recipient:info@filtering-after-data.test', { row: 'data', status: 'pass', code: 'accepted' }),
      ),
    },
    { policy: { unknown: { stage: 'endOfData', reply: '550 5.1.10 RESOLVER.ADR.RecipientNotFound' } } },
  ),
  world(
    'catch-all',
    'Mail to anybody is taken, and would have to be sent back later (class C1): not permitted with outbound service.',
    {
      verdict: 'notReady',
      rows: healthyBut(
        { row: 'recipient-filtering', status: 'fail', code: 'none' },
        ...['random-1', 'random-2'].flatMap((subject) =>
          on(subject, { row: 'rcpt-to', status: 'warn', code: 'accepted-made-up' }),
        ),
        ...on('recipient:info@catch-all.test', { row: 'data', status: 'pass', code: 'accepted' }),
      ),
    },
    { policy: { unknown: null } },
  ),
  world(
    'spf-check',
    'The server checks SPF itself, and would refuse what the gateway hands on.',
    {
      rows: healthyBut(
        { row: 'spf-check', status: 'warn', code: 'rejects' },
        ...on('B', { row: 'spf-check-reply', status: 'warn', code: 'refused' }),
        ...on('B', { row: 'rcpt-to', status: 'warn', code: 'refused-failing-sender' }),
      ),
    },
    { policy: { spf: '550 5.7.23 Recipient address rejected: SPF fail - not authorized' } },
  ),
  world(
    'open-relay',
    'The server passes on mail from anybody to anybody.',
    { verdict: 'notReady', rows: healthyBut({ row: 'open-relay', status: 'fail', code: 'relays' }) },
    { policy: { foreign: null } },
  ),
  world(
    'listed-at-rcpt',
    'Our address is on a block list, and every recipient is refused to us: that says nothing about the server.',
    {
      verdict: 'incomplete',
      rows: healthyBut(
        ...['recipient-filtering', 'spf-check', 'open-relay', 'greylisting', 'rcpt-to'].map((row) => ({
          row,
          status: 'inconclusive' as const,
          code: 'undecided',
          reason: 'our-address-listed' as const,
        })),
        { row: 'data', status: 'notTested', code: 'not-tested', reason: 'earlier-step' },
      ),
    },
    { policy: { everybody: '554 5.7.1 Service unavailable; Client host [127.0.0.1] blocked using zen.spamhaus.org' } },
  ),
];
