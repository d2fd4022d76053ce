import { describe, expect, test } from '@jest/globals';
import { lookAlike } from '../../../shared/check/look-alike.ts';
import type { Reason } from '../../../shared/check/status.ts';
import { reply } from '../categories/session/kit.ts';

const OURS = ['192.0.2.9', '2001:db8::9'];

const of = (text: string, ours: readonly string[] = OURS): Reason | null => {
  const heard = reply(text);
  if (heard.kind !== 'reply') throw new Error(text);
  return lookAlike(heard.reply, ours);
};

/** Refusals that are the server's own word on what was asked; to excuse one of these would hide a finding. */
const FINDINGS: Readonly<Record<string, readonly string[]>> = {
  Postfix: [
    '550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown in local recipient table',
    '550 5.1.2 <nobody@sub.example.com>: Recipient address rejected: Domain not found',
    '554 5.7.1 <somebody@example.net>: Relay access denied',
    '554 5.7.1 <somebody@example.com>: Sender address rejected: Access denied',
    '550 5.7.23 <somebody@example.com>: Recipient address rejected: Message rejected due to: SPF fail - not authorized',
    '502 5.5.2 Error: command not recognized',
    '503 5.5.1 Error: send HELO/EHLO first',
    '500 too many unrecognized commands',
    '552 5.3.4 Message size exceeds fixed limit',
  ],
  postscreen: ['521 5.5.1 Protocol error', '550 5.5.1 Protocol error'],
  Exim: [
    '550 Administrative prohibition',
    '550 relay not permitted',
    '550 Unrouteable address',
    '550 Sender verify failed',
    '554 SMTP synchronization error',
    '503 sender not yet given',
  ],
  'Exchange Server': [
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain',
    '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
    '550 5.7.1 Unable to relay',
    '500 5.3.3 Unrecognized command',
  ],
  'Exchange Online': [
    '550 5.4.1 Recipient address rejected: Access denied. AS(201806281)',
    "550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the message's recipient domain.",
  ],
  Gmail: [
    "550-5.1.1 The email account that you tried to reach does not exist. Please try\n550 5.1.1 double-checking the recipient's email address for typos",
    '502 5.5.1 Unrecognized command. x - gsmtp',
    '555 5.5.2 Syntax error, cannot decode response. x - gsmtp',
  ],
  Sendmail: [
    '550 5.0.0 Access denied',
    '550 5.1.1 <nobody@example.com>... User unknown',
    '550 5.7.1 <somebody@example.net>... Relaying denied',
    '554 mx.example.com ESMTP not accepting messages',
    '500 5.5.1 Command unrecognized: "XXXX probe.example.com"',
  ],
  OpenSMTPD: ['550 Invalid recipient: <nobody@example.com>', '500 5.5.1 Invalid command: Command unrecognized'],
  qmail: [
    "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
    '550 sorry, no mailbox here by that name (#5.1.1)',
    '502 unimplemented (#5.5.1)',
  ],
  'rspamd and other filters of content': [
    '554 5.7.1 Spam message rejected',
    '550 5.7.1 This message has been rejected',
  ],
  'Barracuda, Mimecast, Cisco': [
    '550 permanent failure for one or more recipients (nobody@example.com:550 5.1.1)',
    '550 Invalid Recipient',
    '550 #5.1.0 Address rejected.',
  ],
  'Domino, Kerio, MDaemon': [
    '554 Relay rejected for policy reasons.',
    '550 5.1.1 User unknown',
    '550 5.1.1 Recipient unknown <nobody@example.com>',
  ],
  'a host that takes no mail (RFC 7504)': [
    '521 mx.example.com does not accept mail',
    '554 mx.example.com does not accept mail',
    '556 5.1.10 Recipient address has null MX',
  ],
};

const CASES = Object.entries(FINDINGS).flatMap(([server, texts]) => texts.map((text) => [server, text] as const));

describe('refusals that are findings', () => {
  test.each(CASES)('%s: %s', (_, text) => expect(of(text)).toBeNull());
});

describe('the enhanced code tells where the reply code does not', () => {
  test.each<[string, Reason]>([
    // 421 alone is a limit; with the codes of local trouble it is that.
    ['421 4.3.0 Temporary Error', 'server-trouble'],
    ['421 4.3.5 Server configuration error', 'server-trouble'],
    ['421 4.4.2 mx.example.com Error: timeout exceeded', 'throttled'],
    ['421 4.7.0 mx.example.com Error: too many errors', 'throttled'],
    // The same words, of the sender's domain for now and for good.
    ['450 4.1.8 <a@example.com>: Sender address rejected: Domain not found', 'our-reverse-dns'],
    ['553 5.1.8 <a@example.com>... Domain of sender address does not exist', 'our-reverse-dns'],
    // Both are 530; OpenSMTPD gives them one enhanced code, too.
    ['530 5.5.1 Invalid command: Must issue a STARTTLS command first', 'tls-demanded'],
    ['530 5.5.1 Invalid command: Must issue an AUTH command first', 'authentication-required'],
  ])('%s', (text, reason) => expect(of(text)).toBe(reason));
});

describe('our own address', () => {
  test('named by a 5xx, it is what the refusal is about; named by a 4xx it is courtesy', () => {
    expect(of('554 IP=192.0.2.9 - A problem occurred.')).toBe('our-address-listed');
    expect(of('500 192.0.2.9 is not welcome')).toBe('our-address-listed');
    expect(of('550 5.7.1 Mail from [2001:db8::9] is not accepted here')).toBe('our-address-listed');
    expect(of('451 4.3.0 <unknown[192.0.2.9]>: Temporary lookup failure')).toBe('server-trouble');
  });

  test('says nothing while it is not known, or where it is only part of another', () => {
    expect(of('554 IP=192.0.2.9 - A problem occurred.', [])).toBeNull();
    expect(of('554 IP=192.0.2.90 - A problem occurred.')).toBeNull();
    expect(of('554 A problem occurred.', [''])).toBeNull();
  });
});
