import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { recheckAll, register } from '../../../../infra/local/demo/recheck.ts';
import type { RunningWorld } from '../../../../infra/local/demo/run-world.ts';
import { TENANTS } from '../../../../infra/local/demo/tenants.ts';

let server: Server | null = null;
afterEach(() => {
  server?.close();
});

/** A service that says what it is told, one answer after the other. @returns its address, and what it was asked */
async function scripted(...answers: (object | number)[]): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push(`${request.method} ${request.url} ${body}`.trim());
    const answer = answers.shift() ?? 500;
    response.writeHead(typeof answer === 'number' ? answer : 200).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const run = (status: string, done: number, parked: number, finishedAt: string | null = null): object => ({
  ...{ status, done, total: 3, finishedAt, links: { self: '/v1/rechecks/r' } },
  slow: { longest: [{ parkedUntil: null }, ...Array.from({ length: parked }, () => ({ parkedUntil: 'soon' }))] },
}); // biome-ignore format: one thought

const signal = new AbortController().signal;

test('a tenant is registered with its domain as its server is reached', async () => {
  const { url, asked } = await scripted({});
  const [tenant] = TENANTS;
  if (tenant === undefined) throw new Error('no tenant');
  await register({ url, signal }, tenant, { world: tenant.world, servers: { port: 2525 } } as RunningWorld);
  expect(asked).toEqual(['PUT /v1/tenants/acme {"name":"Acme Ltd","domains":[{"domain":"acme.test","port":2525,"recipients":["info@acme.test"],"send":true}]}']); // biome-ignore format: one line
});

test('a run is followed to its end, with a line whenever something moved, and read', async () => {
  const looks = [run('running', 1, 0), run('running', 1, 0), run('running', 2, 1), run('done', 3, 0, 'now')];
  const { url, asked } = await scripted(run('listing', 0, 0), ...looks, { quiet: 0 }, { text: 'told' });
  const lines: string[] = [];
  const { digest, text } = await recheckAll({ url, signal }, (line) => lines.push(line));
  expect(lines).toEqual([
    'running: 1 of 3 domains have ended',
    'running: 2 of 3 domains have ended, 1 waiting for a second look',
    'done: 3 of 3 domains have ended',
  ]);
  expect([digest, text]).toEqual([{ quiet: 0 }, '{"text":"told"}']);
  const digests = ['json', 'text&lang=en'].map((format) => `GET /v1/rechecks/r/digest?format=${format}`);
  expect(asked).toEqual(['POST /v1/rechecks {}', ...looks.map(() => 'GET /v1/rechecks/r'), ...digests]);
});

test('what is refused is said', async () => {
  const { url } = await scripted(409);
  await expect(recheckAll({ url, signal }, () => {})).rejects.toThrow('POST /v1/rechecks: 409');
});
