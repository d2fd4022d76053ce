import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commandLine } from '../../../../shared/net/smtp/command.ts';

describe('a command line', () => {
  test('is its text and CRLF', () => expect(commandLine('EHLO probe.example.com')).toBe('EHLO probe.example.com\r\n'));

  test.each([
    ['CR', 'RCPT TO:<a@b>\rQUIT', 'U+000d'],
    ['LF', 'RCPT TO:<a@b>\nQUIT', 'U+000a'],
    ['NUL', 'RCPT TO:<a\u0000@b>', 'U+0000'],
    ['NEL', 'RCPT TO:<a\u0085@b>', 'U+0085'],
    ['a line separator', 'RCPT TO:<a\u2028@b>', 'U+2028'],
    ['a tab', 'RCPT\tTO', 'U+0009'],
    ['DEL', 'RCPT\u007f', 'U+007f'],
    ['an umlaut', 'EHLO m\u00fcller', 'U+00fc'],
    ['a character beyond the plane', 'EHLO \u{1f600}', 'U+1f600'],
  ])('is refused with %s in it', (_, text, offender) => {
    expect(() => commandLine(text)).toThrow(offender);
  });

  test('is refused empty, and beyond 512 octets with its CRLF (RFC 5321 4.5.3.1.4)', () => {
    expect(() => commandLine('')).toThrow('empty');
    expect(commandLine('x'.repeat(510))).toHaveLength(512);
    expect(() => commandLine('x'.repeat(511))).toThrow('511');
  });

  test('is never two, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        let line: string;
        try {
          line = commandLine(text);
        } catch (error) {
          return error instanceof RangeError;
        }
        return /^[\x20-\x7e]{1,510}\r\n$/.test(line);
      }),
    );
  });
});
