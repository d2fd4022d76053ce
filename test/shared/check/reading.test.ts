import { describe, expect, test } from '@jest/globals';
import { type Reading, readReply } from '../../../shared/check/reading.ts';
import { enhancedCode, type Reply } from '../../../shared/net/smtp/reply.ts';

/** A reply as it stands in a log; lines parted by \n. */
function reply(text: string): Reply {
  const lines = text.split('\n');
  const texts = lines.map((line) => line.slice(4));
  const code = Number(lines[0]?.slice(0, 3));
  return { code, enhanced: enhancedCode(code, texts), lines, text: texts.join(' ').trim(), ms: 1, firstMs: 1, line: 1 };
}

const said = (reading: Reading): string => {
  switch (reading.kind) {
    case 'excused':
      return reading.reason;
    case 'deferred':
      return `deferred: ${reading.about}${reading.greyLike ? '' : ', not as greylisting'}`;
    case 'refused':
      return `refused: ${reading.about}`;
    default:
      return reading.kind;
  }
};

const OURS = ['192.0.2.7', '2001:db8::7'];

/** Replies as servers of these kinds send them, and what they mean within a transaction. */
const REPLIES: Record<string, [string, string][]> = {
  Postfix: [
    ['250 2.1.0 Ok', 'accepted'],
    ['250 2.1.5 Ok', 'accepted'],
    ['354 End data with <CR><LF>.<CR><LF>', 'go-ahead'],
    ['550 5.1.1 <x@a.test>: Recipient address rejected: User unknown in virtual mailbox table', 'refused: recipient'],
    ['550 5.1.1 <x@a.test>: Recipient address rejected: User unknown in local recipient table', 'refused: recipient'],
    ['450 4.1.1 <x@a.test>: Recipient address rejected: unverified address: Address verification in progress', 'deferred: recipient'], // biome-ignore format: one line each
    ['450 4.1.1 <x@a.test>: Recipient address rejected: User unknown in relay recipient table', 'deferred: recipient'],
    ['550 5.1.1 <x@a.test>: Recipient address rejected: undeliverable address: host mx[10.0.0.1] said: 550 unknown', 'refused: recipient'], // biome-ignore format: one line each
    ['554 5.7.1 <sink@b.test>: Relay access denied', 'refused: relay'],
    ['454 4.7.1 <sink@b.test>: Relay access denied', 'deferred: relay'],
    ['554 5.7.1 <x@a.test>: Recipient address rejected: Access denied', 'refused: recipient'],
    ['550 5.7.23 <x@a.test>: Recipient address rejected: Message rejected due to: SPF fail - not authorized. Please see http://www.openspf.net/Why?s=mfrom;id=t@b.test;ip=192.0.2.7;r=x', 'refused: spf'], // biome-ignore format: one line each
    ['451 4.7.24 <x@a.test>: Recipient address rejected: Message rejected due to: SPF Temporary Error: DNS', 'deferred: spf'], // biome-ignore format: one line each
    ['450 4.1.8 <t@b.test>: Sender address rejected: Domain not found', 'our-reverse-dns'],
    ['550 5.1.8 <t@b.test>: Sender address rejected: Domain not found', 'our-reverse-dns'],
    ['450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.7]', 'our-reverse-dns'],
    ['450 4.7.1 <probe>: Helo command rejected: Host not found', 'our-reverse-dns'],
    ['504 5.5.2 <probe>: Helo command rejected: need fully-qualified hostname', 'our-reverse-dns'],
    ['554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org', 'our-address-listed'],
    ['554 5.7.1 <unknown[192.0.2.7]>: Client host rejected: Access denied', 'our-address-listed'],
    ['554 5.7.1 Service unavailable; Sender address [t@b.test] blocked using dbl.spamhaus.org', 'our-address-listed'],
    ['450 4.7.1 Error: too much mail from 192.0.2.7', 'throttled'],
    ['421 4.7.0 mx.a.test Error: too many errors', 'throttled'],
    ['452 4.5.3 Error: too many recipients', 'throttled'],
    ['451 4.3.0 <x@a.test>: Temporary lookup failure', 'server-trouble'],
    ['451 4.3.5 Server configuration error', 'server-trouble'],
    ['452 4.3.1 Insufficient system storage', 'server-trouble'],
    ['530 5.7.0 Must issue a STARTTLS command first', 'tls-demanded'],
    ['550 5.1.0 <t@b.test>: Sender address rejected: User unknown in virtual mailbox table', 'refused: recipient'],
    ['450 4.1.7 <t@b.test>: Sender address rejected: unverified address: Address verification in progress', 'our-reverse-dns'], // biome-ignore format: one line each
    ['554 5.7.1 <t@b.test>: Sender address rejected: Access denied', 'refused: unsaid'],
    ['552 5.3.4 Message size exceeds fixed limit', 'refused: unsaid'],
    ['503 5.5.1 Error: need MAIL command', 'server-trouble'],
  ],
  postscreen: [
    ['450 4.3.2 Service currently unavailable', 'deferred: unsaid'],
    ['550 5.7.1 Service unavailable; client [192.0.2.7] blocked using bl.spamcop.net', 'our-address-listed'],
    ['421 4.3.2 All server ports are busy', 'throttled'],
  ],
  postgrey: [
    ['450 4.2.0 <x@a.test>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/a.test.html', 'deferred: greylisting'], // biome-ignore format: one line each
    ['450 4.7.1 <x@a.test>: Recipient address rejected: Greylisted for 300 seconds', 'deferred: greylisting'],
    ['451 4.7.1 Greylisting in action, please come back in 00:05:00', 'deferred: greylisting'],
    ['450 4.7.1 Greylisted, please try again in 60 seconds', 'deferred: greylisting'],
  ],
  rspamd: [
    ['451 4.7.1 Try again later', 'deferred: unsaid'],
    ['554 5.7.1 Spam message rejected', 'refused: content'],
    ['550 5.7.1 Message rejected due to local policy (spam score)', 'refused: content'],
    ['451 4.7.1 Greylisted, try again later', 'deferred: greylisting'],
    ['450 4.7.1 Ratelimit "bounce_to" exceeded', 'throttled'],
  ],
  Exim: [
    ['550 Unrouteable address', 'refused: recipient'],
    ['550 relay not permitted', 'refused: relay'],
    ['550-Verification failed for <t@b.test>\n550-The mail server could not deliver mail to t@b.test.\n550 Sender verify failed', 'our-reverse-dns'], // biome-ignore format: one line each
    ['451 Could not complete sender verify callout', 'our-reverse-dns'],
    ['451 Temporary local problem - please try later', 'server-trouble'],
    ['451 greylisted - please try again later', 'deferred: greylisting'],
    ['451 Temporarily rejected, please retry', 'deferred: unsaid'],
    ['550 No such user here', 'refused: recipient'],
    ['550 [192.0.2.7] is not allowed to send mail from b.test. Please see http://www.open-spf.org/Why', 'refused: spf'],
    ['550 SPF check failed.', 'refused: spf'],
    ['550 authentication required', 'authentication-required'],
    ['550 192.0.2.7 is listed in bl.spamcop.net', 'our-address-listed'],
    ['550 Administrative prohibition', 'refused: unsaid'],
    ['552 Message size exceeds maximum permitted', 'refused: unsaid'],
    ['452 space shortage, please try later', 'server-trouble'],
    ['421 mx.a.test: SMTP command timeout - closing connection', 'throttled'],
    ['550 This message scored 12.1 spam points.', 'refused: content'],
    ['451 DNS lookup failure for sender domain', 'our-reverse-dns'],
    ['550 Invalid HELO name', 'our-reverse-dns'],
  ],
  'Exchange on-premises': [
    ['550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup', 'refused: recipient'],
    ['550 5.1.1 User unknown', 'refused: recipient'],
    ['550 5.7.1 Unable to relay', 'refused: relay'],
    ['550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain', 'refused: relay'],
    [
      '530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM',
      'authentication-required',
    ],
    ['550 5.7.1 Client was not authenticated', 'authentication-required'],
    ['452 4.3.1 Insufficient system resources', 'server-trouble'],
    ['451 4.7.0 Temporary server error. Please try again later. PRX2', 'deferred: unsaid'],
    ['550 5.7.1 Sender ID (PRA) Not Permitted', 'refused: unsaid'],
    ['554 5.7.1 This message has been blocked because the HELO/EHLO domain is invalid.', 'our-reverse-dns'],
    ['421 4.3.2 Service not available', 'throttled'],
    ['421 4.4.2 Message submission rate for this client has exceeded the configured limit', 'throttled'],
    ['250 2.1.5 Recipient OK', 'accepted'],
    ['250 2.6.0 <x@a.test> [InternalId=1] Queued mail for delivery', 'accepted'],
    ['550 5.2.1 Mailbox disabled, not accepting messages', 'refused: recipient'],
    ['501 5.1.8 Bad sender\u0027s system address', 'our-reverse-dns'],
  ],
  'Exchange Online': [
    ['550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [x.prod.protection.outlook.com]', 'refused: recipient'], // biome-ignore format: one line each
    ['550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the message recipient domain', 'refused: unsaid'], // biome-ignore format: one line each
    ['550 5.7.64 TenantAttribution; Relay Access Denied', 'refused: relay'],
    ['550 5.7.606 Access denied, banned sending IP [192.0.2.7]', 'our-address-listed'],
    ['550 5.7.1 Service unavailable, Client host [192.0.2.7] blocked using Spamhaus', 'our-address-listed'],
    ['451 4.7.500 Server busy. Please try again later from [192.0.2.7]. (S77719)', 'throttled'],
    ['451 4.7.550 Access denied, please try again later', 'deferred: unsaid'],
    ['550 5.7.25 The sending IPv6 address [2001:db8::7] must have a reverse DNS record', 'our-reverse-dns'],
    ['450 4.7.26 Service does not accept messages sent over IPv6 unless they pass either SPF or DKIM validation', 'deferred: spf'], // biome-ignore format: one line each
    ['550 5.7.23 The message was rejected because of Sender Policy Framework violation', 'refused: spf'],
    ['451 4.4.62 Mail sent to the wrong Office 365 region', 'deferred: unsaid'],
    ['550 5.1.8 Access denied, bad outbound sender', 'our-reverse-dns'],
    ['452 4.5.3 Too many recipients', 'throttled'],
  ],
  Gmail: [
    ['550-5.1.1 The email account that you tried to reach does not exist. Please try\n550 5.1.1 double-checking the address', 'refused: recipient'], // biome-ignore format: one line each
    ['450-4.2.1 The user you are trying to contact is receiving mail at a rate that\n450 4.2.1 prevents additional messages', 'throttled'], // biome-ignore format: one line each
    ['452-4.2.2 The email account that you tried to reach is over quota\n452 4.2.2 gsmtp', 'server-trouble'],
    ['421-4.7.28 Gmail has detected an unusual rate of email\n421 4.7.28 gsmtp', 'throttled'],
    ['421-4.7.0 This message does not pass authentication checks\n421 4.7.0 gsmtp', 'throttled'],
    ['550-5.7.26 This mail is unauthenticated, which poses a security risk\n550 5.7.26 gsmtp', 'refused: spf'],
    ['550-5.7.1 [192.0.2.7] Our system has detected that this message is likely unsolicited mail\n550 5.7.1 gsmtp', 'our-address-listed'], // biome-ignore format: one line each
    ['550-5.7.25 The IP address sending this message does not have a PTR record setup\n550 5.7.25 gsmtp', 'our-reverse-dns'], // biome-ignore format: one line each
    ['451-4.3.0 Mail server temporarily rejected message\n451 4.3.0 gsmtp', 'server-trouble'],
    ['550 5.2.1 The email account that you tried to reach is disabled', 'refused: recipient'],
  ],
  Sendmail: [
    ['550 5.1.1 <x@a.test>... User unknown', 'refused: recipient'],
    ['550 5.7.1 <sink@b.test>... Relaying denied', 'refused: relay'],
    ['550 5.7.1 <sink@b.test>... Relaying denied. IP name lookup failed [192.0.2.7]', 'refused: relay'],
    ['553 5.1.8 <t@b.test>... Domain of sender address t@b.test does not exist', 'our-reverse-dns'],
    ['451 4.1.8 <t@b.test>... Domain of sender address t@b.test does not resolve', 'our-reverse-dns'],
    ['451 4.7.1 Greylisting in action, please come back later', 'deferred: greylisting'],
    ['452 4.4.5 Insufficient disk space; try again later', 'throttled'],
    ['550 5.7.1 Access denied', 'refused: unsaid'],
    ['451 4.3.0 Please try again later', 'server-trouble'],
    ['421 4.3.2 Connection rate limit exceeded.', 'throttled'],
    ['250 2.1.0 <t@b.test>... Sender ok', 'accepted'],
    ['354 Enter mail, end with "." on a line by itself', 'go-ahead'],
    ['553 5.5.4 <t>... Domain name required for sender address t', 'our-reverse-dns'],
  ],
  OpenSMTPD: [
    ['550 Invalid recipient: <x@a.test>', 'refused: recipient'],
    ['550 5.1.1 Invalid recipient', 'refused: recipient'],
    ['421 4.3.0 Temporary Error', 'server-trouble'],
    ['451 4.7.1 Temporarily rejected: greylisted', 'deferred: greylisting'],
    ['250 2.1.5 Destination address valid: Recipient ok', 'accepted'],
    ['524 5.2.4 Mailing list expansion problem', 'refused: unsaid'],
  ],
  spamd: [
    ['451 Temporary failure, please try again later.', 'deferred: unsaid'],
    ['450 SPAM: your address 192.0.2.7 is in the spamd blacklist', 'our-address-listed'],
  ],
  qmail: [
    ['553 sorry, that domain isn\u0027t in my list of allowed rcpthosts (#5.7.1)', 'refused: relay'],
    ['550 sorry, no mailbox here by that name. (#5.1.1 - chkuser)', 'refused: recipient'],
    ['511 sorry, no mailbox here by that name (#5.1.1 - chkuser)', 'refused: recipient'],
    ['451 qq temporary problem (#4.3.0)', 'server-trouble'],
    ['421 unable to read controls (#4.3.0)', 'server-trouble'],
    ['451 GREYLISTED temporarily', 'deferred: greylisting'],
    ['553 sorry, your envelope sender domain must exist (#5.7.1)', 'our-reverse-dns'],
  ],
  Barracuda: [
    ['550 permanent failure for one or more recipients (x@a.test:550 No such user)', 'refused: recipient'],
    ['554 Service unavailable; Client host [x] blocked using Barracuda Reputation', 'our-address-listed'],
    ['451 4.7.1 x@a.test: Recipient address rejected: Greylisted', 'deferred: greylisting'],
    ['550 5.7.1 x@a.test: Recipient address rejected: No such user', 'refused: recipient'],
    ['421 4.7.0 Too many concurrent SMTP connections', 'throttled'],
  ],
  Proofpoint: [
    ['554 Blocked - see https://support.proofpoint.com/dnsbl-lookup.cgi?ip=192.0.2.7', 'our-address-listed'],
    ['550 5.7.0 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.7', 'our-address-listed'],
    ['550 5.1.1 User Unknown', 'refused: recipient'],
    ['451 4.7.1 Temporarily deferred', 'deferred: unsaid'],
    ['550 5.7.1 Relay not allowed', 'refused: relay'],
  ],
  Mimecast: [
    ['550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550', 'refused: recipient'],
    ['451 Internal resources are temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451', 'deferred: unsaid'], // biome-ignore format: one line each
    ['550 SPF Sender Invalid - envelope rejected - https://community.mimecast.com/docs/DOC-1369#550', 'refused: spf'],
    ['550 csi.mimecast.org Poor Reputation Sender', 'our-address-listed'],
    ['554 Email rejected due to security policies', 'refused: unsaid'],
    ['550 Rejected by header based Anti-Spoofing policy', 'refused: content'],
    ['451 Account inbounds disabled', 'deferred: unsaid'],
  ],
  Cisco: [
    ['550 #5.1.0 Address rejected.', 'refused: recipient'],
    ['550 #5.1.0 Address rejected x@a.test', 'refused: recipient'],
    ['554 Your access to this mail system has been rejected due to the sending MTA\u0027s poor reputation', 'our-address-listed'], // biome-ignore format: one line each
    ['452 #4.5.3 Too many recipients received this hour', 'throttled'],
    ['550 Too many invalid recipients', 'throttled'],
    ['451 #4.7.1 Unable to perform recipient validation, try later', 'deferred: unsaid'],
    ['550 #5.7.1 SPF unauthorized mail is prohibited.', 'refused: spf'],
  ],
  Sophos: [
    ['451 4.7.1 Greylisting is in force', 'deferred: greylisting'],
    ['550 Address unknown', 'refused: recipient'],
    ['550 RBL: 192.0.2.7 is blacklisted', 'our-address-listed'],
  ],
  'Cloud providers': [
    ['554 IMAP mailbox unavailable: this user does not exist', 'refused: recipient'],
    ['550 Requested action not taken: mailbox unavailable', 'refused: recipient'],
    ['450 Requested mail action not taken: mailbox unavailable', 'deferred: recipient'],
    ['554 Transaction failed. Reject due to policy restrictions. For explanation visit https://postmaster.1und1.de', 'refused: unsaid'], // biome-ignore format: one line each
    ['550 5.7.1 Bad SPF record, the sender is not authorized to send mail', 'refused: spf'],
    ['421 RP-001 The mail server IP connecting has exceeded the rate limit allowed', 'throttled'],
    ['550 SC-001 Mail rejected because your IP is on a blocklist', 'our-address-listed'],
    ['421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred due to user complaints', 'throttled'],
    ['553 5.7.2 [TSS09] All messages from 192.0.2.7 will be permanently deferred', 'our-address-listed'],
    ['451 4.7.1 Service unavailable - try again later', 'deferred: unsaid'],
    ['550 5.7.1 Mail from 192.0.2.7 was rejected due to listing in Spamhaus', 'our-address-listed'],
    ['471 4.7.1 please wait', 'deferred: unsaid'],
    ['454 4.7.0 Temporary authentication failure', 'deferred: unsaid, not as greylisting'],
  ],
};

