import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Topology } from '../../../infra/declarations.ts';
import { REPORT } from '../../../shared/api/report-schema.ts';
import type { CheckView } from '../../../shared/api/view.ts';
import { runCheck } from '../../../shared/command/run-check.ts';
import { readSettings } from '../../../shared/config.ts';
import type { ReportRow } from '../../../shared/report/report.ts';
import { requestFor } from '../../support/check-world.ts';
import { type ServiceWorld, startServiceWorld } from '../../support/service-world.ts';

jest.setTimeout(90_000);

/** At once; CI asks for fifty. */
const MANY = Number(process.env.MXREADY_TEST_CHECKS ?? 20);

async function until(holds: () => boolean, seconds = 40): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('did not come true');
    await sleep(50);
  }
}

/** Dead letters sooner than deployed: what is looked at is where messages go, not how often they were tried. */
const impatient = (topology: Topology): Topology => ({
  ...topology,
  queues: topology.queues.map((one) => ({ ...one, maxReceiveCount: 2 })),
});

describe('the real service', () => {
  let world: ServiceWorld;
  beforeAll(async () => {
    // Enough connections for all at once: who waits for whom is looked at elsewhere (`manners.test.ts`).
    world = await startServiceWorld({ change: impatient, environment: { MXREADY_CONNECTIONS_PER_TARGET: '50' } });
  });
  afterAll(() => world.close());

  test('gives the same rows as the command, for the same server', async () => {
    const { lab } = world;
    const done = await world.done(await world.post({ categories: undefined }));
    const settings = readSettings(lab.environment);
    const report = await runCheck(requestFor('contoso.test', lab.server.port), settings, AbortSignal.timeout(30_000));
    const timeless = (rows: readonly ReportRow[]) =>
      rows.map(({ id, subject, status, code, reason, side, gravity, stage, title, reply }) => ({ id, subject, status, code, reason, side, gravity, stage, title, reply })); // biome-ignore format: one line
    expect(timeless(done.report?.rows ?? [])).toEqual(timeless(report.rows));
    expect(done.report).toMatchObject({ verdict: report.verdict, headline: report.headline, vantage: report.vantage });
    REPORT.parse(done.report);
  });

  test(`${MANY} checks at once, each message delivered twice: each server is visited once a check`, async () => {
    const before = world.lab.server.connections.length;
    const ids = await Promise.all(Array.from({ length: MANY }, () => world.post()));
    const twice = async (queue: string, message: object): Promise<void> => {
      const { client, queueUrl } = world.service.engines;
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl(queue), MessageBody: JSON.stringify(message) }));
    };
    await Promise.all(
      ids.flatMap((checkId) => [
        twice('checks', { checkId }),
        twice('category-session', { checkId, category: 'session' }),
        twice('aggregate', { checkId }),
      ]),
    );
    const done = await Promise.all(ids.map((id) => world.done(id, 80)));
    expect(new Set(done.map((one) => one.report?.verdict))).toEqual(new Set([done[0]?.report?.verdict]));
    expect(done.every((one) => one.categories.every(({ status }) => status === 'completed'))).toBe(true);
    expect(world.lab.server.connections.length - before).toBe(MANY);
  });

  test('what no function can read lands in the dead-letter queue, is read there, and stops nothing', async () => {
    const { client, queueUrl } = world.service.engines;
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl('aggregate'), MessageBody: '{"poison"' }));
    expect((await world.done(await world.post())).status).toBe('done');
    await until(() => /"dead letter".*"aggregate-dead".*"unreadable":true/.test(world.log()), 80);
  });

  test('answers to localhost only, whatever name a page gives it', async () => {
    const { port } = new URL(world.service.url);
    const status = (host: string) =>
      new Promise((resolve, reject) => {
        request({ port, host: '127.0.0.1', path: '/v1/health', headers: { host } }, ({ statusCode }) => resolve(statusCode)).on('error', reject).end(); // biome-ignore format: one line
      });
    expect(await status(`localhost:${port}`)).toBe(200);
    expect(await status('127.0.0.1')).toBe(200);
    expect(await status('evil.test')).toBe(403);
    expect(await status('localhost.evil.test')).toBe(403);
  });

  test('a body of 2 MiB is refused, and the service goes on', async () => {
    const response = await fetch(`${world.service.url}/v1/checks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `"${'x'.repeat(2 * 1024 * 1024)}"`,
    }).catch(() => null);
    if (response !== null) expect([response.status, response.headers.get('content-type')]).toEqual([413, 'application/problem+json']); // biome-ignore format: one line
    expect((await fetch(`${world.service.url}/v1/health`)).status).toBe(200);
  });
});

describe('a function that goes wrong costs its own category and nothing else', () => {
  const cases = [
    ['throws', 'session', 'test/support/functions/throws.ts'],
    ['ends its thread', 'envelope', 'test/support/functions/dies.ts'],
    ['hangs', 'relay', 'test/support/functions/hangs.ts'],
  ] as const;
  const broken = cases.map(([, category]) => `category-${category}`);
  let world: ServiceWorld;
  let seen: CheckView;
  beforeAll(async () => {
    world = await startServiceWorld({
      entries: Object.fromEntries(cases.map(([, , entry], index) => [broken[index], entry])),
      change: (topology) => ({
        ...impatient(topology),
        functions: topology.functions.map((one) => (broken.includes(one.id) ? { ...one, timeout: 3 } : one)),
      }),
    });
    // All at once: none of them may harm another either.
    seen = await world.done(await world.post({ categories: undefined }), 80);
  });
  afterAll(() => world.close());

  test.each(cases.map(([what, category]) => [what, category] as const))('one that %s', (_, category) => {
    const found = seen.report?.categories.find(({ id }) => id === category);
    expect(found).toMatchObject({ outcome: 'incomplete', reason: 'internal' });
  });

  test('the check ends, with what the others found, and no server was called in vain', () => {
    const outcomes = seen.report?.categories.map(({ id, outcome }) => `${id} ${outcome}`);
    expect(outcomes).toEqual(['dns completed', 'session incomplete', 'envelope incomplete', 'relay incomplete']);
    expect(seen.report?.verdict).toBe('incomplete');
    expect(world.lab.server.connections).toHaveLength(0);
  });
});
