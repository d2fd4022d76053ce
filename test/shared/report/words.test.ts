import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../../shared/report/catalogue.ts';
import { fill } from '../../../shared/report/texts/template.ts';
import { wordsOf } from '../../../shared/report/words.ts';
import { result, skipped, unknown } from './kit.ts';

/** Names of rows 1 to 35: English ones of 1 to 17 are the portal's own (rows.md). */
const TITLES = [
  ['Connection to target server', 'Verbindung zum Zielserver'],
  ['SMTP Banner', 'SMTP-Banner'],
  ['Cisco PIX detection', 'Cisco-PIX-Erkennung'],
  ['SMTP EHLO response', 'SMTP-EHLO-Antwort'],
  ['SMTP status message after STARTTLS', 'SMTP-Statusmeldung nach STARTTLS'],
  ['SHA1 checksum of SSL certificate', 'SHA1-Prüfsumme des SSL-Zertifikats'],
  ['Canonical name of SSL certificate', 'Kanonischer Name des SSL-Zertifikats'],
  ['Issuer of SSL certificate', 'Herausgeber des SSL-Zertifikats'],
  ['SubjectAltNames of SSL certificate', 'SubjectAltNames des SSL-Zertifikats'],
  ['Expiration of SSL certificate', 'Ablaufdatum des SSL-Zertifikats'],
  ['Current SSL certificate', 'Aktuelles SSL-Zertifikat'],
  ['SSL version', 'SSL-Version'],
  ['SSL cipher', 'SSL-Cipher'],
  ['SSL Magic Bits', 'SSL Magic Bits'],
  ['SMTP EHLO response (after STARTTLS)', 'SMTP-EHLO-Antwort (nach STARTTLS)'],
  ['MAIL FROM', 'MAIL FROM'],
  ['RCPT TO', 'RCPT TO'],
  ['Greylisting', 'Greylisting'],
  ['SPF check', 'SPF-Prüfung'],
  ['SMTP DATA response', 'SMTP-Antwort auf DATA'],
  ['SMTP QUIT response', 'SMTP-Antwort auf QUIT'],
  ['Test aborted', 'Test abgebrochen'],
  ['Error', 'Fehler'],
  ['Internal error', 'Interner Fehler'],
  ['SMTP log', 'SMTP-Protokoll'],
  ['Recipient filtering', 'Empfängerfilterung'],
  ['SPF check (summary)', 'SPF-Prüfung (Gesamturteil)'],
  ['Open relay', 'Open Relay'],
  ['MX record', 'MX-Record'],
  ['Number of MX records', 'Anzahl MX-Records'],
  ['MX record resolvable', 'MX-Record auflösbar'],
  ['A record', 'A-Record'],
  ['PTR record (IPv4)', 'PTR-Record (IPv4)'],
  ['AAAA record', 'AAAA-Record'],
  ['PTR record (IPv6)', 'PTR-Record (IPv6)'],
] as const;

describe('a row’s words', () => {
  test('begin with the name of the source document', () => {
    const titles = catalogue
      .filter(({ row }) => row.n !== null)
      .map(({ row }) => [wordsOf(result(row.id, 'pass'), 'en').title, wordsOf(result(row.id, 'pass'), 'de').title]);
    expect(titles).toEqual(TITLES);
  });

  test('of an open row are a sentence about the reason', () => {
    for (const lang of ['en', 'de'] as const) {
      for (const { row } of catalogue) {
        for (const one of [skipped(row.id, 'not-asked'), skipped(row.id, 'internal'), unknown(row.id, 'deadline')]) {
          const { text } = wordsOf(one, lang);
          expect([row.id, text]).toEqual([row.id, expect.stringMatching(/\S \S.*\.$/)]);
          expect([row.id, text]).toEqual([
            row.id,
            expect.not.stringMatching(/not-asked|not-tested|undecided|undefined/),
          ]);
        }
      }
    }
  });

  test('say why there is no target', () => {
    const said = ['gateway', 'no-domain', 'null-mx'].map(
      (because) => wordsOf(skipped('connect', 'no-target', { data: { because } }), 'en').text,
    );
    expect(new Set(said).size).toBe(3);
  });

  test('are better than none for a row or code that the texts do not know', () => {
    expect(wordsOf(result('no-such-row', 'pass', { code: 'odd' }), 'en')).toEqual({
      title: 'no-such-row',
      text: 'odd',
      remedy: null,
    });
  });
});

describe('a template', () => {
  const words = { yes: 'ja', stage: 'Stufe' };

  test.each([
    ['plain', {}, 'plain'],
    ['{a}', { a: 'x' }, 'x'],
    ['{a} {b}', { a: 1, b: false }, '1 false'],
    ['{a}', { a: ['x', 'y', 3] }, 'x, y, 3'],
    ['{a}', { a: 0 }, '0'],
    ['{a}', {}, '–'],
    ['{a}', { a: null }, '–'],
    ['{a}', { a: '' }, '–'],
    ['{a}', { a: [] }, '–'],
    ['{a:words}', { a: 'yes' }, 'ja'],
    ['{a:words}', { a: ['yes', 'no'] }, 'ja, no'],
    ['{a:words}', { a: 'unknown' }, 'unknown'],
    ['x[[ with {a}]] y', { a: 1 }, 'x with 1 y'],
    ['x[[ with {a}]] y', {}, 'x y'],
    ['x[[ with {a} and {b}]] y', { a: 1 }, 'x y'],
    ['x[[ {a}]][[ {b}]]', { b: 2 }, 'x 2'],
    ['x[[\n{a:words}]]', { a: 'stage' }, 'x\nStufe'],
  ])('%j with %j is %j', (template, data, expected) => {
    expect(fill(template, data, words)).toBe(expected);
  });

  test('reads no value as a template, and no value as a replacement pattern', () => {
    expect(fill('{a} {b}', { a: '{b} [[{c}]]', b: '$& $1' }, {})).toBe('{b} [[{c}]] $& $1');
  });

  test('finds no words that nobody wrote', () => {
    for (const inherited of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(fill('{a:words}', { a: inherited }, words)).toBe(inherited);
    }
  });
});
