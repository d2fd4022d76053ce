import { plainProgress } from '../../../shared/command/progress.ts';
import { runCheck } from '../../../shared/command/run-check.ts';
import { readSettings } from '../../../shared/config.ts';
import { reverseName } from '../../../shared/net/dns/resolve.ts';
import type { Report } from '../../../shared/report/report.ts';
import { deadPort } from '../../../test/support/blackhole.ts';
import { makeCertificate, serverTls } from '../../../test/support/certificates.ts';
import { requestFor } from '../../../test/support/check-world.ts';
import { type ServerOptions, type SmtpServer, startSmtpServer } from '../../../test/support/scripted-smtp.ts';
import { startZoneServer, type World as Zone } from '../../../test/support/zone-server.ts';
import type { World } from './world.ts';

export interface Outcome {
  report: Report;
  /** How often the sample server was connected to. */
  connections: number;
}

interface Servers {
  /** Where a published address leads: all of them on one port. */
  addresses: string[];
  port: number;
  running: SmtpServer[];
  close(): Promise<void>;
}

const [IPV4, IPV6] = ['127.0.0.1', '::1'];
const ATTEMPTS = 10;

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

/** The domain's MX is the sample server, and names and addresses lead to each other. */
const zoneOf = ({ domain, host, zone }: World, addresses: readonly string[]): Zone => ({
  [domain]: { MX: [[10, host]] },
  [host]: { A: [IPV4], AAAA: addresses.filter((one) => one === IPV6) },
  ...Object.fromEntries(addresses.map((one) => [reverseName(one), { PTR: [host] }])),
  ...zone,
});

/**
 * Starts one world, checks it with the real engine and its real patience, and stops it.
 * @param write gets the progress, line by line
 */
export async function runWorld(
  world: World,
  ipv6: boolean,
  signal: AbortSignal,
  write: (line: string) => void,
): Promise<Outcome> {
  const certificate = world.certificate === null ? null : await makeCertificate(world.certificate, world.host);
  const options = {
    ...world.server,
    name: world.host,
    ...(certificate === null ? {} : { tls: serverTls(certificate) }),
  };
  const servers = await startServers(options, ipv6 ? world.ipv6 : 'none');
  try {
    const zone = await startZoneServer(zoneOf(world, servers.addresses));
    try {
      // None of the user's own settings: the answers must be the same everywhere.
      const settings = readSettings({
        MXREADY_ALLOW_NETWORKS: `${IPV4}/32,${IPV6}/128`,
        MXREADY_ALLOW_PORTS: String(servers.port),
        MXREADY_RESOLVER: zone.server,
      });
      const report = await runCheck(
        { ...requestFor(world.domain, servers.port), categories: ['dns', 'session'], ...world.request },
        { ...settings, extraRoots: certificate === null ? [] : [certificate.rootPem] },
        signal,
        { ...plainProgress(write), begun: () => {} },
      );
      return { report, connections: servers.running.flatMap((one) => one.connections).length };
    } finally {
      await zone.close();
    }
  } finally {
    await servers.close();
  }
}
