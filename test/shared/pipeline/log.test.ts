import { isIP } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { discreet, discreetError, discreetLog, logAbout } from '../../../shared/pipeline/log.ts';

describe('a text for the log', () => {
  test.each([
    ['RCPT TO:<ann@contoso.test> refused', 'RCPT TO:<(mailbox)> refused'],
    ['"ann lee"@contoso.test, b.o+b@sub.contoso.test', '(mailbox), (mailbox)'],
    ['to "ann \\"a\\" lee"@contoso.test', 'to (mailbox)'],
    ["o'brien@contoso.test", '(mailbox)'],
    ['GET /?to=info%40contoso.com&x', 'GET (mailbox)'],
    ['info%2540contoso.com', '(mailbox)'],
    ['connect ECONNREFUSED 192.0.2.1:25', 'connect ECONNREFUSED (address):25'],
    ['connect ECONNREFUSED 2001:db8::1:25', 'connect ECONNREFUSED (address)'],
    ['at [::ffff:192.0.2.1]', 'at [(address)]'],
    ['at fe80::1, ::1', 'at (address), (address)'],
    ['address:192.0.2.1', 'address:(address)'],
    ['host:10.0.0.1', 'host:(address)'],
    ['code:192.0.2.1:25', 'code:(address):25'],
    ['host:2001:db8:0:0:0:0:0:1', 'host:(address)'],
    ['queryPtr 1.2.0.192.in-addr.arpa failed', 'queryPtr (address) failed'],
    ['ENOTFOUND 1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa', 'ENOTFOUND (address)'],
    ['of 25.0/25.2.0.192.IN-ADDR.ARPA.', 'of (address).'],
    ['ip-192-0-2-1.dsl.example', 'ip-(address).dsl.example'],
    ['authorization: Bearer abc.def-ghi', 'authorization: Bearer (token)'],
    ['Authorization=Bearer%20abc', 'Authorization=Bearer (token)'],
    ['{"authorization":"Bearer abc","x":1}', '{"authorization":"Bearer (token)","x":1}'],
    ['authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE, Signature=ab', 'authorization: (token)'],
    ['cookie: a=b; c=d', 'cookie: (token)'],
    ['GET /?token=abcdef&x=1', 'GET /?token=(token)&x=1'],
    ['{\\"access_token\\":\\"abcdef\\"}', '{\\"access_token\\":\\"(token)\\"}'],
    ['X-Amz-Security-Token%3Dabcdef', 'X-Amz-Security-Token%3D(token)'],
    ['password: hunter2', 'password: (token)'],
    ['key AKIAIOSFODNN7EXAMPLE', 'key (token)'],
    ['token eyJhbGciOi.eyJzdWIi.c2ln', 'token (token)'],
    ['it is 12:30:45, line file.ts:12:34', 'it is 12:30:45, line file.ts:12:34'],
    ['version 1.2.3 of contoso.test', 'version 1.2.3 of contoso.test'],
    ['of 550e8400-e29b-41d4-a716-446655440000', 'of 550e8400-e29b-41d4-a716-446655440000'],
    ['arn:aws:iam::123456789012:role/x', 'arn:aws:iam::123456789012:role/x'],
    ['2026-11-24T10:00:00.000Z', '2026-11-24T10:00:00.000Z'],
    ['a\u001b[31mb\u202e', 'a\\x1b[31mb\\u202e'],
    ['one\n  at two', 'one\n  at two'],
  ])('%j', (text, told) => expect(discreet(text)).toBe(told));

  test('is no transcript', () => expect(discreet('x'.repeat(100_000)).length).toBeLessThan(2100));

  test('has no half of a secret where it was cut', () => {
    for (let room = 1; room < 20; room += 1)
      expect(discreet(`${'x '.repeat(1000 - room)} marker@contoso.test 192.0.2.1`)).not.toMatch(/mark|192/);
  });
});

describe('wherever it stands', () => {
  const before = fc.constantFrom('', 'address:', 'code:', 'face:', 'to=', '[', '"', '(', '/', 'x', 'at ', 'a.', '-', ','); // biome-ignore format: one line
  const after = fc.constantFrom('', ':25', ']:25', '.', ',', '"', ')', ' x', '\n', '/24', '%eth0', 'z', ';', '-');
  const addresses = fc.oneof(fc.ipV4(), fc.ipV6());
  const embedded = (inner: fc.Arbitrary<string>) =>
    fc
      .tuple(before, inner, after, fc.constantFrom('', ' failed; '))
      .map((parts) => [parts.join(''), parts[1]] as const);

  /** By another way than the mask goes: every part of the text is tried. `::` alone is nobody's. */
  const addressIn = (text: string): string | undefined =>
    Array.from(text, (_, from) => Array.from(text.slice(from), (__, length) => text.slice(from, from + length + 1)))
      .flat()
      .find((part) => !/^::(%|$)/.test(part) && isIP(part) !== 0);

  test('an address is masked', () => {
    fc.assert(
      fc.property(embedded(addresses), ([text]) => {
        expect([text, addressIn(discreet(text))]).toEqual([text, undefined]);
      }),
      { numRuns: 1000 },
    );
  });

  test('a reverse name is masked', () => {
    const names = fc.ipV4().map((one) => `${one.split('.').reverse().join('.')}.in-addr.arpa`);
    fc.assert(
      fc.property(embedded(names), ([text, name]) => {
        const labels = name.split('.').slice(0, 2).join('.');
        expect(discreet(text)).not.toContain(`${labels}.`);
      }),
    );
  });

  test('a mailbox is masked, percent-encoded too', () => {
    fc.assert(
      fc.property(embedded(fc.emailAddress()), fc.boolean(), ([text, mailbox], encoded) => {
        const shown = encoded ? text.replace(mailbox, () => mailbox.replace('@', '%40')) : text;
        const [, domain = ''] = mailbox.split('@');
        expect(discreet(shown)).not.toContain(domain);
        expect(discreet(shown)).not.toMatch(/@|%40/);
      }),
      { numRuns: 500 },
    );
  });
});

test('a log masks whatever it is given, and says what it is about', () => {
  const lines: unknown[] = [];
  const write = (message: string, details?: Record<string, unknown>) => void lines.push([message, details]);
  const log = logAbout(discreetLog({ info: write, warn: write, error: write }), { checkId: 'c1' });
  log.error('failed', { error: 'to a@b.test', deep: [{ at: '10.0.0.1', times: 3, none: null }] });
  log.warn('of a@b.test', { '10.0.0.1': 1, token: 'abc', sessionToken: 'abc', tokens: 2, fault: new Error('at ::1') });
  log.info('done');
  expect(lines).toEqual([
    ['failed', { checkId: 'c1', error: 'to (mailbox)', deep: [{ at: '(address)', times: 3, none: null }] }],
    ['of (mailbox)', { checkId: 'c1', '(address)': 1, token: '(token)', sessionToken: '(token)', tokens: 2, fault: expect.stringMatching(/^Error: at \(address\)\n {4}at /) }], // biome-ignore format: one line
    ['done', { checkId: 'c1' }],
  ]);
});

test('an error that the host prints as it is tells no secrets either, and keeps its name', () => {
  const told = discreetError(new TypeError('connect to 192.0.2.1', { cause: '192.0.2.1' }));
  expect(told).toMatchObject({ name: 'TypeError', message: 'connect to (address)' });
  expect(told.stack).toMatch(/^TypeError: connect to \(address\)\n/);
  expect(told.cause).toBeUndefined();
  expect(discreetError('of a@b.test').message).toBe('of (mailbox)');
});
