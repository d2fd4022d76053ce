import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { CREDENTIALS, openEngines } from '../../infra/local/engines.ts';
import { topologyOf } from '../../infra/topology.ts';
import { issue, makeCertificate, serverTls } from '../support/certificates.ts';
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
    /** What went wrong when it was stored and read again; null: nothing. */
    unkept: string | null;
  }[];
}

export interface Siege extends Probed {
  names: string[];
  /** What servers were let do that they should not have been, as sentences. */
  successes: string[];
}

/** What the probing process is to do. */
export interface Mission {
  ports: number[];
  seconds: number;
  /** Milliseconds; null: as real checks have it. */
  patience: number | null;
  /** Where results and reports are stored: not in its own memory, which is measured. */
  dynamodb: string;
  credentials: typeof CREDENTIALS;
}

interface Options {
  /** Seconds for each stage; null: as real checks have it. */
  patience: number | null;
  /** For a whole check. */
  seconds: number;
  /** Those that are to be alone, in place of all others at once. */
  alone: boolean;
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

/** Bytes that one connection may take: our bound, and what lies in the buffers of both systems when we hang up. */
const TAKEN = 24 * 1024 * 1024;

interface Stand {
  port: number;
  addresses: string[];
  successes(): string[];
  close(): Promise<unknown>;
}

async function serve(temper: Temper, open: Set<Socket>): Promise<Stand> {
  let most = 0;
  const treat = (socket: Socket): void => {
    open.add(socket);
    socket.on('close', () => {
      open.delete(socket);
      most = Math.max(most, socket.bytesWritten);
    });
    socket.on('error', () => {});
    temper.serve(socket);
  };
  const addresses = Array.from({ length: temper.addresses ?? 1 }, (_, at) => `127.0.0.${at + 1}`);
  const servers: Server[] = [];
  let port = 0;
  for (const address of addresses) {
    const server = createServer({ allowHalfOpen: true }, treat).listen(port, address);
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
    servers.push(server);
  }
  return {
    ...{ port, addresses },
    successes: () => {
      const told = [temper.succeeded?.() ?? null, most > TAKEN ? `${most} bytes on one connection` : null];
      return told.flatMap((one) => (one === null ? [] : [`${temper.name}: ${one}`]));
    },
    close: () => Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve)))),
  };
}

/** Checks them all in a process of its own, so that its memory can be told. */
async function probe(mission: Mission, environment: Record<string, string>): Promise<Probed> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'probe.ts')], {
    env: { PATH: process.env.PATH ?? '', ...environment, SIEGE: JSON.stringify(mission) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await once(child, 'close');
  return JSON.parse(said) as Probed;
}

/** What a certificate can hold at most: OpenSSL takes 100 kB of a chain. */
async function wideIdentity() {
  const label = (): string => randomBytes(28).toString('hex');
  return serverTls(await issue(null, { names: Array.from({ length: 1100 }, () => `${label()}.test`) }));
}

/** Servers that mean harm in this process, all of them checked at once by another one. */
export async function siege({ patience, seconds, alone }: Options): Promise<Siege> {
  const identity = serverTls(await makeCertificate('valid'));
  const everybody = tempers(identity, await wideIdentity(), patience === null ? 10_000 : 300);
  const all = everybody.filter((one) => (one.alone ?? false) === alone);
  const open = new Set<Socket>();
  const stands = await Promise.all(all.map((one) => serve(one, open)));
  const liars = alone ? [] : Object.keys(LIES);
  const served = stands.map(({ port }) => port);
  // Servers found by their names, then names that lie, each leading to one of the servers or nowhere.
  const ports = [...served, ...liars.map((_, at) => served[at] as number)];
  const hosts = [...served.map((_, at) => `mx.h${at}.test`), ...liars];
  const zone = await startZoneServer({
    ...LIES,
    ...Object.fromEntries(stands.map(({ addresses }, at) => [`mx.h${at}.test`, { A: addresses }])),
    ...Object.fromEntries(hosts.map((host, at) => [`h${at}.test`, { MX: [[10, host]] as [number, string][] }])),
  });
  const engines = await openEngines(topologyOf(), null);
  const probed = await probe(
    {
      ...{ ports, seconds, patience: patience === null ? null : patience * 1000 },
      ...{ dynamodb: engines.dynamodb, credentials: CREDENTIALS },
    },
    {
      MXREADY_ALLOW_NETWORKS: '127.0.0.0/8',
      MXREADY_ALLOW_PORTS: ports.join(','),
      MXREADY_RESOLVER: zone.server,
    },
  );
  for (const socket of open) socket.destroy();
  await Promise.all(stands.map((one) => one.close()));
  await Promise.all([zone.close(), engines.close()]);
  return {
    ...probed,
    names: [...all.map(({ name }) => name), ...liars.map((name) => `DNS: ${name}`)],
    successes: stands.flatMap(({ successes }) => successes()),
  };
}
