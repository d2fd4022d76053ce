import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { freePort, type Started, startProcess } from '../../support/service-process.ts';
import { clientOf, startLab } from '../../support/service-world.ts';

jest.setTimeout(90_000);

let folder: string;
const running: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mxready-restart-'));
});
afterEach(() => {
  for (const one of running.splice(0)) one.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const start = (environment: Record<string, string>): Promise<Started> =>
  startProcess({ MXREADY_DATA_DIR: folder, ...environment }, (child) => running.push(child));

const line = (text: string): string => `mxready: ${text}\n`;

test('killed in the midst of checks and started anew: every check ends properly, none is lost', async () => {
  const lab = await startLab({ greeting: { delayMs: 1500 } });
  try {
    const port = await freePort();
    // Enough for all at once: what is looked at is the restart, not who waits for whom.
    const environment = { ...lab.environment, MXREADY_CONNECTIONS_PER_TARGET: '20', PORT: String(port) };
    const client = clientOf(`http://127.0.0.1:${port}`, lab.server.port);
    const first = await start(environment);
    expect(first.said).toContain(`http://localhost:${port}`);
    const ids = await Promise.all(Array.from({ length: 8 }, () => client.post()));
    first.child.kill('SIGKILL');
    await once(first.child, 'close');
    const second = await start(environment);
    expect(second.said).toContain('unfinished checks go on');
    const done = await Promise.all(ids.map((id) => client.done(id)));
    for (const one of done) {
      expect(one.status).toBe('done');
      expect(one.report?.categories.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
    }
    second.child.kill('SIGINT');
    const [code] = await once(second.child, 'close');
    expect(code).toBe(0);
  } finally {
    await lab.close();
  }
});

test('told to end, it lets what is in work end, and nobody else may use its data: no server is visited twice', async () => {
  const lab = await startLab({ greeting: { delayMs: 1000 } });
  try {
    const port = await freePort();
    const environment = { ...lab.environment, PORT: String(port) };
    const client = clientOf(`http://127.0.0.1:${port}`, lab.server.port);
    const first = await start(environment);
    const id = await client.post();
    while (lab.server.connections.length === 0) await client.view(id, '?wait=1');
    first.child.kill('SIGTERM');
    expect(await once(first.child, 'close')).toEqual([0, null]);
    await start(environment);
    const intruder = await start({ PORT: String(await freePort()) });
    expect([intruder.said, intruder.code]).toEqual([line('another service uses this data folder; name another with MXREADY_DATA_DIR'), 64]); // biome-ignore format: one line
    expect((await client.done(id)).report?.categories.map(({ outcome }) => outcome)).toEqual([
      'completed',
      'completed',
    ]);
    expect(lab.server.connections).toHaveLength(1);
  } finally {
    await lab.close();
  }
});

describe('what is in the way is one clear line', () => {
  test('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { said, code } = await start({ PORT: String(port) });
    server.close();
    expect([said, code]).toEqual([line(`port ${port} is taken; name another with PORT`), 64]);
  });

  test('a setting that cannot be used', async () => {
    const setting = await start({ MXREADY_KILL_SWITCH: 'perhaps' });
    expect(setting).toMatchObject({ said: expect.stringMatching(/^mxready: MXREADY_KILL_SWITCH: .*neither yes nor no\n$/), code: 64 }); // biome-ignore format: one line
  });
});
