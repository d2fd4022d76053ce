import { encode, wrap } from 'libqp';
import { VERSION } from '../version.ts';

/** What a test message says of itself. */
export interface Letter {
  from: string;
  /** Author where the envelope has the null sender: the postmaster of what we call ourselves. */
  helo: string;
  to: string;
  checkId: string;
  /** Random; tells two messages of one check apart. */
  token: string;
  domain: string;
  date: Date;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** RFC 5322 3.3, in UTC. */
const dateTime = (date: Date): string =>
  `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ` +
  `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;

function body({ domain, checkId, from, helo }: Letter): string {
  const contact = from === '' ? `postmaster at ${helo}` : from;
  return [
    'This is a test message. Nothing needs to be done, and it can be deleted.',
    '',
    `mxready checked whether the mail server of ${domain} is ready to stand behind the`,
    'SEPPmail Cloud gateway. The check was started by whoever looks after that connection,',
    'and was allowed to send test messages.',
    '',
    `Check: ${checkId}`,
    `Run by: ${contact}. To have it stopped, reply to that address, name the check,`,
    'and the domain is put on the list of those that are not tested.',
    '',
    '--',
    '',
    'Dies ist eine Testnachricht. Es ist nichts zu tun; sie kann gelöscht werden.',
    '',
    `mxready hat geprüft, ob der Mailserver von ${domain} bereit ist, hinter dem`,
    'SEPPmail-Cloud-Gateway zu stehen. Die Prüfung wurde von denen gestartet, die diese Anbindung',
    'betreuen, und durfte Testnachrichten senden.',
    '',
    `Prüfung: ${checkId}`,
    `Betrieben von: ${contact}. Um sie zu beenden, antworten Sie an diese Adresse und nennen Sie die`,
    'Prüfung; die Domain kommt dann auf die Liste derer, die nicht geprüft werden.',
    '',
  ].join('\n');
}

/** The lines of a test message: marked, addressed to the recipient alone, in both languages, under 4 KiB. */
export function testMessage(letter: Letter): string[] {
  const { from, helo, to, checkId, token, domain, date } = letter;
  const author = from === '' ? `postmaster@${helo}` : from;
  const headers = [
    `Date: ${dateTime(date)}`,
    `From: mxready test <${author}>`,
    `To: <${to}>`,
    `Subject: [mxready test] ${domain}`,
    `Message-ID: <${token}.${checkId}@${author.slice(author.lastIndexOf('@') + 1)}>`,
    'Auto-Submitted: auto-generated',
    'X-Auto-Response-Suppress: All',
    `X-Mailer: mxready ${VERSION}`,
    `X-mxready-check: ${checkId}`,
    `X-mxready-token: ${token}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
  ];
  const encoded = wrap(encode(body(letter).replaceAll('\n', '\r\n')), 76);
  return [...headers, '', ...encoded.split('\r\n')];
}
