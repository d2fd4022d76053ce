import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { builtCategories } from '../../../shared/categories/index.ts';
import { runCategory } from '../../../shared/check/run-category.ts';
import { readSettings } from '../../../shared/config.ts';
import { LINE_LIMIT } from '../../../shared/net/harmless.ts';
import { createDnsClient } from '../../../shared/net/dns/client.ts';
import { createIo } from '../../../shared/net/io.ts';
import { processSlots } from '../../../shared/net/slots.ts';
import { aggregate } from '../../../shared/pipeline/aggregate.ts';
import { createCheck } from '../../../shared/pipeline/create.ts';
import { dispatch } from '../../../shared/pipeline/dispatch.ts';
import { record } from '../../../shared/pipeline/record.ts';
import { TEST_PATIENCE } from '../../support/check-world.ts';
import { type PipelineWorld, REQUEST, startPipeline, TARGET } from '../../support/pipeline-world.ts';

const never = new AbortController().signal;
const session = builtCategories.filter(({ id }) => id === 'session');
const ADDRESSES = Array.from({ length: 8 }, (_, at) => `127.0.0.${at + 1}`);

let world: PipelineWorld;
const servers: Server[] = [];
let port = 0;

/** A greeting of nearly 64 KiB that nothing packs: a reply of 500 lines, each of other rubbish. */
const greeting = (code: string): string => {
  const line = (mark: string): string => `${code}${mark}${randomBytes(92).toString('base64')}\r\n`;
  return `${Array.from({ length: 500 }, () => line('-')).join('')}${line(' ')}`;
};

async function listen(address: string, at: number): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(greeting('421'));
  }).listen(at, address);
  await once(server, 'listening');
  return server;
}

beforeAll(async () => {
  world = await startPipeline(session);
  for (const address of ADDRESSES) {
    servers.push(await listen(address, port));
    port = (servers[0]?.address() as AddressInfo).port;
  }
});
afterAll(async () => {
  await Promise.all([world.close(), ...servers.map((one) => new Promise((resolve) => one.close(resolve)))]);
});

/** Checks so many of the addresses, through the store. */
async function checked(count: number) {
  const { deps } = world;
  const request = { ...REQUEST, domain: `of-${count}.test`, port };
  const made = await createCheck(deps, { request, tenantId: null, caller: 'me', lane: 'interactive', key: null, maxAge: null }); // biome-ignore format: one line
  if (made.outcome !== 'created') throw new Error(made.outcome);
  const { id } = made.check;
  const addresses = ADDRESSES.slice(0, count).map((address) => ({ address, family: 4 as const, lab: true }));
  const target = { ...TARGET, domain: request.domain, port, addresses };
  await dispatch(deps, async () => target, id, never);
  const settings = { ...readSettings({ MXREADY_ALLOW_NETWORKS: '127.0.0.0/8' }), patience: TEST_PATIENCE };
  const io = createIo(settings, createDnsClient({ servers: [] }), { slots: processSlots(3, 10) });
  for (const category of session) {
    await record(deps, id, { ...(await runCategory(category, target, io, never)), families: ['ipv4'] });
  }
  await aggregate(deps, id);
  return { check: await deps.store.readCheck(id), parts: await deps.store.readParts(id) };
}

describe('a server that greets with 64 KiB which nothing packs', () => {
  test.each([1, 2, 8])('at %s addresses: its check ends, and its report can be read', async (count) => {
    const { check, parts } = await checked(count);
    expect(check).toMatchObject({ status: 'done' });
    const aborted = parts.report?.rows.find(({ id }) => id === 'aborted');
    expect(aborted).toMatchObject({ code: 'ended-early', stage: 'banner', data: { count: 2 * count } });
    expect(parts.report?.rows.filter(({ id }) => id === 'banner')).toHaveLength(count);
    const talks = parts.results.flatMap(({ conversations }) => conversations);
    expect(talks).toHaveLength(2 * count);
    for (const { ending } of talks) expect(ending.words?.length).toBeLessThanOrEqual(LINE_LIMIT);
  }, 60_000);
});
