import { describe, expect, test } from '@jest/globals';
import { randomRecipients, taggedSender } from '../../../shared/mail/addresses.ts';
import { parseMailbox } from '../../../shared/net/mailbox.ts';

const ROOT = '7f1c2f5e-0000-4000-8000-000000000001';
const roots = Array.from({ length: 500 }, (_, index) => `root-${index}`);

describe('a sender', () => {
  test('carries the id of the root check, the same each time', () => {
    expect(taggedSender('smtptest@pass.test', ROOT)).toBe(`smtptest+${ROOT}@pass.test`);
  });

  test('with a long local part carries a digest, and without any room it stays as it is', () => {
    const long = `${'a'.repeat(45)}@pass.test`;
    expect(taggedSender(long, ROOT)).toMatch(/^a{45}\+[a-z0-9]{12}@pass\.test$/);
    const full = `${'a'.repeat(60)}@pass.test`;
    expect(taggedSender(full, ROOT)).toBe(full);
    expect(taggedSender('t@pass.test', 'no uuid; but <text>')).toMatch(/^t\+[a-z0-9]{12}@pass\.test$/);
  });
});

describe('recipients that nobody has', () => {
  test('follow from the root check: a follow-up asks for the same', () => {
    expect(randomRecipients('contoso.test', ROOT)).toEqual(randomRecipients('contoso.test', ROOT));
    const [made, person] = randomRecipients('contoso.test', ROOT);
    expect(made).toMatch(/^sepp\.[a-z0-9]{14}@contoso\.test$/);
    expect(person).toMatch(/^[a-z]+\.[a-z]+\d{6}@contoso\.test$/);
  });

  test('differ from check to check, and each is a mailbox that may be written into a command', () => {
    const all = roots.flatMap((root) => [...randomRecipients('contoso.test', root)]);
    expect(new Set(all).size).toBe(all.length);
    for (const one of all) expect(parseMailbox(one)).toBe(one);
  });
});
