import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type ServiceWorld, startServiceWorld } from '../../support/service-world.ts';

jest.setTimeout(60_000);
const SECRETS = {
  recipient: 'marker-recipient',
  reply: 'marker-reply',
  greeting: 'marker-greeting',
  token: 'marker-token',
  key: 'marker-key',
  header: 'marker-header',
  body: 'marker-body',
} as const;

let world: ServiceWorld;
beforeAll(async () => {
  world = await startServiceWorld({
    server: {
      greeting: `220 mx ${SECRETS.greeting} 192.0.2.77`,
      rcpt: `550 5.1.1 ${SECRETS.reply} <${SECRETS.recipient}@contoso.test> 2001:db8::77`,
    },
  });
});
afterAll(() => world.close());

const post = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${world.service.url}/v1/checks`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }); // biome-ignore format: one line

test('every line about a check names it, and none tells an address, a transcript or a token', async () => {
  const port = world.lab.server.port;
  const recipients = [`${SECRETS.recipient}@contoso.test`];
  const asked = await post(JSON.stringify({ domain: 'contoso.test', port, recipients, send: true }), {
    authorization: `Bearer ${SECRETS.token}`,
    'idempotency-key': SECRETS.key,
    'x-anything': SECRETS.header,
  });
  const { id } = (await asked.json()) as { id: string };
  const done = await world.done(id);
  // The markers did arrive where they belong.
  expect(JSON.stringify(done.report)).toContain(SECRETS.reply);
  await post(`{"domain":"contoso.test","${SECRETS.body}":"${SECRETS.recipient}@contoso.test"}`);
  await post(`{"domain":"contoso.test","recipients":["${SECRETS.recipient}@other.test"]}`);
  await fetch(`${world.service.url}/v1/checks/${SECRETS.body}?lang=${SECRETS.body}`);
  await world.service.engines.client.send(new SendMessageCommand({ QueueUrl: world.service.engines.queueUrl('checks'), MessageBody: `${SECRETS.body} ${SECRETS.recipient}@contoso.test` })); // biome-ignore format: one line

  const until = Date.now() + 20_000;
  while (!/message failed/.test(world.log()) && Date.now() < until) await fetch(`${world.service.url}/v1/health`);
  // Whoever wrote it: a function, its thread, the host.
  const lines = world.log().trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // biome-ignore format: one line
  const all = world.log();
  for (const secret of Object.values(SECRETS)) expect([secret, all.includes(secret)]).toEqual([secret, false]);
  expect(all).not.toMatch(/192\.0\.2\.77|2001:db8::77|127\.0\.0\.1/);
  const about = lines.filter(({ checkId }) => checkId === id).map(({ message }) => message);
  expect(about.sort()).toEqual(['category done', 'category done', 'category done', 'category done', 'check created', 'check done']); // biome-ignore format: one line
  const ABOUT_CHECKS = /^(check|category|fault in a category|slot|no place|hint)/;
  expect(lines.filter(({ message, checkId }) => ABOUT_CHECKS.test(`${message}`) && checkId === undefined)).toEqual([]);
  expect(lines.every(({ level, timestamp }) => typeof level === 'string' && typeof timestamp === 'string')).toBe(true);
});
