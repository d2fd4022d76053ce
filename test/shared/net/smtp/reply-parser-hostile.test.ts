import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ParserOutcome, REPLY_BYTES, REPLY_LINES, ReplyParser } from '../../../../shared/net/smtp/reply-parser.ts';

interface Parsed {
  outcomes: ParserOutcome[];
  lines: string[];
}

/** Up to the first thing that is no reply: a conversation ends there, and what comes after is never parsed. */
function parse(chunks: readonly Uint8Array[]): Parsed {
  const lines: string[] = [];
  const parser = new ReplyParser((line) => lines.push(line));
  const outcomes: ParserOutcome[] = [];
  for (const chunk of chunks) {
    parser.feed(Buffer.from(chunk));
    for (let taken = parser.take(); taken !== null; taken = parser.take()) {
      outcomes.push(taken);
      if (taken.kind !== 'reply') return { outcomes, lines };
    }
  }
  return { outcomes, lines };
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const cut = (bytes: Uint8Array, places: readonly number[]): Uint8Array[] => {
  const ends = [...new Set(places)].sort((one, other) => one - other);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
};
const single = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, (byte) => Uint8Array.of(byte));
const kinds = ({ outcomes }: Parsed): string[] => outcomes.map(({ kind }) => kind);

// biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may be left.
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
const stringsOf = ({ outcomes, lines }: Parsed): string[] => [
  ...lines,
  ...outcomes.flatMap((one) =>
    one.kind === 'reply' ? [...one.reply.lines, one.reply.text] : one.kind === 'malformed' ? [one.text] : [],
  ),
];

