import { makeCertificate, serverTls } from '../../../support/certificates.ts';
import { type SmtpServer, startSmtpServer } from '../../../support/scripted-smtp.ts';
import { startZoneServer, type World as Zone } from '../../../support/zone-server.ts';
import { serverOf, type Temper, temperOf, ZONE } from './tempers.ts';

export interface LabOptions {
  servers: number;
  domains: number;
  greylists: boolean;
}

/** What whoever checks the lab needs of it. */
export interface LabDescription {
  port: number;
  resolver: string;
  /** PEM of the root that its certificates lead to. */
  root: string;
}

/** What a server has seen. */
export interface Seen {
  temper: Temper;
  connections: number;
  /** At one time. */
  most: number;
}

export const addressOf = (server: number): string => `127.20.${server >> 7}.${(server & 127) + 1}`;
export const domainAt = (index: number): string => `d${index}.${ZONE}`;
export const hostAt = (server: number): string => `mx${server}.${ZONE}`;
const ATTEMPTS = 20;

const reversed = (address: string): string => `${address.split('.').reverse().join('.')}.in-addr.arpa`;

function zoneOf({ servers, domains }: LabOptions): Zone {
  const zone: Zone = {};
  for (let server = 0; server < servers; server += 1) {
    zone[hostAt(server)] = { A: [addressOf(server)] };
    zone[reversed(addressOf(server))] = { PTR: [hostAt(server)] };
  }
  for (let index = 0; index < domains; index += 1) zone[domainAt(index)] = { MX: [[10, hostAt(index % servers)]] };
  for (const name of ['pass.sender.test', 'fail.sender.test', 'sink.test']) zone[name] = { MX: [[10, hostAt(0)]] };
  return zone;
}

/** All servers on one port, each at an address of its own. */
async function startServers(options: LabOptions, tls: ReturnType<typeof serverTls>): Promise<SmtpServer[]> {
  for (let attempt = 1; ; attempt += 1) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const all = Array.from(
      { length: options.servers },
      (_, server) =>
      startSmtpServer({ ...serverOf(temperOf(server, options.greylists), hostAt(server), tls), address: addressOf(server), port }), // biome-ignore format: one thought
    );
    const started = (await Promise.allSettled(all)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (started.length === options.servers) return started;
    await Promise.all(started.map((one) => one.close()));
    if (attempt === ATTEMPTS) throw new Error('there is no port that is free at every address');
  }
}

export interface Lab extends LabDescription {
  seen(): Seen[];
  close(): Promise<void>;
}

export async function startLab(options: LabOptions): Promise<Lab> {
  const certificate = await makeCertificate('valid', `*.${ZONE}`);
  const servers = await startServers(options, serverTls(certificate));
  const zone = await startZoneServer(Object.freeze(zoneOf(options)));
  return {
    ...{ port: servers[0]?.port ?? 0, resolver: zone.server, root: certificate.rootPem },
    seen: () => servers.map(({ connections, maxConcurrent }, server) => ({ temper: temperOf(server, options.greylists), connections: connections.length, most: maxConcurrent })), // biome-ignore format: one thought
    close: async () => {
      await Promise.all([zone.close(), ...servers.map((one) => one.close())]);
    },
  };
}
