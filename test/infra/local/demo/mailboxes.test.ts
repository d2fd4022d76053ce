import { expect, test } from '@jest/globals';
import { mailboxes, type Policy } from '../../../../infra/local/demo/mailboxes.ts';
import type { State } from '../../../support/scripted-smtp.ts';

const STATE = { from: '<smtptest@pass.sender.test>', recipients: [] } as unknown as State;

/** What is said to a recipient; undefined: it is taken. */
function said(policy: Partial<Policy>): (to: string) => unknown {
  const { rcpt } = mailboxes('acme.test', policy);
  return (to) => (typeof rcpt === 'function' ? rcpt(`RCPT TO:<${to}>`, STATE) : 'not asked');
}

test('knows its mailboxes and relays nothing', () => {
  const to = said({});
  expect(to('info@acme.test')).toBeUndefined();
  expect(to('nobody@acme.test')).toMatch(/^550 5\.1\.1/);
  expect(to('sink@sink.test')).toMatch(/^554 5\.7\.1/);
});

test('a policy that is changed counts from the next command on', () => {
  const policy: Partial<Policy> = {};
  const to = said(policy);
  expect(to('sink@sink.test')).toMatch(/^554/);
  policy.foreign = null;
  expect(to('sink@sink.test')).toBeUndefined();
  expect(to('nobody@acme.test')).toMatch(/^550/);
});
