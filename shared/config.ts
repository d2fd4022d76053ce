import type { Patience } from './check/io.ts';
import {
  list,
  readAddress,
  readCount,
  readHelo,
  readHostPort,
  readName,
  readNetwork,
  readPort,
  readResolver,
  readRoots,
  readSeconds,
  readSuppressed,
  readWhole,
  readYesNo,
  SettingError,
} from './config-readers.ts';
import type { Network } from './net/address.ts';
import type { Suppressed } from './net/suppressed.ts';

export interface Settings {
  gatewaySuffix: string;
  helo: string | null;
  egressAddresses: readonly string[];
  egressIsGateway: boolean;
  canary: { host: string; port: number } | null;
  allowNetworks: readonly Network[];
  allowPorts: readonly number[];
  /** `ip` or `ip:port`; null: the system's. */
  resolver: string | null;
  extraRoots: readonly string[];
  connectionsPerTarget: number;
  patience: Patience;
  /** Seconds for a whole check of the service. */
  checkSeconds: number;
  transcriptDays: number;
  reportDays: number;
  /** Checks begun per caller and minute, and per domain in ten minutes; 0: no limit. */
  limitPerCaller: number;
  limitPerDomain: number;
  suppressed: readonly Suppressed[];
  killSwitch: boolean;
}

/** One environment variable: what it means, what it defaults to, and how its text is read. */
interface Setting<T> {
  variable: string;
  meaning: string;
  fallback: string;
  read(text: string): T;
}

const setting = <T>(variable: string, fallback: string, meaning: string, read: (text: string) => T): Setting<T> => ({
  variable: `MXREADY_${variable}`,
  meaning,
  fallback,
  read,
});

const optional =
  <T>(read: (text: string) => T) =>
  (text: string): T | null =>
    text.trim() === '' ? null : read(text);

/** Every setting there is; `docs/configuration.md` is made from this table. */
export const SETTINGS = {
  gatewaySuffix: setting('GATEWAY_SUFFIX', 'seppmail.cloud', 'domain under which the gateway hosts lie', readName),
  helo: setting('HELO', '', 'what we call ourselves in EHLO; without it the address literal', optional(readHelo)),
  egressAddresses: setting('EGRESS_ADDRESSES', '', 'addresses that we test from, by commas', (text) =>
    list(text).map(readAddress),
  ),
  egressIsGateway: setting(
    'EGRESS_IS_GATEWAY',
    'no',
    'whether these are the gateway’s own delivery addresses',
    readYesNo,
  ),
  canary: setting(
    'CANARY',
    '',
    'host:port of a server of our own that shows whether our way out works',
    optional(readHostPort),
  ),
  allowNetworks: setting('ALLOW_NETWORKS', '', 'normally forbidden networks that may be tested, by commas', (text) =>
    list(text).map(readNetwork),
  ),
  allowPorts: setting('ALLOW_PORTS', '', 'ports beyond 25, 465, 587, 2525 that may be tested, by commas', (text) =>
    list(text).map(readPort),
  ),
  resolver: setting('RESOLVER', '', 'DNS server, ip or ip:port; without it the system’s', optional(readResolver)),
  extraRoots: setting('CA_FILE', '', 'file of PEM certificates trusted beside the public roots', (text) =>
    text === '' ? [] : readRoots(text),
  ),
  connectionsPerTarget: setting('CONNECTIONS_PER_TARGET', '3', 'connections at one address at a time', readCount),
  checkSeconds: setting(
    'CHECK_SECONDS',
    '240',
    'seconds for a whole check of the service; at least the longest limit of a category and a minute',
    (text) => readWhole(text, 10, 840),
  ),
  transcriptDays: setting('TRANSCRIPT_DAYS', '14', 'days that the service keeps transcripts', (text) =>
    readWhole(text, 1, 3650),
  ),
  reportDays: setting('REPORT_DAYS', '90', 'days that the service keeps reports', (text) => readWhole(text, 1, 3650)),
  limitPerCaller: setting('LIMIT_PER_CALLER', '60', 'checks that a caller may begin in a minute; 0: any', (text) =>
    readWhole(text, 0, 1_000_000),
  ),
  limitPerDomain: setting('LIMIT_PER_DOMAIN', '6', 'checks of a domain in ten minutes; 0: any', (text) =>
    readWhole(text, 0, 1_000_000),
  ),
  suppressed: setting(
    'SUPPRESSION_LIST',
    '',
    'domains, hosts and networks that must not be tested, by semicolons, each with a reason: contoso.com=asked us not to',
    readSuppressed,
  ),
  killSwitch: setting('KILL_SWITCH', 'no', 'yes stops all probing of the service', readYesNo),
  patienceConnect: setting('PATIENCE_CONNECT', '10', 'seconds to wait for a connection', readSeconds),
  patienceGreeting: setting('PATIENCE_GREETING', '100', 'seconds to wait for the greeting', readSeconds),
  patienceCommand: setting(
    'PATIENCE_COMMAND',
    '45',
    'seconds to wait for the reply to a command and for a TLS handshake',
    readSeconds,
  ),
  patienceQuit: setting('PATIENCE_QUIT', '10', 'seconds to wait for the reply to QUIT', readSeconds),
  pauseLeast: setting(
    'PAUSE_LEAST',
    '5',
    'least seconds before a second look at a server that throttled us',
    readSeconds,
  ),
  pauseMost: setting('PAUSE_MOST', '8', 'most seconds before it', readSeconds),
} as const;

/** Those of the local service alone: a command must not fail over somebody else's PORT. */
export const SERVICE_SETTINGS = {
  dataDir: setting('DATA_DIR', '.mxready', 'folder in which the local service keeps its data', (text) => text),
  port: { ...setting('', '3000', 'port of the local service, on loopback', readPort), variable: 'PORT' },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;
type Table = Readonly<Record<string, Setting<unknown>>>;
type Read<T extends Table> = { [K in keyof T]: ReturnType<T[K]['read']> };

/** Seconds that a whole reply may take beyond its patience while its lines keep coming. */
const REPLY_GRACE_MS = 15_000;

function readTable<T extends Table>(table: T, environment: Environment): Read<T> {
  return Object.fromEntries(
    Object.entries(table).map(([key, { variable, fallback, read }]) => {
      try {
        return [key, read(environment[variable] ?? fallback)];
      } catch (error) {
        if (error instanceof SettingError) throw new SettingError(`${variable}: ${error.message}`);
        throw error;
      }
    }),
  ) as Read<T>;
}

/** @throws SettingError naming the variable */
export const readServiceSettings = (environment: Environment): Read<typeof SERVICE_SETTINGS> =>
  readTable(SERVICE_SETTINGS, environment);

/**
 * Reads every setting from the environment.
 * @throws SettingError naming the variable
 */
export function readSettings(environment: Environment): Settings {
  const values = readTable(SETTINGS, environment);
  const { patienceConnect, patienceGreeting, patienceCommand, patienceQuit, pauseLeast, pauseMost, ...rest } = values;
  const patience: Patience = {
    connect: patienceConnect,
    greeting: patienceGreeting,
    command: patienceCommand,
    quit: patienceQuit,
    replyGrace: REPLY_GRACE_MS,
    pause: [pauseLeast, Math.max(pauseLeast, pauseMost)],
  };
  return { ...rest, patience };
}
