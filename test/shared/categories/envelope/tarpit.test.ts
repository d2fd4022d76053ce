import { expect, test } from '@jest/globals';
import { recipientFiltering } from '../../../../shared/categories/envelope/recipient-filtering.ts';
import type { Finding } from '../../../../shared/check/row.ts';
import type { Transaction } from '../../../../shared/mail/transaction.ts';
import { TARGET } from '../../report/kit.ts';
import { reply } from '../session/kit.ts';

const at = (text: string, ms: number) => {
  const heard = reply(text);
  return heard.kind === 'reply' ? { ...heard, reply: { ...heard.reply, ms } } : heard;
};
const tried = (subject: string, kind: Transaction['kind'], rcpt: Transaction['rcpt']): Transaction => ({
  ...{ subject, kind, from: 't@pass.test', to: `${subject}@contoso.test`, send: false, conversation: 'envelope-1' },
  ...{ mail: reply('250 2.1.0 ok'), rcpt, data: null, endOfData: null },
});
const judge = (...refusals: number[]): Finding => {
  const transactions = [
    tried('postmaster', 'role', reply('250 2.1.5 ok')),
    ...refusals.map((ms, index) => tried(`random-${index + 1}`, 'random', at('550 5.1.10 not found', ms))),
  ];
  const context = { target: TARGET, subject: null, now: new Date(), ownAddresses: [] };
  return recipientFiltering.judge({ mail: { transactions, shortDeferral: null } }, context) as Finding;
};

test('refusals that are held back for five seconds each are named as a tarpit, as Exchange has one', () => {
  expect(judge(5012, 5004)).toMatchObject({ code: 'at-rcpt', data: { tarpitSeconds: 5 } });
});

test('refusals that came at once, or one of them, are none', () => {
  expect(judge(12, 9).data).not.toHaveProperty('tarpitSeconds');
  expect(judge(5012, 9).data).not.toHaveProperty('tarpitSeconds');
});
