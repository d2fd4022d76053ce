import { session } from '../../../../shared/categories/session/index.ts';
import type { Io, WayOut } from '../../../../shared/check/io.ts';
import { type CategoryResult, runCategory } from '../../../../shared/check/run-category.ts';
import type { Target } from '../../../../shared/check/target.ts';
import { dial } from '../../../../shared/net/dial.ts';
import { processSlots, type Slots } from '../../../../shared/net/slots.ts';
import { TEST_PATIENCE } from '../../../support/check-world.ts';
import { type ServerOptions, type SmtpServer, startSmtpServer } from '../../../support/scripted-smtp.ts';
import { TARGET } from '../../report/kit.ts';

/** What answers at an address: a server, a way in which connecting fails, or no route to it from here. */
export type There = ServerOptions | `E${string}` | 'dropped' | 'no-route';

export interface Dialled {
  result: CategoryResult;
  servers: Map<string, SmtpServer>;
  /** What it looked at of its target. */
  read: ReadonlySet<string>;
  /** "<status> <code or reason>" of a row at an address. */
  at(id: string, address: string): string;
}

export interface DialledOptions {
  target?: Partial<Target>;
  wayOut?: WayOut;
  patience?: Partial<Io['patience']>;
  clock?: Io['clock'];
  signal?: AbortSignal;
  slots?: Slots;
}

/**
 * Runs the category against addresses of the documentation that lead to servers on the loopback: ports below 1024 and
 * hosts that drop packets are there on every machine so, and nothing leaves it.
 */
export async function dialled(world: Readonly<Record<string, There>>, more: DialledOptions = {}): Promise<Dialled> {
  const servers = new Map<string, SmtpServer>();
  for (const [address, there] of Object.entries(world))
    if (typeof there !== 'string') servers.set(address, await startSmtpServer(there));
  const surroundings: Omit<Io, 'dns'> = {
    dial: ({ address }, _port, signal) => {
      const server = servers.get(address);
      if (server !== undefined) return dial({ address: '127.0.0.1', family: 4, lab: true }, server.port, signal);
      const there = String(world[address]);
      if (there !== 'dropped') return Promise.reject(Object.assign(new Error(there), { code: there }));
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    },
    hasRoute: async ({ address }) => world[address] !== 'no-route',
    wayOut: async () => more.wayOut ?? 'undetermined',
    ownAddresses: [],
    slots: more.slots ?? processSlots(3, 0),
    timeout: (ms) => AbortSignal.timeout(ms),
    patience: { ...TEST_PATIENCE, ...more.patience },
    pause: async (_ms, signal) => signal.throwIfAborted(),
    random: () => 0,
    now: () => new Date(),
    clock: more.clock ?? (() => performance.now()),
    helo: 'probe.example.com',
    identities: { sender: null, spfFailSender: null, relaySink: null },
    extraRoots: [],
    ownSide: async () => [],
  };
  // Of DNS a session asks for the names of an address, and these ones have none.
  const dns = { query: async () => ({ kind: 'nxdomain', aliases: [] }) };
  const io = { ...surroundings, dns } as unknown as Io;
  const addresses = Object.keys(world).map((address) => ({
    address,
    family: address.includes(':') ? (6 as const) : (4 as const),
    lab: false,
  }));
  const signal = more.signal ?? AbortSignal.timeout(60_000);
  const read = new Set<string>();
  const target = new Proxy<Target>(
    { ...TARGET, addresses, ...more.target },
    {
      get: (all, name) => {
        read.add(String(name));
        return Reflect.get(all, name);
      },
    },
  );
  const result = await runCategory(session, target, io, signal);
  for (const server of servers.values()) await server.close();
  const at = (id: string, address: string): string => {
    const row = result.rows.find((one) => one.id === id && one.subject === address);
    return `${row?.status} ${row?.reason ?? row?.code}`;
  };
  return { result, servers, read, at };
}
