import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { FunctionHost } from '../../../infra/local/function-host.ts';
import { type Gateway, openGateway } from '../../../infra/local/gateway.ts';
import { fairLanes, LaneFull } from '../../../infra/local/lanes.ts';

/** Work that goes on until it is told to end. */
function gate() {
  let open: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, work: () => ended };
}
const FOREVER = 1_000_000;

describe('lanes', () => {
  test('are served in turn, whatever waits in one of them', async () => {
    const lanes = fairLanes({ places: 1, depth: 100, hold: FOREVER });
    const order: string[] = [];
    const first = gate();
    const all = [lanes.run('flood', first.work)];
    for (let at = 0; at < 5; at += 1) all.push(lanes.run('flood', async () => void order.push('flood')));
    all.push(lanes.run('health', async () => void order.push('health')));
    all.push(lanes.run('other', async () => void order.push('other')));
    first.open();
    await Promise.all(all);
    expect(order).toEqual(['flood', 'health', 'other', 'flood', 'flood', 'flood', 'flood']);
  });

  test('hold no more than their places between them', async () => {
    const lanes = fairLanes({ places: 3, depth: 100, hold: FOREVER });
    let going = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      going += 1;
      most = Math.max(most, going);
      await sleep(1);
      going -= 1;
    };
    await Promise.all(Array.from({ length: 50 }, (_, at) => lanes.run(`lane ${at % 7}`, work)));
    expect(most).toBe(3);
  });

  test('give a place back once, whether work ends, throws, or only waits', async () => {
    const lanes = fairLanes({ places: 1, depth: 100, hold: 10 });
    const waiting = gate();
    const long = lanes.run('a', waiting.work);
    // It would never begin if the first one kept its place.
    await expect(lanes.run('a', async () => 'came')).resolves.toBe('came');
    await expect(lanes.run('a', () => Promise.reject(new Error('thrown')))).rejects.toThrow('thrown');
    waiting.open();
    await long;
    const [one, other] = [gate(), gate()];
    let begun = 0;
    const count = (work: () => Promise<void>) => () => {
      begun += 1;
      return work();
    };
    const strict = fairLanes({ places: 1, depth: 100, hold: FOREVER });
    const both = [strict.run('a', count(one.work)), strict.run('a', count(other.work))];
    await sleep(5);
    expect(begun).toBe(1);
    one.open();
    other.open();
    await Promise.all(both);
    expect(begun).toBe(2);
  });

  test('take so many that wait and no more, each for itself', async () => {
    const lanes = fairLanes({ places: 1, depth: 2, hold: FOREVER });
    const first = gate();
    const all = [lanes.run('a', first.work), lanes.run('a', async () => {}), lanes.run('a', async () => {})];
    await expect(lanes.run('a', async () => {})).rejects.toBeInstanceOf(LaneFull);
    all.push(lanes.run('b', async () => {}));
    first.open();
    await Promise.all(all);
    await expect(lanes.run('a', async () => 'again')).resolves.toBe('again');
  });
});

describe('the gateway', () => {
  let gateway: Gateway | undefined;
  afterEach(() => gateway?.close());

  /** Notes what it is asked, and answers when it may. */
  function heldApi(begin: Promise<void>): { api: FunctionHost; asked: string[] } {
    const asked: string[] = [];
    const invoke = async (event: unknown): Promise<unknown> => {
      const { method, path } = (event as APIGatewayProxyEventV2).requestContext.http;
      asked.push(`${method} ${path}`);
      await begin;
      return { statusCode: 200, body: path };
    };
    return { api: { invoke, warm: () => {}, close: async () => {} }, asked };
  }

  test('lets no flood of one route keep another waiting', async () => {
    const begin = gate();
    const { api, asked } = heldApi(begin.work());
    gateway = await openGateway(api, 0);
    const url = gateway.url.replace('localhost', '127.0.0.1');
    const ask = async (path: string): Promise<string> => (await fetch(`${url}${path}`)).text();
    const paths = (at: number) => [`/v1/checks/${at}`, `/no/such/path/${at}`, `/v1/checks/${at}/report`];
    const flood = Array.from({ length: 200 }, (_, at) => ask(paths(at)[at % 3] as string));
    while (asked.length < 8) await sleep(5);
    const health = ask('/v1/health');
    while (!asked.includes('GET /v1/health')) await sleep(5);
    // Those that wait longer than a place is held are let through a few at a time; without lanes it would be the last.
    const before = asked.indexOf('GET /v1/health');
    begin.open();
    await Promise.all([health, ...flood]);
    expect(asked).toHaveLength(201);
    expect(before).toBeLessThan(190);
  });
});
