import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { createAuthority, issue } from '../../support/certificates.ts';
import { freePort, startProcess } from '../../support/service-process.ts';
import { type Client, clientOf, type Lab, startLab } from '../../support/service-world.ts';
import { answering, startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';

jest.setTimeout(120_000);

let folder: string;
let lab: Lab;
let receiver: WebhookReceiver;
let environment: Record<string, string>;
let client: Client;
let url: string;
const running: ChildProcess[] = [];
const start = () => startProcess(environment, (child) => running.push(child));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mxready-callbacks-'));
  lab = await startLab();
  const issued = await issue(await createAuthority(), { names: ['127.0.0.1'] });
  receiver = await startReceiver(issued);
  const roots = join(folder, 'roots.pem');
  writeFileSync(roots, issued.rootPem);
  const port = await freePort();
  environment = {
    ...lab.environment,
    MXREADY_ALLOW_PORTS: `${lab.server.port},${receiver.port}`,
    MXREADY_CA_FILE: roots,
    MXREADY_DATA_DIR: join(folder, 'data'),
    PORT: `${port}`,
  };
  url = `http://127.0.0.1:${port}`;
  client = clientOf(url, lab.server.port);
  await start();
});
afterAll(async () => {
  for (const one of running.splice(0)) one.kill('SIGKILL');
  await Promise.all([lab.close(), receiver.close()]);
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  receiver.letters.length = 0;
  receiver.answer = answering(204);
});

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 90_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('did not come true');
    await sleep(50);
  }
}

const post = (more: object = {}): Promise<string> =>
  client.post({ callbackUrl: `https://127.0.0.1:${receiver.port}/in?key=1`, ...more });
const secretsOf = async (query = ''): Promise<string[]> =>
  ((await (await fetch(`${url}/v1/callback-secret${query}`)).json()) as { secrets: string[] }).secrets;
const kill = async (): Promise<void> => {
  const [child] = running.splice(0) as [ChildProcess];
  child.kill('SIGKILL');
  await once(child, 'close');
};

test('whoever asked to be told is, once, and can verify it', async () => {
  const id = await post({ tenantId: 'acme' });
  await until(() => receiver.letters.length > 0);
  const [{ path, headers, body }] = receiver.letters as [(typeof receiver.letters)[0]];
  expect(path).toBe('/in?key=1');
  const [secret = ''] = await secretsOf('?tenantId=acme');
  const told = new Webhook(secret).verify(body, headers as Record<string, string>);
  const { report } = await client.view(id);
  expect(told).toEqual({ type: 'check.finished', id, verdict: report?.verdict, url: `${url}/v1/checks/${id}` });
  // What it says is there to be had at once.
  expect((await (await fetch((told as { url: string }).url)).json()) as object).toMatchObject({ id, status: 'done' });
  expect(() => new Webhook('whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=').verify(body, headers as Record<string, string>)).toThrow(); // biome-ignore format: one line
  // Another check later is told; this one is not told again.
  await post();
  await until(() => receiver.letters.length > 1);
  expect(receiver.letters.filter((one) => one.headers['webhook-id'] === id)).toHaveLength(1);
  const log = readFileSync(join(folder, 'data', 'service.log'), 'utf8');
  expect(log).toContain('callback ended');
  expect(log).not.toContain('key=1');
});

test('a receiver that is down while the service is killed and started anew: nobody goes without word', async () => {
  receiver.answer = answering(503);
  const ids = await Promise.all([post(), post(), post()]);
  const untold = new Set(ids);
  await until(() => ids.every((id) => receiver.letters.some(({ headers }) => headers['webhook-id'] === id)));
  await kill();
  const first = receiver.letters.length;
  receiver.answer = (response, { headers }) => {
    untold.delete(`${headers['webhook-id']}`);
    answering(204)(response);
  };
  await start();
  await until(() => untold.size === 0);
  expect(receiver.letters.length).toBe(first + ids.length);
});

test('a key that was exchanged: receivers with the old secret and with the new one verify', async () => {
  const file = join(folder, 'data', 'keys', 'callback-keys');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const [old = ''] = await secretsOf();
  await kill();
  writeFileSync(file, `${'n'.repeat(64)}\n${readFileSync(file, 'utf8')}`);
  await start();
  const secrets = await secretsOf();
  expect([secrets.length, secrets[1]]).toEqual([2, old]);
  await post();
  await until(() => receiver.letters.length > 0);
  const { headers, body } = receiver.letters[0] as (typeof receiver.letters)[0];
  for (const secret of secrets) new Webhook(secret).verify(body, headers as Record<string, string>);
});
