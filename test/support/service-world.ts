import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Topology } from '../../infra/declarations.ts';
import { type Service, startService } from '../../infra/local/service.ts';
import { topologyOf } from '../../infra/topology.ts';
import type { CheckView } from '../../shared/api/view.ts';
import type { Oidc } from '../../shared/config.ts';
import { type ServerOptions, type SmtpServer, startSmtpServer } from './scripted-smtp.ts';
import { startZoneServer } from './zone-server.ts';

/** A sample server, its DNS, and settings of a service that may test it. */
export interface Lab {
  server: SmtpServer;
  environment: Record<string, string>;
  close(): Promise<void>;
}

const DOMAIN = 'contoso.test';

export async function startLab(options: ServerOptions = {}): Promise<Lab> {
  const server = await startSmtpServer(options);
  const zone = await startZoneServer({
    'pass.sender.test': { MX: [[10, 'mx.sender.test']] },
    'fail.sender.test': { MX: [[10, 'mx.sender.test']] },
    'sink.test': { MX: [[10, 'mx.sender.test']] },
    [DOMAIN]: { MX: [[10, `mx.${DOMAIN}`]] },
    [`mx.${DOMAIN}`]: { A: ['127.0.0.1'] },
    '1.0.0.127.in-addr.arpa': { PTR: [`mx.${DOMAIN}`] },
  });
  return {
    server,
    environment: {
      MXREADY_ALLOW_NETWORKS: '127.0.0.0/8',
      MXREADY_ALLOW_PORTS: String(server.port),
      MXREADY_RESOLVER: `127.0.0.1:${zone.port}`,
      MXREADY_SENDER: 'smtptest@pass.sender.test',
      MXREADY_SPF_FAIL_SENDER: 'smtptest@fail.sender.test',
      MXREADY_RELAY_SINK: 'sink@sink.test',
    },
    close: async () => {
      await Promise.all([server.close(), zone.close()]);
    },
  };
}

export interface Client {
  post(body?: object, headers?: Record<string, string>): Promise<string>;
  view(id: string, query?: string): Promise<CheckView>;
  /** Waits as a caller does. */
  done(id: string, seconds?: number): Promise<CheckView>;
}

/** @param port of the lab's server */
export function clientOf(url: string, port: number): Client {
  const view = async (id: string, query = ''): Promise<CheckView> =>
    (await (await fetch(`${url}/v1/checks/${id}${query}`)).json()) as CheckView;
  return {
    view,
    async post(body = {}, headers = {}) {
      const response = await fetch(`${url}/v1/checks`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        // Two categories are enough to see how the pipeline fares; tests of what is found ask for more.
        body: JSON.stringify({ domain: DOMAIN, port, categories: ['dns', 'session'], ...body }),
      });
      const text = await response.text();
      if (response.status !== 202) throw new Error(`${response.status}: ${text}`);
      return (JSON.parse(text) as { id: string }).id;
    },
    async done(id, seconds = 60) {
      const end = Date.now() + seconds * 1000;
      let seen = await view(id);
      while (seen.status !== 'done' && Date.now() < end) seen = await view(id, '?wait=5');
      return seen;
    },
  };
}

export interface ServiceWorld extends Client {
  service: Service;
  lab: Lab;
  log(): string;
  close(): Promise<void>;
}

interface Options {
  server?: ServerOptions;
  entries?: Record<string, string>;
  /** Settings beside the lab's own. */
  environment?: Record<string, string>;
  oidc?: Oidc | null;
  change?(topology: Topology): Topology;
}

/** The real local service in this process, with a lab to test. */
export async function startServiceWorld({
  server,
  entries = {},
  environment = {},
  oidc = null,
  change = (one) => one,
}: Options = {}): Promise<ServiceWorld> {
  const lab = await startLab(server);
  const dataDir = mkdtempSync(join(tmpdir(), 'mxready-test-'));
  const service = await startService({
    topology: change(topologyOf()),
    dataDir,
    port: 0,
    environment: { ...lab.environment, ...environment },
    oidc,
    entries,
  });
  return {
    ...clientOf(service.url, lab.server.port),
    service,
    lab,
    log: () => readFileSync(join(dataDir, 'service.log'), 'utf8'),
    close: async () => {
      await service.close(100);
      await lab.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
