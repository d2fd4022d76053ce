import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ParserOutcome, REPLY_BYTES, REPLY_LINES, ReplyParser } from '../../../../shared/net/smtp/reply-parser.ts';
import { DIALOGUES } from './dialogues.ts';

interface Parsed {
  outcomes: ParserOutcome[];
  lines: string[];
}

function parse(...chunks: (Buffer | string)[]): Parsed {
  const lines: string[] = [];
  const parser = new ReplyParser((line) => {
    lines.push(line);
    return 0;
  });
  const outcomes: ParserOutcome[] = [];
  for (const chunk of chunks) {
    parser.feed(Buffer.from(chunk as Buffer));
    for (let taken = parser.take(); taken !== null; taken = parser.take()) outcomes.push(taken);
  }
  return { outcomes, lines };
}

const codes = ({ outcomes }: Parsed): string[] =>
  outcomes.map((one) =>
    one.kind === 'reply' ? [one.reply.code, one.reply.enhanced].filter((part) => part !== null).join(' ') : one.kind,
  );
const only = (...chunks: (Buffer | string)[]) => {
  const { outcomes } = parse(...chunks);
  const [first] = outcomes;
  if (first?.kind !== 'reply' || outcomes.length !== 1) throw new Error(`not one reply: ${JSON.stringify(outcomes)}`);
  return first.reply;
};
/** Bytes cut at these places. */
const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const ends = [...new Set(places)].sort((one, other) => one - other);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
};

describe.each(DIALOGUES)('the dialogue of $name', ({ bytes, replies }) => {
  const whole = parse(bytes);
  const written = JSON.stringify(whole);
  const same = (other: Parsed): boolean => JSON.stringify(other) === written;

  test('is understood', () => expect(codes(whole)).toEqual(replies));

  test('is the same split at every byte', () => {
    const places = Array.from({ length: bytes.length + 1 }, (_, at) => at);
    expect(places.filter((at) => !same(parse(...cut(bytes, [at]))))).toEqual([]);
  });

  test('is the same byte by byte, and in any segments', () => {
    expect(parse(...Array.from(bytes, (byte) => Buffer.from([byte])))).toEqual(whole);
    const places = fc.array(fc.nat({ max: bytes.length }), { maxLength: 30 });
    fc.assert(
      fc.property(places, (some) => same(parse(...cut(bytes, some)))),
      { numRuns: 50 },
    );
  });
});

describe('a reply', () => {
  test('of several lines is one, all its texts joined', () => {
    expect(only('250-mx\r\n250-SIZE 10\r\n250 DSN\r\n')).toEqual({
      code: 250,
      enhanced: null,
      lines: ['250-mx', '250-SIZE 10', '250 DSN'],
      text: 'mx SIZE 10 DSN',
      line: 0,
    });
  });

  test('knows the number of its last line, also where several came at once', () => {
    let number = 0;
    const parser = new ReplyParser(() => {
      number += 1;
      return number;
    });
    parser.feed(Buffer.from('220-a\r\n220 b\r\n250 c\r\n'));
    expect([parser.take(), parser.take()]).toMatchObject([{ reply: { line: 2 } }, { reply: { line: 3 } }]);
  });

  test('is complete only with its last line', () => {
    expect(parse('250-mx\r\n250-SIZE').outcomes).toEqual([]);
    expect(parse('220 mx').outcomes).toEqual([]);
    expect(parse('220 mx\r').outcomes).toEqual([]);
  });

  test('takes the code of its last line, whatever the others were', () => {
    expect(only('220-mx\r\n554 no\r\n')).toMatchObject({ code: 554, lines: ['220-mx', '554 no'] });
  });

  test('shows hostile bytes as escapes', () => {
    const { lines, text } = only(Buffer.from('250 \u0000\u001b[2J\u0007\u009b1m\r\n', 'latin1'));
    expect(lines).toEqual(['250 \\x00\\x1b[2J\\x07\\x9b1m']);
    expect(text).toBe('\\x00\\x1b[2J\\x07\\x9b1m');
    expect(only(Buffer.from('250 \u202eevil\u2066\r\n')).lines).toEqual(['250 \\u202eevil\\u2066']);
  });

  test('keeps UTF-8, and reads anything else byte by byte', () => {
    expect(only(Buffer.from('250 gr\u00fc\u00df\r\n')).text).toBe('gr\u00fc\u00df');
    expect(only(Buffer.from('250 gr\u00fc\r\n', 'latin1')).text).toBe('gr\u00fc');
  });

  test.each([
    'HTTP/1.1 400 Bad Request',
    'SSH-2.0-OpenSSH_9.2',
    '+OK ready',
    '* OK IMAP4',
    '22 mx',
    '2200 mx',
    '620 mx',
    'x',
  ])('is not: %s', (line) => {
    expect(parse(`${line}\r\n`).outcomes).toEqual([{ kind: 'malformed', text: line }]);
  });

  test('what follows after something malformed is not parsed', () => {
    expect(parse('SSH-2.0\r\n220 mx\r\n').outcomes).toHaveLength(1);
  });
});

describe('caps', () => {
  const line = (text: string): string => `250-${text}\r\n`;

  test(`${REPLY_LINES} lines are a reply without end, one fewer and its last are not`, () => {
    expect(codes(parse(line('x').repeat(REPLY_LINES)))).toEqual(['endless']);
    expect(codes(parse(`${line('x').repeat(REPLY_LINES - 1)}250 end\r\n`))).toEqual(['250']);
  });

  test('64 KiB are', () => {
    expect(codes(parse(line('x'.repeat(1000)).repeat(Math.ceil(REPLY_BYTES / 1000))))).toEqual(['endless']);
    expect(codes(parse('250 ', 'x'.repeat(REPLY_BYTES)))).toEqual(['endless']);
  });

  test('an overlong line is cut and its length told; the reply stands', () => {
    const { lines } = only(`250 ${'x'.repeat(5000)}\r\n`);
    expect(lines[0]?.length).toBeLessThan(600);
    expect(lines[0]).toContain('characters');
  });

  test('memory stays bounded while a line never ends', () => {
    const parser = new ReplyParser();
    for (let sent = 0; sent < REPLY_BYTES * 4; sent += 4096) parser.feed(Buffer.alloc(4096, 0x41));
    expect(parser.rest.length).toBeLessThan(4096);
    expect(parser.take()).toEqual({ kind: 'endless' });
  });
});

describe('what is thrown away', () => {
  test('whole replies and the bytes of a half one, counted', () => {
    const parser = new ReplyParser();
    parser.feed(Buffer.from('250 injected\r\n220 ha'));
    expect(parser.discard()).toMatchObject({ replies: [{ kind: 'reply' }], bytes: 6 });
    expect([parser.take(), parser.partial]).toEqual([null, false]);
    parser.feed(Buffer.from('220 real\r\n'));
    expect(parser.take()).toMatchObject({ reply: { lines: ['220 real'] } });
  });

  test('the unfinished line can be had, harmless', () => {
    const parser = new ReplyParser();
    parser.feed(Buffer.from('421 go \u001b[2Jaw'));
    expect(parser.rest).toBe('421 go \\x1b[2Jaw');
  });
});
