import type { Category } from '../check/category.ts';
import { readSettings } from '../config.ts';
import { sqsQueues } from '../queue/queue.ts';
import { dynamoStore } from '../store/dynamo-store.ts';
import { openTable } from '../store/table.ts';
import { CHECKS_TABLE, queueVariable, tableVariable } from '../wiring.ts';
import type { Deps, Log } from './deps.ts';
import type { Measure } from './figures.ts';
import { discreetLog } from './log.ts';
import { assertTimes, timesOf } from './times.ts';

type Environment = Readonly<Record<string, string | undefined>>;
const DAY_MS = 24 * 3600 * 1000;

/** What a host names in its environment. */
export function named(environment: Environment, variable: string): string {
  const value = environment[variable];
  if (value === undefined || value === '') throw new Error(`${variable} is not set; the host must name it`);
  return value;
}

/**
 * The pipeline's way to its table and queues, as the host's environment names them. Where the engines are, the SDK
 * reads from AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_SQS itself.
 * @throws SettingError for a setting that cannot be used
 */
export function wire(
  environment: Environment,
  { log, measure }: { log: Log; measure: Measure },
  categories: readonly Category[],
): Deps {
  const settings = readSettings(environment);
  const retention = { transcripts: settings.transcriptDays * DAY_MS, reports: settings.reportDays * DAY_MS };
  return {
    settings,
    log: discreetLog(log),
    measure,
    categories,
    store: dynamoStore(openTable(named(environment, tableVariable(CHECKS_TABLE))), retention),
    queues: sqsQueues((queue) => named(environment, queueVariable(queue))),
    times: assertTimes(timesOf(settings.checkSeconds), categories),
    now: Date.now,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
  };
}
