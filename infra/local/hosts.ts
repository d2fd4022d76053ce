import { LOCAL_VARIABLE } from '../../functions/edge/caller.ts';
import { type FunctionDeclaration, queuesOf, queueVariable, secretVariable, tableVariable } from '../declarations.ts';
import { RUNNER } from './build.ts';
import { CREDENTIALS, type Engines, REGION } from './engines.ts';
import { type FunctionHost, hostFunction } from './function-host.ts';

/** A declared function and the thread that runs it. */
export interface Hosted {
  declared: FunctionDeclaration;
  host: FunctionHost;
}

/** What functions learn of where they are. */
export interface Around {
  engines: Engines;
  /** As `MXREADY_*` variables. */
  settings: Readonly<Record<string, string | undefined>>;
  /** Files of the keys, by name. */
  secrets: ReadonlyMap<string, string>;
}

/** Without limits unless somebody sets them: there is only one caller. */
const DEFAULTS = {
  MXREADY_LIMIT_PER_CALLER: '0',
  MXREADY_LIMIT_PER_DOMAIN: '0',
  // Whoever sits here needs no curl.
  MXREADY_START_PAGE: 'yes',
  // Figures are for CloudWatch; here nobody reads them.
  POWERTOOLS_METRICS_DISABLED: 'true',
};

function environmentOf(declared: FunctionDeclaration, { engines, settings, secrets }: Around) {
  const own = Object.entries(settings).filter(([name, value]) => name.startsWith('MXREADY_') && value !== undefined);
  return {
    ...DEFAULTS,
    ...(Object.fromEntries(own) as Record<string, string>),
    ...declared.environment,
    ...Object.fromEntries(declared.grants.tables.map(({ table }) => [tableVariable(table), table])),
    ...Object.fromEntries(queuesOf(declared).map((queue) => [queueVariable(queue), engines.queueUrl(queue)])),
    ...Object.fromEntries((declared.grants.secrets ?? []).map((id) => [secretVariable(id), secrets.get(id) ?? ''])),
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

/** @param bundleOf URL of the bundle of a file */
export const hostAll = (
  functions: readonly FunctionDeclaration[],
  around: Around,
  bundleOf: (entry: string) => string,
  log: (chunk: string) => void,
): Hosted[] =>
  functions.map((declared) => ({
    declared,
    host: hostFunction({
      id: declared.id,
      bundle: bundleOf(declared.entry),
      runner: bundleOf(RUNNER),
      environment: environmentOf(declared, around),
      timeout: declared.timeout,
      log,
    }),
  }));
