import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { DOMAIN_LIMIT } from '../../shared/api/tenants/schema.ts';
import { providerById } from '../../shared/net/provider/provider.ts';
import { SETTINGS } from '../../shared/settings.ts';
import { type ServiceWorld, startServiceWorld } from '../support/service-world.ts';

jest.setTimeout(90_000);

let world: ServiceWorld;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mxready-guides-'));
  world = await startServiceWorld();
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const blocksOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

const run = (file: string, args: string[], more: Record<string, string>): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(file, args, { env: { ...process.env, ...more } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });

/** What is bound otherwise than printed: where the service listens, and a domain that is not on this machine. */
const bound = (text: string): string =>
  text
    .replaceAll('http://localhost:3000', world.service.url.replace('localhost', '127.0.0.1'))
    .replaceAll('contoso.com', 'contoso.test');

const send = (path: string, method: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${world.service.url}${path}`, { method, headers: { 'content-type': 'application/json', ...headers }, body });

/**
 * A check that is done, for whatever a guide says of `$ID`, `$TAG` and `$LINK`, and the run that it begins, for `$RUN`.
 * @param started key and body of that run, as the guide has them
 */
async function bindings([key, body] = ['spring', '{"spreadOver":3600,"maxAge":600}']): Promise<Record<string, string>> {
  // Of several domains, so that the run is not over before the guide has done with it.
  await send('/v1/tenants/initech', 'PUT', '{"domains":[{"domain":"contoso.test"},{"domain":"www.contoso.test"}]}');
  const id = await world.post();
  await world.done(id);
  const at = `${world.service.url}/v1/checks/${id}`;
  const tag = (await fetch(at)).headers.get('etag') ?? '';
  const started = await send('/v1/rechecks', 'POST', body, { 'idempotency-key': key });
  const { id: run } = (await started.json()) as { id: string };
  const { url } = (await (await fetch(`${at}/links`, { method: 'POST' })).json()) as { url: string };
  const bin = join(folder, 'curl');
  const real = spawnSync('which', ['curl'], { encoding: 'utf8' }).stdout.trim();
  writeFileSync(bin, `#!/bin/sh\nexec ${real} -w '%{stderr}<%{http_code}>' "$@"\n`);
  chmodSync(bin, 0o755);
  // The service answers to names of this machine alone; a link is made for the one that it was asked by.
  return {
    ID: id,
    RUN: run,
    TAG: tag,
    LINK: url.replace('localhost', '127.0.0.1'),
    TOKEN: 'x',
    PATH: `${folder}:${process.env.PATH}`,
  };
}

/** A machine with Node.js alone may have neither. */
const able = ['curl', 'bash'].every((name) => spawnSync(name, ['--version']).status === 0);

(able ? describe : describe.skip)('requests that are printed', () => {
  test.each([
    ['docs/api.md', undefined],
    ['docs/bulk.md', ['night-1', '{"spreadOver":3600}'] as [string, string]],
  ])('in %s answer what stands behind them', async (file, started) => {
    const blocks = blocksOf(file);
    expect(blocks.length).toBeGreaterThan(6);
    const environment = await bindings(started);
    for (const block of blocks) {
      const said = [...block.matchAll(/ # (\d{3})$/gm)].map(([, status]) => status);
      expect([block, said.length]).toEqual([block, (block.match(/\bcurl /g) ?? []).length]);
      const { stderr } = await run('bash', ['-c', bound(block)], environment);
      expect([block, [...stderr.matchAll(/<(\d{3})>/g)].map(([, status]) => status)]).toEqual([block, said]);
    }
  });

  test('in the quick start work', async () => {
    const blocks = blocksOf('docs/quick-start.md').filter((block) => block.startsWith('curl '));
    expect(blocks.length).toBeGreaterThanOrEqual(3);
    const environment = await bindings();
    for (const block of blocks) {
      const { stderr } = await run('bash', ['-c', bound(block)], environment);
      const seen = [...stderr.matchAll(/<(\d)\d\d>/g)].map(([, status]) => status);
      expect([block, seen]).toEqual([block, seen.map(() => '2')]);
      expect(seen.length).toBeGreaterThan(0);
    }
  });
});

describe('the sample program', () => {
  const start = (...args: string[]): Promise<Ran> =>
    run(process.execPath, ['docs/onboarding.mjs', ...args], { MXREADY_URL: world.service.url, NODE_OPTIONS: '' });

  test('follows a check to its verdict and makes a link', async () => {
    const more = { port: world.lab.server.port, categories: ['dns', 'session'] };
    const { code, stdout } = await start('contoso.test', JSON.stringify(more));
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^readyWithWarnings: /)]);
    const link = stdout.trim().split('\n').at(-1) ?? '';
    expect((await fetch(link)).status).toBe(200);
  });

  test('says what is wrong, and ends as the command does', async () => {
    const { code, stdout } = await start('contoso.test', '{"port":2525}');
    expect([code, stdout]).toEqual([2, expect.stringMatching(/^notReady: .*\n- connect, server: /)]);
  });

  test('says why it was refused', async () => {
    const { code, stderr } = await start('contoso');
    expect([code, stderr]).toEqual([1, expect.stringContaining('only one label')]);
  });

  test('asks for nothing but what Node.js has', () => {
    expect(readFileSync('docs/onboarding.mjs', 'utf8')).not.toMatch(/\b(import|require)\b/);
  });
});

test('numbers of the API guide are those of the settings', () => {
  const page = readFileSync('docs/api.md', 'utf8').replace(/\s+/g, ' ');
  const { limitPerCaller, limitPerDomain, linkDays } = SETTINGS;
  expect(page).toContain(
    `Of one caller ${limitPerCaller.fallback} checks may begin in a minute, of one domain ${limitPerDomain.fallback} in ten minutes`,
  );
  expect(page).toContain(`for ${linkDays.fallback} days`);
});

test('numbers of the guide to many domains are those of the code', () => {
  const page = readFileSync('docs/bulk.md', 'utf8').replace(/\s+/g, ' ');
  const { recheckOpen, confirmSeconds } = SETTINGS;
  expect(page).toContain(`\`MXREADY_RECHECK_OPEN\` (${recheckOpen.fallback})`);
  expect(page).toContain(`\`MXREADY_CONFIRM_SECONDS\` (${confirmSeconds.fallback},`);
  expect(page).toContain(
    `${providerById('microsoft-365')?.places} at Microsoft, ${providerById('google')?.places} at Google`,
  );
  expect(page).toContain(`${DOMAIN_LIMIT.toLocaleString('en')} domains at most`);
  const rows = [...page.matchAll(/ \| (\d\.\d{4}) \|/g)].map(([, dollars]) => Number(dollars));
  expect(rows.length).toBe(9);
  const sum = Number(/\*\*sum\*\* \| \| \*\*(\d\.\d{4})\*\*/.exec(page)?.[1]);
  expect(rows.reduce((one, other) => one + other, 0)).toBeCloseTo(sum, 3);
});

test.each(['README.md', 'docs/quick-start.md', 'docs/api.md', 'docs/bulk.md', 'docs/data-protection.md', 'docs/verdicts.md'])('links of %s lead somewhere', (file) => {
  const links = [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, one = '']) => one);
  for (const link of links) expect(() => readFileSync(join(file, '..', link))).not.toThrow();
}); // biome-ignore format: one test

test('each of the five has a quick start of 25 lines at most', () => {
  const [, ...sections] = readFileSync('docs/quick-start.md', 'utf8').split(/^## /m);
  expect(sections.length).toBe(5);
  for (const one of sections) expect(one.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
});
