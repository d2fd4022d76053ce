import { describe, expect, test } from '@jest/globals';
import { lookAlike } from '../../../shared/check/look-alike.ts';
import type { Reason } from '../../../shared/check/status.ts';
import { reply } from '../categories/session/kit.ts';

const OURS = ['203.0.113.7', '2001:db8::7'];

const of = (text: string): Reason | null => {
  const heard = reply(text);
  if (heard.kind !== 'reply') throw new Error(text);
  return lookAlike(heard.reply, OURS);
};

/**
 * Replies at the greeting or to EHLO in the manner of many kinds of servers (judgement.md 0.3). Codes and enhanced
 * codes decide, text only where they do not tell.
 */
const TABLE: Readonly<Partial<Record<Reason | 'finding', readonly string[]>>> = {
  'our-address-listed': [
    '550 5.7.606 Access denied, banned sending IP [192.0.2.9]',
    '550 5.7.1 mail from 2001:DB8:0:0:0:0:0:7 refused',
    '550 5.7.1 IPv6:2001:db8::7 refused',
    '550 203.0.113.77 says 203.0.113.7 is unwelcome',
    // Postfix
    '554 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using zen.example.org; listed',
    '554 5.7.1 <unknown[203.0.113.7]>: Client host rejected: Access denied',
    '521 5.7.1 Service unavailable; client [203.0.113.7] blocked using bl.example.org',
    // Exim
    '550-203.0.113.7 is listed at dnsbl.example.org\n550 see https://example.org/lookup',
    '550 rejected because 192.0.2.9 is in a black list at dnsbl.example.org',
    // Exchange Online and on-premises
    '550 5.7.606 Access denied, banned sending IP [203.0.113.7]',
    '550 5.7.1 Service unavailable, Client host [192.0.2.9] blocked using Spamhaus',
    '554 5.7.1 This message was blocked because your IP is on a blocklist',
    // Gmail, Yahoo, others that speak of reputation
    '550-5.7.1 [203.0.113.7] Our system has detected an unusual rate\n550 5.7.1 of unsolicited mail',
    '553 5.7.1 [BL21] Connections will not be accepted from 203.0.113.7, because the ip is in a list',
    '554 5.7.1 rejected due to the poor reputation of the sending host',
    // Barracuda, Proofpoint, Mimecast, Cisco, Sophos, Trend Micro
    '554 Service unavailable; Client host [mail.example.com] blocked using Barracuda Reputation',
    '554 Blocked - see https://example.org/lookup?ip=203.0.113.7',
    '550 5.7.1 Connection refused - your IP address is listed',
    "554-mx.example.com\n554 Your access to this mail system has been rejected due to the sending MTA's poor reputation",
    '550 Mail is rejected by recipients, your host has been blacklisted',
    '550 5.7.1 You are blocked by RBL',
    // Sendmail, OpenSMTPD, qmail with rblsmtpd
    '550 5.7.1 Rejected: 203.0.113.7 listed at dnsbl.example.org',
    '553 http://www.spamhaus.example/query/bl?ip=203.0.113.7',
    // 4xx that name a list
    '451 4.7.1 Client host [192.0.2.9] blocked using zen.example.org',
    '450 4.7.1 Your IP has been temporarily blocked by our deny list',
    // IPv6
    '550 5.7.1 [2001:db8::7] not allowed to connect',
  ],
  'our-reverse-dns': [
    '501 5.5.4 Invalid domain name',
    '504 5.5.2 <probe>: need fully-qualified hostname',
    '450 <a@example.com>: Sender address rejected: Domain not found',
    '553 Sorry, sender domain must exist',
    '450 4.7.25 Client host rejected: cannot find your hostname, [203.0.113.7]',
    '450 4.7.1 Client host rejected: cannot find your reverse hostname, [203.0.113.7]',
    '550 5.7.25 The IP address sending this message does not have a PTR record',
    '421 4.7.0 Your IP has no reverse DNS',
    '554 5.7.1 Reverse DNS lookup failed for 203.0.113.7',
    '550 5.1.8 sender domain does not exist',
    '450 4.1.8 Sender address rejected: Domain not found',
    '550 Invalid rDNS',
    '550 5.7.1 FCrDNS check failed',
    '504 5.5.2 <probe>: Helo command rejected: need fully-qualified hostname',
    '450 4.7.1 <probe.example.com>: Helo command rejected: Host not found',
    '550 EHLO argument does not match calling host',
    '501 5.5.4 Invalid domain name in HELO',
  ],
  throttled: [
    '421 #4.4.5 Too many connections from your host.',
    '421 Too many concurrent SMTP connections from your IP address; try again later',
    '421-4.7.28 Our system has detected an unusual rate of unsolicited mail\n421 4.7.28 originating from your IP address.',
    '450 4.7.1 Error: too much mail from 192.0.2.9',
    '421 4.7.0 mx.example.com Error: too many connections from 203.0.113.7',
    '421 4.3.2 Service not available',
    '421 Too many concurrent SMTP connections; please try again later.',
    '421 4.4.5 Server busy, try again later.',
    '421 4.7.28 Our system has detected an unusual rate of connections',
    '421 4.16.55 [TS01] messages temporarily deferred',
    '421 4.3.2 <tester[203.0.113.7]>: Client host rejected: Too busy',
    '421 Service not available, closing transmission channel',
    '421',
    '450 4.7.1 Error: too much mail, rate limit exceeded',
    '452 4.3.2 Connection rate limit exceeded.',
    '451 Too many connections, slow down',
    '450 4.3.2 try again later',
    '452 4.5.3 Too many recipients',
  ],
  'server-trouble': [
    // "try again later" says nothing of why: the code does.
    '421 4.3.0 Temporary System Problem. Try again later',
    '451 4.3.0 Temporary system failure. Please try again later.',
    '452 4.3.1 Insufficient system storage, try again later',
    '451 Temporary local problem - please try later',
    '451 4.3.5 <probe.example.com>: Helo command rejected: Server configuration error',
    '451 4.3.0 <probe.example.com>: Helo command rejected: Temporary lookup failure',
    '451 4.3.0 Temporary lookup failure',
    '451 4.3.5 Server configuration error',
    '421 4.3.0 Temporary system problem',
    '421 4.3.1 insufficient system storage',
    '452 4.3.1 Insufficient system resources (UsedVersionBuckets)',
    '452 4.2.2 Mailbox full',
    '451 Temporary local problem - please wait',
    '450 4.3.0 rspamd is not available',
  ],
  'tls-demanded': [
    '530 5.7.0 Must issue a STARTTLS command first',
    '530 5.7.0 Must issue STARTTLS first',
    '530 #5.7.0 Must issue a STARTTLS command first',
    '530 TLS required',
  ],
  'authentication-required': [
    '554 5.7.1 Authentication required',
    '530 5.7.0 Authentication required',
    '530 5.7.57 Client not authenticated to send mail',
    '530 Authentication required for relaying',
    '550 Authentication is required to send mail as you',
    '550 5.7.1 Authentication required',
  ],
  finding: [
    // Signs of an SPF or DMARC check, of recipients, of commands: none of them is about our address.
    '550 5.7.26 Your email has been blocked because the sender is unauthenticated',
    '550 5.1.1 User unknown, check your address',
    '500 Unknown command, check your server documentation',
    '521 bl.example.com does not accept mail',
    '521 mx-bl.example.com does not accept mail',
    '521 ptr.example.com does not accept mail',
    '554 2001:db8::7:1 and 1:2001:db8::7 and 10.203.0.113.7 are not us',
    '554 No SMTP service here',
    '554 5.3.2 mx.example.com does not accept mail',
    '521 mx.example.com does not accept mail',
    '502 5.5.1 Error: command not implemented',
    '500 5.5.1 Command unrecognized: "EHLO probe.example.com"',
    '503 5.5.1 Send EHLO or HELO first',
    '550 5.5.0 no',
    '554 Transaction failed',
    '550 5.1.1 User unknown',
    '550 5.4.1 Recipient address rejected: Access denied',
    '554 5.7.1 Relay access denied',
  ],
};

const CASES = Object.entries(TABLE).flatMap(([reason, texts]) => texts.map((text): [string, string] => [text, reason]));

describe('replies that look like a finding and are none', () => {
  test('are held in good number', () => expect(CASES.length).toBeGreaterThanOrEqual(60));

  test.each(CASES)('%s: %s', (text, reason) => {
    expect(of(text)).toBe(reason === 'finding' ? null : reason);
  });

  test.each(['220 mx ready', '250 ok', '354 go on', '334 '])('what is no refusal is none: %s', (text) => {
    expect(of(text)).toBeNull();
  });

  test('our address counts whole, not as a part of another', () => {
    expect(of('554 no 203.0.113.77 here')).toBeNull();
    expect(of('554 no 1203.0.113.7 here')).toBeNull();
    expect(of('554 no (203.0.113.7) here')).toBe('our-address-listed');
  });
});