const CASES = Object.entries(REPLIES).flatMap(([software, all]) => all.map(([text, meaning]) => [software, text, meaning] as const)); // biome-ignore format: one line

describe('what a reply within a transaction means', () => {
  test('is known of at least 150 replies of at least 12 kinds of server', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(150);
    expect(Object.keys(REPLIES).length).toBeGreaterThanOrEqual(12);
    expect(new Set(CASES.map(([, text]) => text)).size).toBe(CASES.length);
  });

  test.each(CASES)('%s: %s', (_, text, meaning) => {
    expect(said(readReply(reply(text), { ours: OURS }))).toBe(meaning);
  });
});

describe('a time that the server names', () => {
  test.each([
    ['450 4.2.0 Greylisted, please try again in 5 minutes', 300],
    ['451 4.7.1 come back in 00:05:30', 330],
    ['450 Greylisted for 300 seconds', 300],
    ['450 4.2.0 Greylisted, see http://help.test/in/42', null],
    ['451 try again later', null],
  ])('%s', (text, seconds) => {
    expect(readReply(reply(text), { ours: [] })).toMatchObject({ kind: 'deferred', waitSeconds: seconds });
  });
});

test('where the same client was accepted, a reply that merely names it is about something else', () => {
  const refused = reply('550 192.0.2.7 may not use this sender');
  expect(said(readReply(refused, { ours: OURS }))).toBe('our-address-listed');
  expect(said(readReply(refused, { ours: OURS, clientAccepted: true }))).toBe('refused: unsaid');
});
