import { describe, expect, test } from '@jest/globals';
import { domainOf, localPartOf, parseMailbox } from '../../../shared/net/mailbox.ts';

describe('a mailbox', () => {
  test.each([
    ['info@contoso.com', 'info@contoso.com'],
    [' Info@Contoso.COM ', 'Info@contoso.com'],
    ["o'neil+tag@contoso.com", "o'neil+tag@contoso.com"],
    ['info@bücher.example', 'info@xn--bcher-kva.example'],
  ])('%j is read as %s', (text, mailbox) => expect(parseMailbox(text)).toBe(mailbox));

  test.each([
    ['contoso.com'],
    ['@contoso.com'],
    ['info@'],
    ['info@localhost'],
    ['info@192.0.2.1'],
    ['a b@contoso.com'],
    ['"quoted"@contoso.com'],
    ['.dot@contoso.com'],
    ['dot.@contoso.com'],
    ['a@b@contoso.com'],
    ['info@contoso.com>\r\nRCPT TO:<x@y.test'],
    ['in\u0000fo@contoso.com'],
    ['in\u2028fo@contoso.com'],
    ['ünfo@contoso.com'],
    [`${'a'.repeat(65)}@contoso.com`],
  ])('%j is none, and it is said why', (text) => {
    expect(() => parseMailbox(text)).toThrow(/\S{3}/);
  });

  test('has a local part and a domain', () => {
    expect([localPartOf('a+b@c.test'), domainOf('a+b@c.test')]).toEqual(['a+b', 'c.test']);
  });
});
