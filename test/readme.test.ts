import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type ServiceWorld, startServiceWorld } from './support/service-world.ts';

jest.setTimeout(60_000);
const run = promisify(execFile);

/** Every `curl` line of the README, as printed. */
const lines = readFileSync('README.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('curl '));

let world: ServiceWorld;
beforeAll(async () => {
  world = await startServiceWorld();
});
afterAll(() => world.close());

/** A machine with Node.js alone may have neither. */
const able = ['curl', 'bash'].every((name) => spawnSync(name, ['--version']).status === 0);

(able ? test : test.skip)('the requests that README prints work as printed', async () => {
  expect(lines.length).toBeGreaterThanOrEqual(5);
  const id = await world.post();
  await world.done(id);
  for (const line of lines) {
    // Only where the service listens, which check is meant and which port may be tested are other than printed.
    const command = line
      .replace('http://localhost:3000', world.service.url.replace('localhost', '127.0.0.1'))
      .replace('<id>', id)
      .replace('{"domain":"contoso.com"}', `{"domain":"contoso.test","port":${world.lab.server.port}}`);
    const { stdout } = await run('bash', ['-c', `${command.replace('curl ', 'curl -w "\\n%{http_code}" ')}`]);
    expect([line, stdout.trim().split('\n').at(-1)]).toEqual([line, expect.stringMatching(/^20[024]$/)]);
  }
});
