import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reverseName } from '../../../shared/net/dns/resolve.ts';
import { domainOf } from '../../../shared/net/mailbox.ts';
import { deadPort } from '../../../test/support/blackhole.ts';
import { makeCertificate, serverTls } from '../../../test/support/certificates.ts';
import { type ServerOptions, type SmtpServer, startSmtpServer } from '../../../test/support/scripted-smtp.ts';
import { startZoneServer, type World as Zone } from '../../../test/support/zone-server.ts';
import { topologyOf } from '../../topology.ts';
import { type Service, startService } from '../service.ts';
import { mailboxes, type Policy, SENDERS } from './mailboxes.ts';
import type { World } from './world.ts';

interface Servers {
  /** Where a published address leads: all of them on one port. */
  addresses: string[];
  port: number;
  running: SmtpServer[];
  close(): Promise<void>;
}

/** A world whose sample server runs. */
export interface RunningWorld {
  world: World;
  servers: Servers;
  /** Deviations of the server; what is changed here counts from its next command on. */
  policy: Partial<Policy>;
  /** PEM of the root that its certificate leads to; null without TLS. */
  root: string | null;
}

const [IPV4, IPV6] = ['127.0.0.1', '::1'];
const ATTEMPTS = 10;
const COMMON_NAME = 'sample-servers.test';

/** Whether this machine has ::1: told by binding, since an address may be there without IPv6 in use. */
export async function hasIpv6(): Promise<boolean> {
  try {
    await (await startSmtpServer({ address: IPV6 })).close();
    return true;
  } catch {
    return false;
  }
}

/** Both families on one port. A port that is free in the one may be taken in the other, so it tries again. */
async function startServers(options: ServerOptions, ipv6: World['ipv6'], attempts = ATTEMPTS): Promise<Servers> {
  const sixth = ipv6 === 'served' ? await startSmtpServer({ ...options, address: IPV6 }) : null;
  const dead = ipv6 === 'dead' ? await deadPort(IPV6) : null;
  const port = sixth?.port ?? dead?.port ?? 0;
  const closeIpv6 = async (): Promise<void> => {
    dead?.close();
    await sixth?.close();
  };
  try {
    const fourth = await startSmtpServer({ ...options, address: IPV4, port });
    return {
      addresses: ipv6 === 'none' ? [IPV4] : [IPV4, IPV6],
      port: fourth.port,
      running: sixth === null ? [fourth] : [fourth, sixth],
      close: async () => {
        await Promise.all([fourth.close(), closeIpv6()]);
      },
    };
  } catch (error) {
    await closeIpv6();
    if (port === 0 || attempts === 1) throw error;
    return startServers(options, ipv6, attempts - 1);
  }
}

async function startWorld(world: World, ipv6: boolean): Promise<RunningWorld> {
  const certificate = world.certificate === null ? null : await makeCertificate(world.certificate, world.host);
  const policy = { ...world.policy };
  const options = {
    ...mailboxes(world.domain, policy),
    ...world.server,
    name: world.host,
    ...(certificate === null ? {} : { tls: serverTls(certificate) }),
  };
  return {
    world,
    servers: await startServers(options, ipv6 ? world.ipv6 : 'none'),
    policy,
    root: certificate?.rootPem ?? null,
  };
}

/** One zone for all: each domain's MX is its sample server. */
const zoneOf = (all: readonly RunningWorld[]): Zone => ({
  ...Object.assign(
    {},
    ...all.map(({ world: { domain, host, zone }, servers: { addresses } }) => ({
      [domain]: { MX: [[10, host]] },
      [host]: { A: [IPV4], AAAA: addresses.filter((one) => one === IPV6) },
      ...zone,
    })),
  ),
  // The tester's own domains, which servers may ask back.
  ...Object.fromEntries(Object.values(SENDERS).map((mailbox) => [domainOf(mailbox), { MX: [[10, COMMON_NAME]] }])),
  // All of them stand at the same addresses, which can lead back to one name only.
  [COMMON_NAME]: { A: [IPV4], AAAA: [IPV6] },
  [reverseName(IPV4)]: { PTR: [COMMON_NAME] },
  [reverseName(IPV6)]: { PTR: [COMMON_NAME] },
});

export interface Stage {
  worlds: RunningWorld[];
  service: Service;
  close(): Promise<void>;
}

/**
 * Starts all sample servers, their DNS, and the service that is to check them, with a temporary data folder.
 * @param more settings of the service beside those that lead to the servers
 */
export async function openStage(
  worlds: readonly World[],
  ipv6: boolean,
  more: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'mxready-demo-'));
  const all = await Promise.all(worlds.map((world) => startWorld(world, ipv6)));
  const zone = await startZoneServer(zoneOf(all));
  const roots = join(folder, 'roots.pem');
  writeFileSync(roots, all.flatMap(({ root }) => root ?? []).join('\n'));
  // None of the user's own settings: the answers must be the same everywhere.
  const environment = {
    MXREADY_ALLOW_NETWORKS: `${IPV4}/32,${IPV6}/128`,
    MXREADY_ALLOW_PORTS: all.map(({ servers }) => servers.port).join(),
    MXREADY_RESOLVER: zone.server,
    MXREADY_CA_FILE: roots,
    MXREADY_SENDER: SENDERS.pass,
    MXREADY_SPF_FAIL_SENDER: SENDERS.fail,
    MXREADY_RELAY_SINK: SENDERS.sink,
    ...more,
  };
  const service = await startService({ topology: topologyOf(), dataDir: join(folder, 'data'), port: 0, environment });
  return {
    worlds: all,
    service,
    async close() {
      await service.close(1000);
      await Promise.all([zone.close(), ...all.map(({ servers }) => servers.close())]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
