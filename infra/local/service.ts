import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOCAL_VARIABLE } from '../../functions/edge/caller.ts';
import { processSlots, type Slots } from '../../shared/net/slots.ts';
import { readMessage } from '../../shared/pipeline/message.ts';
import { recover } from '../../shared/pipeline/recover.ts';
import { dynamoStore } from '../../shared/store/dynamo-store.ts';
import { openTable } from '../../shared/store/table.ts';
import { CHECKS_TABLE } from '../../shared/wiring.ts';
import {
  deadLetterQueue,
  type FunctionDeclaration,
  queuesOf,
  queueVariable,
  type Topology,
  type Trigger,
  tableVariable,
} from '../declarations.ts';
import { buildFunctions, RUNNER } from './build.ts';
import { claimDatabase, openDataFolder } from './data-folder.ts';
import { CREDENTIALS, type Engines, openEngines, REGION } from './engines.ts';
import { type FunctionHost, hostFunction } from './function-host.ts';
import { openGateway } from './gateway.ts';
import { poll } from './poller.ts';

export interface ServiceOptions {
  topology: Topology;
  /** Null: nothing is kept. */
  dataDir: string | null;
  port: number;
  /** Settings, as `MXREADY_*` variables. */
  environment: Readonly<Record<string, string | undefined>>;
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

/** Without limits unless somebody sets them: there is only one caller. */
const DEFAULTS = { MXREADY_LIMIT_PER_CALLER: '0', MXREADY_LIMIT_PER_DOMAIN: '0' };

function environmentOf(declared: FunctionDeclaration, engines: Engines, settings: ServiceOptions['environment']) {
  const own = Object.entries(settings).filter(([name, value]) => name.startsWith('MXREADY_') && value !== undefined);
  return {
    ...DEFAULTS,
    ...(Object.fromEntries(own) as Record<string, string>),
    ...declared.environment,
    ...Object.fromEntries(declared.grants.tables.map(({ table }) => [tableVariable(table), table])),
    ...Object.fromEntries(queuesOf(declared).map((queue) => [queueVariable(queue), engines.queueUrl(queue)])),
    [LOCAL_VARIABLE]: 'yes',
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: engines.dynamodb,
    AWS_ENDPOINT_URL_SQS: engines.sqs,
    AWS_LAMBDA_FUNCTION_NAME: declared.id,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** The pipeline's store as the host itself uses it: to void the leases of what died. */
function storeOf(engines: Engines) {
  const table = openTable(CHECKS_TABLE, { endpoint: engines.dynamodb, region: REGION, credentials: CREDENTIALS });
  return dynamoStore(table, { transcripts: 0, reports: 0 });
}

type Poller = ReturnType<typeof poll>;

function pollersOf(
  trigger: Trigger,
  topology: Topology,
  options: Omit<Parameters<typeof poll>[0], 'url' | 'queue' | 'batchSize' | 'maxConcurrency' | 'client'>,
  engines: Engines,
  signal: AbortSignal,
): Poller[] {
  if (trigger.kind !== 'queue' && trigger.kind !== 'deadLetters') return [];
  const { batchSize, maxConcurrency } = trigger;
  const queues = trigger.kind === 'queue' ? [trigger.queue] : topology.queues.map(({ id }) => deadLetterQueue(id));
  return queues.map((queue) =>
    poll(
      { ...options, client: engines.client, url: engines.queueUrl(queue), queue, batchSize, maxConcurrency },
      signal,
    ),
  );
}

/** Invokes again and again, never twice at once. */
async function onSchedule(host: FunctionHost, seconds: number, signal: AbortSignal, log: (line: string) => void) {
  while (!signal.aborted) {
    await host.invoke({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }).catch((error: Error) => {
      if (!signal.aborted) log(`${error.message}\n`);
    });
    await sleep(seconds * 1000, undefined, { signal }).catch(() => {});
  }
}

/** The whole system in one process: each declared function in a thread, engines on loopback, an HTTP gateway. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { topology, entries = {} } = options;
  const folder = options.dataDir === null ? null : openDataFolder(options.dataDir);
  const log = (chunk: string): void => {
    if (folder !== null) appendFileSync(folder.log, chunk);
  };
  const fileOf = ({ id, entry }: FunctionDeclaration): string => entries[id] ?? entry;
  if (folder !== null) await claimDatabase(folder.database);
  const [bundleOf, engines] = await Promise.all([
    buildFunctions(topology.functions.map(fileOf)),
    openEngines(topology, folder?.database ?? null),
  ]);
  const store = storeOf(engines);
  const recovered = await recover({ store, now: Date.now });
  const stop = new AbortController();
  const hosts = topology.functions.map((declared) => ({
    declared,
    host: hostFunction({
      id: declared.id,
      bundle: bundleOf(fileOf(declared)),
      runner: bundleOf(RUNNER),
      environment: environmentOf(declared, engines, options.environment),
      timeout: declared.timeout,
      log,
    }),
  }));
  const lost = async (bodies: readonly string[]): Promise<void> => {
    for (const message of bodies.map(readMessage)) {
      if (message?.category !== undefined) await store.voidLease(message.checkId, message.category).catch(() => false);
    }
  };
  const api = hosts.find(({ declared }) => declared.triggers.some(({ kind }) => kind === 'http'))?.host;
  if (api === undefined) throw new Error('the topology has no function for HTTP');
  const gateway = await openGateway(api, options.port).catch(async (error: Error) => {
    await engines.close();
    throw error;
  });
  for (const { host } of hosts) host.warm();
  const pollers = hosts.flatMap(({ declared, host }) => {
    const places: Slots = processSlots(Math.max(1, ...declared.triggers.map((one) => ('maxConcurrency' in one ? one.maxConcurrency : 1)))); // biome-ignore format: one thought
    const shared = { host, places, lost, log };
    return declared.triggers.flatMap((trigger) => pollersOf(trigger, topology, shared, engines, stop.signal));
  });
  for (const { declared, host } of hosts) {
    for (const one of declared.triggers)
      if (one.kind === 'schedule') void onSchedule(host, one.everyLocally, stop.signal, log);
  }
  return {
    url: gateway.url,
    recovered,
    engines,
    async close(patienceMs = 5000) {
      const closing = gateway.close();
      const idle = Promise.all(pollers.map((one) => one.idle()));
      await Promise.race([idle, sleep(patienceMs)]);
      stop.abort();
      await Promise.all(hosts.map(({ host }) => host.close()));
      await Promise.all([closing, ...pollers.map((one) => one.stopped)]);
      await engines.close();
    },
  };
}
