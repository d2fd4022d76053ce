/** What servers send in the course of a conversation, byte for byte, and the replies that it amounts to. */
export interface Dialogue {
  readonly name: string;
  readonly bytes: Buffer;
  /** Code and enhanced code of each reply, "250" or "550 5.1.1". */
  readonly replies: readonly string[];
}

const crlf = (...lines: string[]): Buffer => Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1');
const lf = (...lines: string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
const many = Array.from({ length: 200 }, (_, index) => `250-X-EXTENSION-${index} some parameters`);

export const DIALOGUES: readonly Dialogue[] = [
  {
    name: 'Postfix',
    bytes: crlf(
      '220 mx.contoso.test ESMTP Postfix (Debian/GNU)',
      '250-mx.contoso.test',
      '250-PIPELINING',
      '250-SIZE 10240000',
      '250-STARTTLS',
      '250-ENHANCEDSTATUSCODES',
      '250 CHUNKING',
      '220 2.0.0 Ready to start TLS',
      '550 5.1.1 <x@contoso.test>: Recipient address rejected: User unknown',
      '221 2.0.0 Bye',
    ),
    replies: ['220', '250', '220 2.0.0', '550 5.1.1', '221 2.0.0'],
  },
  {
    name: 'postscreen, with its teaser',
    bytes: crlf('220-mx.contoso.test ESMTP', '220 mx.contoso.test ESMTP', '421 4.7.0 Too many connections'),
    replies: ['220', '421 4.7.0'],
  },
  {
    name: 'Exim, with a banner of several lines and an unasked date',
    bytes: crlf(
      '220-mx.contoso.test ESMTP Exim 4.96 #2 Mon, 01 Jun 2026 10:00:00 +0000',
      '220-We do not authorize the use of this system to transport unsolicited,',
      '220 and/or bulk e-mail.',
      '250-mx.contoso.test Hello probe.example.com [192.0.2.9]',
      '250-SIZE 52428800',
      '250 HELP',
      '550-Verification failed for <x@contoso.test>',
      '550-Unrouteable address',
      '550 Sender verify failed',
      '221 mx.contoso.test closing connection',
    ),
    replies: ['220', '250', '550', '221'],
  },
  {
    name: 'Exchange',
    bytes: crlf(
      '220 MAIL.contoso.test Microsoft ESMTP MAIL Service ready at Mon, 1 Jun 2026 10:00:00 +0000',
      '250-MAIL.contoso.test Hello [192.0.2.9]',
      '250-SIZE 37748736',
      '250-X-ANONYMOUSTLS',
      '250-X-EXPS GSSAPI NTLM',
      '250 XRDST',
      '454 4.7.0 TLS not available due to temporary reason',
      '221 2.0.0 Service closing transmission channel',
    ),
    replies: ['220', '250', '454 4.7.0', '221 2.0.0'],
  },
  {
    name: 'Sendmail',
    bytes: crlf(
      '220 mx.contoso.test ESMTP Sendmail 8.17.1/8.17.1; Mon, 1 Jun 2026 10:00:00 GMT',
      '250-mx.contoso.test Hello probe [192.0.2.9], pleased to meet you',
      '250 HELP',
      '550 5.7.1 <x@fabrikam.test>... Relaying denied',
      '221 2.0.0 mx.contoso.test closing connection',
    ),
    replies: ['220', '250', '550 5.7.1', '221 2.0.0'],
  },
  {
    name: 'OpenSMTPD',
    bytes: crlf('220 mx.contoso.test ESMTP OpenSMTPD', '250-mx.contoso.test Hello', '250 HELP', '221 2.0.0: Bye'),
    replies: ['220', '250', '221 2.0.0'],
  },
  {
    name: 'qmail, with bare line feeds',
    bytes: lf('220 mx.contoso.test ESMTP', '250-mx.contoso.test', '250-PIPELINING', '250 8BITMIME', '221 bye'),
    replies: ['220', '250', '221'],
  },
  {
    name: 'codes alone, with and without a blank',
    bytes: crlf('220', '250-', '250', '250 ', '221'),
    replies: ['220', '250', '250', '221'],
  },
  {
    name: 'a firewall that masks',
    bytes: crlf(
      '220 ****0*2******',
      '250-mx.contoso.test',
      '250-XXXXXXXA',
      '250 XXXX',
      '500 5.5.1 unrecognized: "XXXXXXXX"',
    ),
    replies: ['220', '250', '500 5.5.1'],
  },
  {
    name: 'capabilities by the hundred',
    bytes: crlf('220 mx', '250-mx', ...many, '250 LAST'),
    replies: ['220', '250'],
  },
  {
    name: 'lines without a code inside a reply',
    bytes: crlf('550-You are not welcome', 'because of our policy', '550 5.7.1 Go away', '221 bye'),
    replies: ['550 5.7.1', '221'],
  },
  {
    name: 'bytes beyond ASCII: UTF-8, Latin-1, NUL, escapes, a lone CR',
    bytes: Buffer.concat([
      Buffer.from('220 mx gr\u00fc\u00df Gott\r\n', 'utf8'),
      Buffer.from('250 m\u00fcller\r\n', 'latin1'),
      Buffer.from('250 \u0000\u001b[2J\rstill the same line\r\n', 'latin1'),
    ]),
    replies: ['220', '250', '250'],
  },
  {
    name: 'empty lines between replies',
    bytes: crlf('', '220 mx', '', '', '250 ok', ''),
    replies: ['220', '250'],
  },
  {
    name: 'enhanced codes that do not fit, and one on a later line',
    bytes: crlf('550 2.1.1 odd', '250 2.1.5.7 odd', '452-no', '452 4.2.2 full', '550 5.7.1: colon', '550 5.1234.1 odd'),
    replies: ['550', '250', '452 4.2.2', '550 5.7.1', '550'],
  },
];
