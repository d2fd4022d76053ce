import { expect, test } from '@jest/globals';
import { createLanes } from '../../../../shared/command/recheck/lanes.ts';
import { createDnsClient } from '../../../../shared/net/dns/client.ts';
import type { CheckRequest } from '../../../../shared/check/request.ts';
import { startZoneServer } from '../../../support/zone-server.ts';

const never = new AbortController().signal;
const request = (domain: string, target: string | null = null): CheckRequest => ({
  ...{ domain, target, port: 25, mode: 'auto', phase: 'auto', gateway: null, tls: true },
  ...{ recipients: [], send: false, categories: null, lang: 'en' },
});

const provider = { id: 'big', suffixes: ['big.test'], places: 5, uniform: true };
const find = (host: string) => (host.endsWith('.big.test') ? provider : null);

test('a lane is the provider, or the address that a server shares with others, or what there is', async () => {
  const zone = await startZoneServer({
    'one.test': { MX: [[10, 'mx.one.test']] },
    'mx.one.test': { A: ['192.0.2.1'] },
    'two.test': { MX: [[20, 'x.two.test'], [10, 'mx.two.test']] }, // biome-ignore format: one thought
    'mx.two.test': { A: ['192.0.2.1'] },
    'big1.test': { MX: [[10, 'in1.big.test']] },
    'bare.test': { A: ['192.0.2.9'] },
    'broken.test': 'SERVFAIL',
  });
  const lanes = createLanes(3, 0, find);
  const laneOf = async (...of: Parameters<typeof request>) => {
    const { id, checks } = await lanes.of(request(...of), createDnsClient({ servers: [zone.server] }), never);
    return [id, checks];
  };
  expect(await laneOf('one.test')).toEqual(['192.0.2.1', 1]);
  expect(await laneOf('two.test')).toEqual(['192.0.2.1', 1]);
  expect(await laneOf('big1.test')).toEqual(['big', 2]);
  expect(await laneOf('one.test', 'in2.big.test')).toEqual(['big', 2]);
  expect(await laneOf('one.test', '192.0.2.7')).toEqual(['192.0.2.7', 1]);
  expect(await laneOf('bare.test')).toEqual(['192.0.2.9', 1]);
  expect(await laneOf('broken.test')).toEqual(['broken.test', 1]);
  await zone.close();
});

test('connections are bounded at an address, and over all addresses of a provider', async () => {
  const zone = await startZoneServer({});
  const lanes = createLanes(3, 0, find);
  const dns = createDnsClient({ servers: [zone.server] });
  const lone = await lanes.of(request('one.test', '192.0.2.7'), dns, never);
  const big = await lanes.of(request('a.test', 'in1.big.test'), dns, never);
  const same = await lanes.of(request('b.test', 'in2.big.test'), dns, never);
  await zone.close();
  expect(same.slots).toBe(big.slots);
  let open = 0;
  let most = 0;
  const ends: (() => void)[] = [];
  const work = async (): Promise<void> => {
    open += 1;
    most = Math.max(most, open);
    await new Promise<void>((resolve) => ends.push(resolve));
    open -= 1;
  };
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const most_ = async (runs: Promise<void>[]): Promise<number> => {
    most = 0;
    for (let left = runs.length; left > 0; ) {
      await settle();
      const ending = ends.splice(0);
      left -= ending.length;
      for (const end of ending) end();
    }
    await Promise.all(runs);
    return most;
  };
  // Two, although three are allowed to single checks.
  expect(await most_(Array.from({ length: 5 }, () => lone.slots.run('192.0.2.7', false, never, work)))).toBe(2);
  const wide = Array.from({ length: 12 }, (_, index) => big.slots.run(`192.0.2.${index % 6}`, false, never, work));
  expect(await most_(wide)).toBe(5);
  // What one check is told by an address, all others that go there know.
  await big.slots.cool('192.0.2.7');
  expect(await most_(Array.from({ length: 3 }, () => lone.slots.run('192.0.2.7', false, never, work)))).toBe(1);
  expect(
    await most_(Array.from({ length: 3 }, (_, index) => big.slots.run(`192.0.2.${index}`, false, never, work))),
  ).toBe(1);
});
