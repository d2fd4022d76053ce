import { setMaxListeners } from 'node:events';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readMessage } from '../../shared/pipeline/message.ts';
import { recover } from '../../shared/pipeline/recover.ts';
import { dynamoStore } from '../../shared/store/dynamo-store.ts';
import { openTable } from '../../shared/store/table.ts';
import { CHECKS_TABLE } from '../../shared/wiring.ts';
import type { Oidc } from '../../shared/config.ts';
import type { Topology } from '../declarations.ts';
import { jwtAuthorizer, letAllPass } from './authorizer.ts';
import { buildFunctions } from './build.ts';
import { claimDatabase, openDataFolder } from './data-folder.ts';
import { CREDENTIALS, type Engines, openEngines, REGION } from './engines.ts';
import type { FunctionHost } from './function-host.ts';
import { openGateway } from './gateway.ts';
import { hostLog } from './host-log.ts';
import { type Hosted, hostAll } from './hosts.ts';
import type { Lost } from './poller.ts';
import { openSecrets } from './secrets.ts';
import { startTriggers } from './triggers.ts';

export interface ServiceOptions {
  topology: Topology;
  /** Null: nothing is kept. */
  dataDir: string | null;
  port: number;
  /** Settings, as `MXREADY_*` variables. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Whose tokens callers must show; null, the default: nobody needs a login. */
  oidc?: Oidc | null;
  /** When the nightly run begins: `HH:MM`, UTC; null, the default: never. */
  nightlyAt?: string | null;
  /** Other files in place of a function's own, by its id: for tests of what goes wrong. */
  entries?: Readonly<Record<string, string>>;
}

export interface Service {
  url: string;
  /** Unfinished checks that were found and go on. */
  recovered: number;
  engines: Engines;
  /** Lets what is running end for a while, then closes. What is left goes on with the next start. */
  close(patienceMs?: number): Promise<void>;
}

/** The pipeline's store as the host itself uses it: to release the claims of what died. */
function storeOf(engines: Engines) {
  const table = openTable(CHECKS_TABLE, { endpoint: engines.dynamodb, region: REGION, credentials: CREDENTIALS });
  return dynamoStore(table, { transcripts: 0, reports: 0 });
}

/** @throws Error when the topology has none */
function apiOf(hosted: readonly Hosted[]): FunctionHost {
  const api = hosted.find(({ declared }) => declared.triggers.some(({ kind }) => kind === 'http'));
  if (api === undefined) throw new Error('the topology has no function for HTTP');
  return api.host;
}

/** The whole system in one process: each declared function in a thread, engines on loopback, an HTTP gateway. */
export async function startService({
  dataDir,
  port,
  environment,
  oidc = null,
  nightlyAt = null,
  entries = {},
  ...options
}: ServiceOptions): Promise<Service> {
  const functions = options.topology.functions.map((one) => ({ ...one, entry: entries[one.id] ?? one.entry }));
  const topology = { ...options.topology, functions };
  const folder = dataDir === null ? null : openDataFolder(dataDir);
  const markClosed = folder === null ? () => {} : await claimDatabase(folder, topology.tables);
  const secrets = openSecrets(topology.secrets, dataDir);
  let isMute = false;
  const write = (chunk: string): void => {
    if (folder === null) return;
    try {
      appendFileSync(folder.log, chunk);
      isMute = false;
    } catch (error) {
      // A full disk must not end checks that need none; said once, not for each line.
      if (!isMute) process.stderr.write(`mxready: the log cannot be written: ${error}\n`);
      isMute = true;
    }
  };
  const [bundleOf, engines] = await Promise.all([
    buildFunctions(functions.map(({ entry }) => entry)),
    openEngines(topology, folder?.database ?? null),
  ]);
  const store = storeOf(engines);
  const recovered = await recover({ store, now: Date.now });
  const hosted = hostAll(functions, { engines, settings: environment, secrets: secrets.files }, bundleOf, write);
  const log = hostLog(write);
  const noKeys = (fault: Error): void => log.error('the issuer of tokens gives us no keys', { fault });
  const authorize = oidc === null ? letAllPass : jwtAuthorizer(oidc, noKeys);
  const gateway = await openGateway(apiOf(hosted), port, authorize).catch(async (error: Error) => {
    await engines.close();
    throw error;
  });
  for (const { host } of hosted) host.warm();
  const stop = new AbortController();
  // Every message that waits for its turn listens.
  setMaxListeners(0, stop.signal);
  const lost = async (deliveries: readonly Lost[]): Promise<void> => {
    for (const { receipt, body } of deliveries) {
      const message = readMessage(body);
      if (message?.category === undefined) continue;
      await store.releaseIfOwned(message.checkId, message.category, receipt).catch(() => false);
    }
  };
  const pollers = startTriggers(hosted, { topology, engines, nightlyAt, stop: stop.signal, lost, log });
  return {
    url: gateway.url,
    recovered,
    engines,
    async close(patienceMs = 5000) {
      // Nothing new is begun; what is in work may end.
      stop.abort();
      const closing = gateway.close();
      await Promise.race([Promise.all(pollers.map((one) => one.idle())), sleep(patienceMs)]);
      await Promise.all(hosted.map(({ host }) => host.close()));
      await Promise.all([closing, ...pollers.map((one) => one.stopped)]);
      // What could not be closed properly is put right with the next start.
      await engines.close().then(markClosed, () => {});
      secrets.close();
    },
  };
}
