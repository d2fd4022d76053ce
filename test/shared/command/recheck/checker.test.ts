import { expect, test } from '@jest/globals';
import type { CheckRequest } from '../../../../shared/check/request.ts';
import { createChecker } from '../../../../shared/command/recheck/checker.ts';
import { readSettings } from '../../../../shared/config.ts';
import { startSmtpServer } from '../../../support/scripted-smtp.ts';
import { startZoneServer } from '../../../support/zone-server.ts';

const never = new AbortController().signal;
const request = (domain: string, port: number): CheckRequest => ({
  ...{ domain, target: null, port, mode: 'auto', phase: 'auto', gateway: null, tls: true },
  ...{ recipients: [], send: false, categories: ['session'], lang: 'en' },
});

test('domains of one server are checked one after the other, and wait for it in no time of their own', async () => {
  const domains = Array.from({ length: 6 }, (_, index) => `d${index}.test`);
  const server = await startSmtpServer({ greeting: { reply: '220 mx.test', delayMs: 150 } });
  const zone = await startZoneServer({
    'mx.test': { A: ['127.0.0.1'] },
    ...Object.fromEntries(domains.map((domain) => [domain, { MX: [[10, 'mx.test'] as [number, string]] }])),
  });
  const settings = readSettings({
    ...{ MXREADY_RESOLVER: zone.server, MXREADY_ALLOW_NETWORKS: '127.0.0.0/8', MXREADY_ALLOW_PORTS: `${server.port}` },
    ...{ MXREADY_PAUSE_LEAST: '0', MXREADY_PAUSE_MOST: '0' },
  });
  // Shorter than all of them together, and longer than any one of them.
  const options = { concurrency: 16, timeout: 4, waitGreylist: false };
  const checker = createChecker(settings, options, never);
  const all = await Promise.all(domains.map((domain) => checker.check(request(domain, server.port), never)));
  expect(all.map(({ rows }) => rows.find(({ id }) => id === 'banner')?.status)).toEqual(domains.map(() => 'pass'));
  expect(new Set(all.map(({ checkId }) => checkId)).size).toBe(6);
  expect(server.maxConcurrent).toBeLessThanOrEqual(2);
  await Promise.all([server.close(), zone.close()]);
});

test('a target of the list that leads where nothing is tested is a finding, not the end of the run', async () => {
  const zone = await startZoneServer({ 'inside.test': { A: ['127.0.0.1'] } });
  const checker = createChecker(
    readSettings({ MXREADY_RESOLVER: zone.server }),
    { concurrency: 1, timeout: 10, waitGreylist: false },
    never,
  );
  const { verdict } = await checker.check({ ...request('d.test', 25), target: 'inside.test' }, never);
  expect(verdict).not.toBe('ready');
  await zone.close();
});
