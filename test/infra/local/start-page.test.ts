import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type ServiceWorld, startServiceWorld } from '../../support/service-world.ts';

jest.setTimeout(60_000);

let world: ServiceWorld;
beforeAll(async () => {
  world = await startServiceWorld();
});
afterAll(() => world.close());

const BROWSER = 'text/html,application/xhtml+xml,*/*;q=0.8';

const submit = (origin: string, fields: Record<string, string>): Promise<Response> =>
  fetch(`${world.service.url}/`, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: BROWSER, origin },
    body: new URLSearchParams(fields),
  });

test('whoever opens the local service gets a form, sends it, and follows the check to its page', async () => {
  const { url } = world.service;
  const page = await fetch(`${url}/`, { headers: { accept: BROWSER } });
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<form method="post" action="/">')]);
  const sent = await submit(url, { domain: 'contoso.test', port: `${world.lab.server.port}` });
  expect(sent.status).toBe(303);
  const location = sent.headers.get('location') ?? '';
  await world.done(location.split('/').at(-1) ?? '');
  const report = await (await fetch(`${url}${location}`, { headers: { accept: BROWSER } })).text();
  expect(report).toContain('contoso.test');
  expect(report).toContain('<a href="/?lang=en"><b>mxready</b></a>');
  const recent = await (await fetch(`${url}/`, { headers: { accept: BROWSER } })).text();
  expect(recent).toContain(`<a href="${location}">contoso.test</a>`);
});

test('a page of somebody else, open in the same browser, starts nothing', async () => {
  for (const origin of ['https://evil.test', 'http://localhost:1', 'null']) {
    expect((await submit(origin, { domain: 'contoso.test' })).status).toBe(403);
  }
});
