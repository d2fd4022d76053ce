import { CREDENTIALS, type Engines, openEngines, REGION } from '../../infra/local/engines.ts';
import { topologyOf } from '../../infra/topology.ts';
import { builtCategories } from '../../shared/categories/index.ts';
import type { Category, Gathered } from '../../shared/check/category.ts';
import type { CheckRequest } from '../../shared/check/request.ts';
import type { Target } from '../../shared/check/target.ts';
import { readSettings, type Settings } from '../../shared/config.ts';
import type { Deps } from '../../shared/pipeline/deps.ts';
import type { FigureId } from '../../shared/pipeline/figures.ts';
import { timesOf } from '../../shared/pipeline/times.ts';
import type { Message } from '../../shared/queue/queue.ts';
import { dynamoStore } from '../../shared/store/dynamo-store.ts';
import { DUE_SHARDS } from '../../shared/store/keys.ts';
import type { Due, Store } from '../../shared/store/store.ts';
import { openTable, type Table } from '../../shared/store/table.ts';
import { requestFor } from './check-world.ts';

export interface Sent {
  queue: string;
  message: Message;
  delay: number;
}

/** The pipeline on some table, with queues that only remember and a clock that tests move. */
export interface PipelineOn {
  deps: Deps;
  sent: Sent[];
  logged: { level: string; message: string; details: Record<string, unknown> | undefined }[];
  /** Sent since the last call. */
  taken(): Sent[];
  advance(seconds: number): void;
  /** Figures that were told. */
  measured: { id: FigureId; value: number; dimensions: Readonly<Record<string, string>> }[];
}

/** The same on an embedded table. */
export interface PipelineWorld extends PipelineOn {
  engines: Engines;
  table: Table;
  close(): Promise<void>;
}

const DAY = 24 * 3600 * 1000;

/** A registered category whose network is made up. */
export const fakeCategory = (id: string, gather: NonNullable<Category['gather']> = async () => NOTHING): Category => {
  const real = builtCategories.find((one) => one.id === id);
  if (real === undefined) throw new Error(`no category ${id}`);
  return { ...real, gather };
};
const NOTHING: Gathered<unknown> = { units: [], conversations: [] };

export function pipelineOn(
  table: Table,
  categories: readonly Category[],
  settings: Partial<Settings> = {},
): PipelineOn {
  const sent: Sent[] = [];
  const logged: PipelineOn['logged'] = [];
  const measured: PipelineOn['measured'] = [];
  let now = Date.now();
  let seen = 0;
  const log = (level: string) => (message: string, details?: Record<string, unknown>) => {
    logged.push({ level, message, details });
  };
  return {
    sent,
    logged,
    measured,
    deps: {
      categories,
      settings: { ...readSettings({ MXREADY_LIMIT_PER_CALLER: '0', MXREADY_LIMIT_PER_DOMAIN: '0' }), ...settings },
      store: dynamoStore(table, { transcripts: 14 * DAY, reports: 90 * DAY }),
      queues: {
        send: async (queue, message, delay = 0) => {
          // Who looks at what is said of runs, looks at the queue.
          sent.push({ queue, message: message as Message, delay });
        },
        returnAfter: async () => {},
      },
      times: timesOf(240),
      now: () => now,
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      random: () => 0.5,
      measure: (id, value, dimensions = {}) => {
        measured.push({ id, value, dimensions });
      },
      log: { info: log('info'), warn: log('warn'), error: log('error') },
    },
    taken: () => {
      const fresh = sent.slice(seen);
      seen = sent.length;
      return fresh;
    },
    advance: (seconds) => {
      now += seconds * 1000;
    },
  };
}

export async function startPipeline(
  categories: readonly Category[] = [fakeCategory('dns'), fakeCategory('session')],
  settings: Partial<Settings> = {},
): Promise<PipelineWorld> {
  const engines = await openEngines(topologyOf(), null);
  const table = openTable('checks', { endpoint: engines.dynamodb, region: REGION, credentials: CREDENTIALS });
  const close = async (): Promise<void> => {
    table.client.destroy();
    await engines.close();
  };
  return { ...pipelineOn(table, categories, settings), engines, table, close };
}

export const REQUEST: CheckRequest = requestFor('contoso.test', 25);

export const TARGET: Target = {
  domain: 'contoso.test',
  host: 'mx.contoso.test',
  port: 25,
  source: 'mx',
  absence: null,
  addresses: [{ address: '127.0.0.1', family: 4, lab: true }],
  refused: [],
  beyond: [],
  mode: 'inline',
  modeKnown: true,
  phase: 'before',
  gateway: 'contoso-test.gate.seppmail.cloud',
  gatewaySuffix: 'seppmail.cloud',
  published: true,
  tls: true,
  egressIsGateway: false,
  errand: { recipients: [], send: false, root: '00000000-0000-4000-8000-000000000000', earlier: null },
};

/** All that is due, of every shard. */
export async function dueOf(store: Pick<Store, 'due'>, now: number): Promise<Due[]> {
  const all: Due[] = [];
  for (let shard = 0; shard < DUE_SHARDS; shard += 1) {
    for await (const page of store.due(shard, now)) all.push(...page);
  }
  return all;
}
