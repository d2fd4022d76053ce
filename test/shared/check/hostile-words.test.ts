import { describe, expect, test } from '@jest/globals';
import * as signs from '../../../shared/check/reply-signs.ts';
import { recogniseSoftware } from '../../../shared/check/software.ts';
import { MEANING_LIMIT, REPLY_BYTES, ReplyParser } from '../../../shared/net/smtp/reply-parser.ts';
import { steers } from '../../support/steering.ts';

const patterns = Object.entries(signs).flatMap(([name, sign]) =>
  sign instanceof RegExp ? [[name, sign] as const] : [],
);

describe('what servers say is read in a time that grows as its length does, as test/bench/reading.ts measures', () => {
  // What repeats without a bound is sought from every place to the end of the text.
  test.each(patterns)('%s repeats nothing without a bound', (_, { source }) => {
    const outside = source.replaceAll(/\\./g, '').replaceAll(/\[[^\]]*\]/g, '');
    expect(outside).not.toMatch(/[*+]|\{\d+,\}/);
  });

  test('no more than 2 KiB of a reply are read at all', () => {
    const parser = new ReplyParser();
    const line = `450-${'client host ['.repeat(38)}🙂\r\n`;
    parser.feed(Buffer.from(`${line.repeat(Math.floor(REPLY_BYTES / Buffer.byteLength(line)) - 1)}450 end\r\n`));
    const taken = parser.take();
    if (taken?.kind !== 'reply') throw new Error(taken?.kind);
    expect(taken.reply.lines.join().length).toBeGreaterThan(60_000);
    expect(taken.reply.text.length).toBeLessThanOrEqual(MEANING_LIMIT);
    expect(steers(taken.reply.text)).toBe(false);
  });
});

describe('what is meant is read as before', () => {
  test.each<[string, string | null]>([
    ['220 ****************************', 'cisco'],
    ['220 **0* * *2 ***', 'cisco'],
    ['220 ** ** **', null],
    ['220 *** mx', null],
    ['***', 'cisco'],
    ['', null],
  ])('%j is %s', (line, software) => {
    expect(recogniseSoftware([line])).toBe(software);
  });

  test.each([
    ['Client host [2001:0db8:0000:0000:0000:0000:0000:0001] rejected: Access denied', signs.LISTED],
    ['Client host rejected: Access denied', signs.LISTED],
    ['Sender verification failed', signs.OUR_SENDER],
    ['could not verify the sender', signs.OUR_SENDER],
    ['unverified sender', signs.OUR_SENDER],
    ['verification of sender failed', signs.OUR_SENDER],
    ['Relay access denied', signs.RELAY],
    [`relay to <${'x'.repeat(64)}@${'y'.repeat(250)}> denied`, signs.RELAY],
  ] as const)('%s', (text, sign) => {
    expect(text).toMatch(sign);
  });
});
