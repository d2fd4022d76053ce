import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { follow } from '../../infra/local/demo/follow.ts';
import { openStage, type RunningWorld, type Stage } from '../../infra/local/demo/run-world.ts';
import { world } from '../../infra/local/demo/world.ts';
import { FORM_HEADERS, PAGE_HEADERS } from '../../shared/report/render/html/document.ts';
import type { Report } from '../../shared/report/report.ts';

/** Slow enough that a page can be seen on its way. */
const LATE_MS = 1500;

/** What many have when they first ask: an old certificate, no recipient filtering. It is not ready, and both are told. */
export const TYPICAL = world(
  'typical',
  'not ready',
  {},
  {
    domain: 'contoso.test',
    certificate: 'expired',
    policy: { unknown: null },
    server: { greeting: { delayMs: LATE_MS } },
  },
);

export const MARKUP = `<script>window.broken=1</script>"><img src=x onerror=window.broken=2>`;

/** A server whose words are markup. */
export const HOSTILE = world(
  'hostile',
  'not ready',
  {},
  {
    domain: 'hostile.test',
    policy: { foreign: `554 5.7.1 ${MARKUP}`, unknown: { stage: 'rcpt', reply: `550 5.1.1 ${MARKUP}` } },
    server: {
      greeting: `220 mx.hostile.test ${MARKUP} \u001b[31m\u202e`,
      ehlo: { keywords: ['STARTTLS', '8BITMIME', MARKUP] },
    },
  },
);

export const openWorlds = (): Promise<Stage> => openStage([TYPICAL, HOSTILE], false);

export function runningOf({ worlds }: Stage, domain: string): RunningWorld {
  const found = worlds.find(({ world }) => world.domain === domain);
  if (found === undefined) throw new Error(domain);
  return found;
}

/** Asks for a check as a caller does. @returns its id */
export async function begin({ service, ...stage }: Stage, domain: string): Promise<string> {
  const { servers } = runningOf({ service, ...stage }, domain);
  const recipients = [`info@${domain}`];
  const response = await fetch(`${service.url}/v1/checks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ domain, port: servers.port, recipients, send: true }),
  });
  if (response.status !== 202) throw new Error(await response.text());
  return ((await response.json()) as { id: string }).id;
}

/** A report as it would be outside of a lab: of port 25, at an address that is one for documents (RFC 5737). */
export async function reportOf(stage: Stage, domain: string): Promise<Report> {
  const running = runningOf(stage, domain);
  const { report } = await follow(stage.service.url, running, AbortSignal.timeout(60_000), () => {});
  const text = JSON.stringify(report)
    .replaceAll('127.0.0.1', '192.0.2.25')
    .replaceAll(new RegExp(`\\b${running.servers.port}\\b`, 'g'), '25');
  return JSON.parse(text) as Report;
}

export interface Pages {
  url(name: string): string;
  /** By name, as the API would serve them: with the headers of a page. */
  pages: Map<string, string>;
  close(): Promise<void>;
}

export async function servePages(): Promise<Pages> {
  const pages = new Map<string, string>();
  const server: Server = createServer(({ url = '/' }, response) => {
    const page = pages.get(url.slice(1));
    const headers = page?.includes('<form ') ? FORM_HEADERS : PAGE_HEADERS;
    response.writeHead(page === undefined ? 404 : 200, headers).end(page ?? '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: (name) => `http://127.0.0.1:${port}/${name}`,
    pages,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
