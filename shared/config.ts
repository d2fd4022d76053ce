import type { Patience } from './check/io.ts';
import { SettingError } from './config-readers.ts';
import type { Network } from './net/address.ts';
import { SPACING_MS } from './net/slots.ts';
import type { Suppressed } from './net/suppressed.ts';
import { COMMAND_SETTINGS, SERVICE_SETTINGS } from './service-settings.ts';
import { SETTINGS, type Setting } from './settings.ts';

export { COMMAND_SETTINGS, SERVICE_SETTINGS } from './service-settings.ts';
export { SETTINGS } from './settings.ts';

export interface Settings {
  gatewaySuffix: string;
  helo: string | null;
  sender: string | null;
  spfFailSender: string | null;
  relaySink: string | null;
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
  /** Days that a link to a report is good. */
  linkDays: number;
  /** Scheme, name and port of the service for those outside; null: as each request has it. */
  publicUrl: string | null;
  /** Whether there is a page for people at `/`. */
  startPage: boolean;
  /** Checks begun per caller and minute, and per domain in ten minutes; 0: no limit. */
  limitPerCaller: number;
  limitPerDomain: number;
  recheckOpen: number;
  confirmSeconds: number;
  /** Seconds; of the nightly run. */
  nightlySpread: number;
  nightlyMaxAge: number;
  suppressed: readonly Suppressed[];
  killSwitch: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;
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

/** Whose tokens callers show. */
export interface Oidc {
  issuer: string;
  audience: string;
}

/** Tokens of an issuer for whomever would be let in, or nobody's: half of it is neither. */
function oidcOf(issuer: string | null, audience: string | null): Oidc | null {
  if (issuer !== null && audience !== null) return { issuer, audience };
  if (issuer === null && audience === null) return null;
  const { oidcIssuer, oidcAudience } = SERVICE_SETTINGS;
  const [has, lacks] = issuer === null ? [oidcAudience, oidcIssuer] : [oidcIssuer, oidcAudience];
  throw new SettingError(`${lacks.variable}: not set, but ${has.variable} is; set both or neither`);
}

export interface ServiceSettings {
  dataDir: string;
  port: number;
  /** `HH:MM`, UTC; null: there is no nightly run. */
  nightlyAt: string | null;
  /** Null: nobody needs a login. */
  oidc: Oidc | null;
}

/** @throws SettingError naming the variable */
export function readServiceSettings(environment: Environment): ServiceSettings {
  const { oidcIssuer, oidcAudience, ...rest } = readTable(SERVICE_SETTINGS, environment);
  return { ...rest, oidc: oidcOf(oidcIssuer, oidcAudience) };
}

/**
 * Where the command finds a service, and what it shows there.
 * @throws SettingError naming the variable
 */
export const readCommandSettings = (environment: Environment): { service: string; token: string | null } =>
  readTable(COMMAND_SETTINGS, environment);

/**
 * Reads every setting from the environment.
 * @throws SettingError naming the variable
 */
export function readSettings(environment: Environment): Settings {
  const values = readTable(SETTINGS, environment);
  const { patienceConnect, patienceGreeting, patienceCommand, patienceEndOfData, patienceQuit, ...others } = values;
  const { pauseLeast, pauseMost, pauseDeferral, ...rest } = others;
  const patience: Patience = {
    connect: patienceConnect,
    greeting: patienceGreeting,
    command: patienceCommand,
    endOfData: patienceEndOfData,
    quit: patienceQuit,
    replyGrace: REPLY_GRACE_MS,
    pause: [pauseLeast, Math.max(pauseLeast, pauseMost)],
    deferral: pauseDeferral,
    spacing: SPACING_MS,
  };
  return { ...rest, patience };
}
