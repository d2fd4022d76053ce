import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { makeCertificate, serverTls } from '../support/certificates.ts';
import { startZoneServer, type World } from '../support/zone-server.ts';
import { type Temper, tempers } from './tempers.ts';

/** What the probing process told. */
export interface Probed {
  /** Megabytes. */
  idle: number;
  peak: number;
  checks: {
    /** Milliseconds. */
    took: number;
    verdict: string | null;
    /** Characters of the longest transcript. */
    largest: number;
    /** Whether text or JSON could steer a terminal or a page. */
    steers: boolean;
    fault: string | null;
  }[];
}

export interface Siege extends Probed {
  names: string[];
}

interface Options {
  /** Seconds for each stage; null: as real checks have it. */
  patience: number | null;
  /** For a whole check. */
  seconds: number;
}

/** Names whose DNS lies: loops, huge sets, answers to other questions. */
const LIES: World = {
  'loop-a.test': { CNAME: 'loop-b.test' },
  'loop-b.test': { CNAME: 'loop-a.test' },
  'huge.test': { A: Array.from({ length: 400 }, (_, at) => `127.0.${at >> 8}.${(at & 255) + 1}`) },
  'wrong-id.test': { A: ['127.0.0.1'], wrongIdFirst: true },
  'wrong-question.test': { A: ['127.0.0.1'], wrongQuestionFirst: true, garbageFirst: true },
  'silent.test': 'TIMEOUT',
  'twice.test': { A: ['127.0.0.1'], duplicate: true, truncate: true },
};

async function serve(temper: Temper, open: Set<Socket>): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    temper.serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Servers that mean harm in this process, all of them checked at once by another one. */
export async function siege({ patience, seconds }: Options): Promise<Siege> {
  const all = tempers(serverTls(await makeCertificate('valid')), patience === null ? 10_000 : 300);
  const open = new Set<Socket>();
  const servers = await Promise.all(all.map((one) => serve(one, open)));
  const liars = Object.keys(LIES);
  const served = servers.map((one) => (one.address() as AddressInfo).port);
  // Servers found by their names, then names that lie, each leading to one of the servers or nowhere.
  const ports = [...served, ...liars.map((_, at) => served[at] as number)];
  const hosts = [...served.map((_, at) => `mx.h${at}.test`), ...liars];
  const zone = await startZoneServer({
    ...LIES,
    ...Object.fromEntries(served.map((_, at) => [`mx.h${at}.test`, { A: ['127.0.0.1'] }])),
    ...Object.fromEntries(hosts.map((host, at) => [`h${at}.test`, { MX: [[10, host]] as [number, string][] }])),
  });
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'probe.ts')], {
    env: {
      PATH: process.env.PATH ?? '',
      MXREADY_ALLOW_NETWORKS: '127.0.0.0/8',
      MXREADY_ALLOW_PORTS: ports.join(','),
      MXREADY_RESOLVER: zone.server,
      SIEGE: JSON.stringify({ ports, seconds, patience: patience === null ? null : patience * 1000 }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await once(child, 'close');
  for (const socket of open) socket.destroy();
  await Promise.all([zone.close(), ...servers.map((one) => new Promise((resolve) => one.close(resolve)))]);
  return {
    ...(JSON.parse(said) as Probed),
    names: [...all.map(({ name }) => name), ...liars.map((name) => `DNS: ${name}`)],
  };
}
