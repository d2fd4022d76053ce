import { describe, expect, test } from '@jest/globals';
import { discreet, discreetLog, logAbout } from '../../../shared/pipeline/log.ts';

describe('a text for the log', () => {
  test.each([
    ['RCPT TO:<ann@contoso.test> refused', 'RCPT TO:<(mailbox)> refused'],
    ['"ann lee"@contoso.test, b.o+b@sub.contoso.test', '(mailbox), (mailbox)'],
    ['connect ECONNREFUSED 192.0.2.1:25', 'connect ECONNREFUSED (address):25'],
    ['connect ECONNREFUSED 2001:db8::1:25', 'connect ECONNREFUSED (address)'],
    ['at [::ffff:192.0.2.1]', 'at [(address)]'],
    ['at fe80::1, ::1', 'at (address), (address)'],
    ['authorization: Bearer abc.def-ghi', 'authorization: Bearer (token)'],
    ['token eyJhbGciOi.eyJzdWIi.c2ln', 'token (token)'],
    ['it is 12:30:45, line file.ts:12:34', 'it is 12:30:45, line file.ts:12:34'],
    ['version 1.2.3 of contoso.test', 'version 1.2.3 of contoso.test'],
    ['a\u001b[31mb\u202e', 'a\\x1b[31mb\\u202e'],
    ['one\n  at two', 'one\n  at two'],
  ])('%j', (text, told) => expect(discreet(text)).toBe(told));

  test('is no transcript', () => expect(discreet('x'.repeat(100_000)).length).toBeLessThan(2100));
});

test('a log masks whatever it is given, and says what it is about', () => {
  const lines: unknown[] = [];
  const write = (message: string, details?: Record<string, unknown>) => void lines.push([message, details]);
  const log = logAbout(discreetLog({ info: write, warn: write, error: write }), { checkId: 'c1' });
  log.error('failed', { error: 'to a@b.test', deep: [{ at: '10.0.0.1', times: 3, none: null }] });
  log.info('done');
  expect(lines).toEqual([
    ['failed', { checkId: 'c1', error: 'to (mailbox)', deep: [{ at: '(address)', times: 3, none: null }] }],
    ['done', { checkId: 'c1' }],
  ]);
});
