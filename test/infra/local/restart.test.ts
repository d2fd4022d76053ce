import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

test('killed in the midst of checks and started anew: every check ends properly, none is lost', async () => {
  const lab = await startLab({ greeting: { delayMs: 1500 } });
  try {
    const port = await freePort();
    const environment = { ...lab.environment, PORT: String(port) };
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

test('told to end, it lets what is in work end: no server is visited a second time for it', async () => {
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
  const line = (text: string): string => `mxready: ${text}\n`;

  test('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { said, code } = await start({ PORT: String(port) });
    server.close();
    expect([said, code]).toEqual([line(`port ${port} is taken; name another with PORT`), 64]);
  });

  test('a port that is none, a setting that cannot be used', async () => {
    expect(await start({ PORT: 'x' })).toMatchObject({
      said: line('PORT: "x" is not a port; name one from 1 to 65535'),
      code: 64,
    });
    const bad = await start({ MXREADY_KILL_SWITCH: 'perhaps' });
    expect(bad).toMatchObject({
      said: expect.stringMatching(/^mxready: MXREADY_KILL_SWITCH: .*neither yes nor no\n$/),
      code: 64,
    });
  });

  test('a data folder of a newer version, one that is none, one that cannot be written', async () => {
    writeFileSync(join(folder, 'format.json'), '{"format":99}');
    expect(await start({ PORT: '1' })).toMatchObject({ said: expect.stringMatching(/^mxready: the data folder .* is from a newer version; .*\n$/), code: 64 }); // biome-ignore format: one line
    writeFileSync(join(folder, 'format.json'), 'x');
    expect(await start({})).toMatchObject({ said: expect.stringMatching(/is no data folder of mxready/), code: 64 });
    const file = join(folder, 'file');
    writeFileSync(file, '');
    chmodSync(file, 0o400);
    expect(await start({ MXREADY_DATA_DIR: file })).toMatchObject({ said: expect.stringMatching(/cannot be used \(\w+\); name another/), code: 64 }); // biome-ignore format: one line
  });

  test('a second service on the same data', async () => {
    const [one, other] = [await freePort(), await freePort()];
    await start({ PORT: String(one) });
    const second = await start({ PORT: String(other) });
    expect([second.said, second.code]).toEqual([line('another service uses this data folder; name another with MXREADY_DATA_DIR'), 64]); // biome-ignore format: one line
  });
});
