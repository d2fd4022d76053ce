import { expect, test } from '@jest/globals';
import type { DnsClient } from '../../../../shared/net/dns/client.ts';
import { hostsBy } from '../../../../shared/pipeline/recheck/hosts.ts';

type Answers = (domain: string, signal: AbortSignal) => Promise<unknown>;

/** Looks up nothing else than what a test says. */
const clientOf = (answers: Answers): DnsClient =>
  ({ query: (domain: string, _: string, signal: AbortSignal) => answers(domain, signal) }) as unknown as DnsClient;
const never = new AbortController().signal;
const found: Answers = async (domain) => ({ kind: 'answer', records: [{ preference: 10, exchange: `mx.${domain}` }] });
const unanswered: Answers = (_, signal) =>
  new Promise((__, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

test('a domain has the host that is registered, or else the one that its MX records prefer', async () => {
  const hostOf = hostsBy(clientOf(found), never);
  expect(await hostOf({ domain: 'contoso.test' })).toBe('mx.contoso.test');
  expect(await hostOf({ domain: 'contoso.test', target: 'mail.contoso.test' })).toBe('mail.contoso.test');
});

test('what has no answer has no host', async () => {
  const failing = clientOf(async () => {
    throw new Error('nobody answers');
  });
  expect(await hostsBy(failing, never)({ domain: 'contoso.test' })).toBeNull();
});

test('what was cut off is not said to have no host', async () => {
  const stop = new AbortController();
  const hostOf = hostsBy(clientOf(unanswered), stop.signal);
  const waiting = hostOf({ domain: 'contoso.test' });
  stop.abort(new Error('time is up'));
  await expect(waiting).rejects.toThrow('time is up');
  await expect(hostOf({ domain: 'contoso.test', target: 'mail.contoso.test' })).rejects.toThrow('time is up');
});

test('what was found before it was cut off counts', async () => {
  const stop = new AbortController();
  const slow = clientOf(async (domain, signal) => {
    stop.abort();
    return found(domain, signal);
  });
  expect(await hostsBy(slow, stop.signal)({ domain: 'contoso.test' })).toBe('mx.contoso.test');
});