describe('arbitrary bytes', () => {
  // Plain random bytes hardly ever make a reply: pieces of replies stand among them.
  const piece = fc.oneof(
    fc.constantFrom('220 ', '250-', '250 ', '250', '\r\n', '\n', '\r', '5.1.1 ', '-', '\u0000', '\u001b[2J', 'x'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const bytes = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map((all) => Buffer.from(all.join(''))),
    fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all)),
  );

  test('mean the same in any segments, and one by one', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat({ max: 400 }), { maxLength: 20 }), (all, somewhere) => {
        const whole = parse([all]);
        const places = somewhere.filter((at) => at <= all.length);
        // Lines behind the end of the talk may be heard of or not, as they happened to arrive.
        expect(parse(cut(all, places)).outcomes).toEqual(whole.outcomes);
        expect(parse(single(all)).outcomes).toEqual(whole.outcomes);
      }),
      { numRuns: 300 },
    );
  });

  test('never throw, and leave nothing that could steer a terminal or a page', () => {
    fc.assert(
      fc.property(bytes, (all) => stringsOf(parse([all])).every((text) => !HARMFUL.test(text))),
      { numRuns: 300 },
    );
  });

  test('give replies with a code of SMTP, whole lines and an enhanced code of the same class', () => {
    fc.assert(
      fc.property(bytes, (all) => {
        for (const one of parse([all]).outcomes) {
          if (one.kind !== 'reply') continue;
          const { code, enhanced, lines } = one.reply;
          expect(code).toBeGreaterThanOrEqual(100);
          expect(code).toBeLessThan(600);
          expect(lines.at(-1)).toMatch(new RegExp(`^${code}( |$)`));
          if (enhanced !== null) expect(enhanced[0]).toBe(String(code)[0]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('other protocols are recognised by their first line, however it arrives', () => {
  test.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>220 no</html>\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.6p1 Ubuntu-3\r\n'],
    ['POP3', '+OK POP3 ready <1896.697170952@contoso.test>\r\n'],
    ['IMAP', '* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n'],
    ['a shell', 'login: \r\n'],
    ['a database', 'J\u0000\u0000\u0000\n8.0.36\u0000\r\n'],
    ['TLS with a line end in it', '\u0016\u0003\u0001\u0002\n\u0000\r\n'],
    ['a code of four digits', '2200 mx\r\n'],
    ['a code out of range', '099 mx\r\n600 mx\r\n'],
    ['a code and no blank', '220mx.contoso.test ESMTP\r\n'],
    ['a tab in place of the blank', '220\tmx\r\n'],
    ['a blank before the code', ' 220 mx\r\n'],
  ])('%s', (_, text) => {
    const bytes = latin1(text);
    const whole = parse([bytes]);
    expect(kinds(whole)).toEqual(['malformed']);
    expect(whole.lines).toHaveLength(1);
    for (let at = 0; at <= bytes.length; at += 1) expect(parse(cut(bytes, [at]))).toEqual(whole);
    expect(parse(single(bytes))).toEqual(whole);
  });

  test('TLS where SMTP was expected has no line at all: it shows as the rest', () => {
    const parser = new ReplyParser();
    parser.feed(Buffer.from([0x15, 3, 1, 0, 2, 2, 0x46]));
    expect([parser.take(), parser.partial]).toEqual([null, true]);
    expect(parser.rest).toBe('\\x15\\x03\\x01\\x00\\x02\\x02F');
  });

  test('a greeting of FTP is one of SMTP as far as its form goes', () => {
    expect(kinds(parse([latin1('220 (vsFTPd 3.0.5)\r\n')]))).toEqual(['reply']);
  });
});

describe('lines of a reply that do not agree', () => {
  test.each([
    ['another code of the same class', '250-mx\r\n251 forwarded\r\n', [251]],
    ['another class', '250-mx\r\n550 no\r\n', [550]],
    ['the code left out in the middle', '250-mx\r\nSIZE 10\r\n250 DSN\r\n', [250]],
    ['the last line bare', '250-mx\r\n250-SIZE 10\r\n250\r\n', [250]],
    ['the first line bare: it is whole, and the next is a reply of its own', '250\r\n250 mx\r\n', [250, 250]],
    ['CRLF and LF mixed', '250-mx\n250-SIZE 10\r\n250 DSN\n', [250]],
    ['a carriage return more', '250-mx\r\r\n250 DSN\r\r\n', [250]],
  ])('%s', (_, text, codes) => {
    for (const chunks of [[latin1(text)], single(latin1(text))]) {
      const { outcomes } = parse(chunks);
      expect(outcomes.map((one) => (one.kind === 'reply' ? one.reply.code : one.kind))).toEqual(codes);
    }
  });

  test('a carriage return alone ends no line', () => {
    expect(parse([latin1('250 one\r250 two\r\n')]).lines).toEqual(['250 one\\x0d250 two']);
  });
});

describe('the caps, to the byte', () => {
  const reply = (length: number): Buffer => latin1(`250 ${'x'.repeat(length - 6)}\r\n`);

  test.each([
    ['64 KiB are a reply', REPLY_BYTES, 'reply'],
    ['one byte more is one without end', REPLY_BYTES + 1, 'endless'],
  ])('%s, in one piece or in many', (_, length, kind) => {
    const bytes = reply(length);
    expect(kinds(parse([bytes]))).toEqual([kind]);
    const places = Array.from({ length: Math.floor(length / 1000) }, (__, index) => index * 1000);
    expect(kinds(parse(cut(bytes, places)))).toEqual([kind]);
  });

  test.each([
    [REPLY_LINES, 'reply'],
    [REPLY_LINES + 1, 'endless'],
  ])('of %i lines', (count, kind) => {
    const bytes = latin1(`${'250-x\r\n'.repeat(count - 1)}250 end\r\n`);
    expect(kinds(parse([bytes]))).toEqual([kind]);
    expect(kinds(parse(single(bytes)))).toEqual([kind]);
  });

  test('hold for each reply by itself, not for all of them together', () => {
    const bytes = Buffer.concat(Array.from({ length: 5 }, () => reply(REPLY_BYTES - 10)));
    expect(kinds(parse([bytes]))).toEqual(Array(5).fill('reply'));
  });
});
