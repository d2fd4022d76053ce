import { type ServerOptions, type SmtpServer, startSmtpServer } from './scripted-smtp.ts';
import { startZoneServer, type World as Zone } from './zone-server.ts';

const ZONE = 'runs.test';
const ATTEMPTS = 20;

/** Something that servers wait for before they greet, so that a test says when checks go on. */
export interface Gate {
  opened: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** Many mail servers, each at an address of its own and for one domain, their DNS, and settings of a service that may test them. */
export interface RunLab {
  servers: readonly SmtpServer[];
  port: number;
  environment: Record<string, string>;
  close(): Promise<void>;
}

interface Options {
  servers: number;
  /** How a server deviates. */
  optionsOf(server: number): ServerOptions;
}

export const domainAt = (server: number): string => `d${server}.${ZONE}`;
/** How some of the servers' domains are registered: two categories are enough to see how a run fares. */
export const registered = ({ port }: Pick<RunLab, 'port'>, from: number, to: number): object[] =>
  Array.from({ length: to - from }, (_, at) => ({ domain: domainAt(from + at), port, categories: ['dns', 'session'] }));

const hostAt = (server: number): string => `mx${server}.${ZONE}`;
const addressOf = (server: number): string => `127.21.0.${server + 1}`;
const reversed = (address: string): string => `${address.split('.').reverse().join('.')}.in-addr.arpa`;

function zoneOf(servers: number): Zone {
  const zone: Zone = {};
  for (let server = 0; server < servers; server += 1) {
    zone[domainAt(server)] = { MX: [[10, hostAt(server)]] };
    zone[hostAt(server)] = { A: [addressOf(server)] };
    zone[reversed(addressOf(server))] = { PTR: [hostAt(server)] };
  }
  for (const name of ['pass.sender.test', 'fail.sender.test', 'sink.test']) zone[name] = { MX: [[10, hostAt(0)]] };
  return zone;
}

/** All on one port: what may be tested is a list of ports. */
async function startServers({ servers, optionsOf }: Options): Promise<SmtpServer[]> {
  for (let attempt = 1; ; attempt += 1) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const all = Array.from({ length: servers }, (_, at) =>
      startSmtpServer({ name: hostAt(at), ...optionsOf(at), address: addressOf(at), port }),
    );
    const started = (await Promise.allSettled(all)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (started.length === servers) return started;
    await Promise.all(started.map((one) => one.close()));
    if (attempt === ATTEMPTS) throw new Error('there is no port that is free at every address');
  }
}

export async function startRunLab(options: Options): Promise<RunLab> {
  const servers = await startServers(options);
  const zone = await startZoneServer(zoneOf(options.servers));
  const port = servers[0]?.port ?? 0;
  return {
    servers,
    port,
    environment: {
      MXREADY_ALLOW_NETWORKS: '127.21.0.0/16',
      MXREADY_ALLOW_PORTS: `${port}`,
      MXREADY_RESOLVER: zone.server,
      MXREADY_HELO: 'tester.lab.test',
      MXREADY_SENDER: 'smtptest@pass.sender.test',
      MXREADY_SPF_FAIL_SENDER: 'smtptest@fail.sender.test',
      MXREADY_RELAY_SINK: 'sink@sink.test',
    },
    close: async () => {
      await Promise.all([zone.close(), ...servers.map((one) => one.close())]);
    },
  };
}
