import { join } from 'node:path';
import { Aws, Duration, Fn, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { type CfnRule, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import {
  Architecture,
  type CfnFunction,
  EventSourceMapping,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { FUNCTION_BUNDLE } from '../bundle.mjs';
import {
  type FunctionDeclaration,
  queuesOf,
  queueVariable,
  secretVariable,
  type Trigger,
  tableVariable,
} from '../declarations.ts';
import { TENANT_ROLE_VARIABLE } from '../../shared/wiring.ts';
import { constructId } from './names.ts';
import type { Network } from './network.ts';
import type { Parameters } from './parameters.ts';
import { createRole, createTenantRole, type Resources } from './permissions.ts';

const ROOT = join(import.meta.dirname, '../..');

const BUNDLING = {
  format: OutputFormat.ESM,
  mainFields: FUNCTION_BUNDLE.mainFields as string[],
  banner: FUNCTION_BUNDLE.banner?.js ?? '',
  externalModules: FUNCTION_BUNDLE.external as string[],
  minify: true,
  target: 'node24',
};

function environmentOf(declared: FunctionDeclaration, { tables, queues, secrets }: Resources): Record<string, string> {
  const names = [...new Set(declared.grants.tables.map(({ table }) => table))];
  return {
    ...declared.environment,
    ...Object.fromEntries(names.map((id) => [tableVariable(id), tables.get(id)?.tableName ?? ''])),
    ...Object.fromEntries(queuesOf(declared).map((id) => [queueVariable(id), queues.get(id)?.queue.queueUrl ?? ''])),
    ...Object.fromEntries(
      (declared.grants.secrets ?? []).map((id) => [secretVariable(id), secrets.get(id)?.secretArn ?? '']),
    ),
  };
}

const settingsOf = ({ environment }: Parameters, { address }: Network): Record<string, string> => ({
  ...environment,
  MXREADY_EGRESS_ADDRESSES: address,
});

/** At a time that the deployment says. The rule is there in any case, so that it can be turned on without anything else. */
function connectDaily(
  scope: Construct,
  target: NodejsFunction,
  id: string,
  { isNightly, nightlyAt }: Parameters,
): void {
  const at = Fn.split(':', nightlyAt.valueAsString);
  const rule = new Rule(scope, `${constructId(id)}Schedule`, {
    schedule: Schedule.expression(`cron(${Fn.select(1, at)} ${Fn.select(0, at)} * * ? *)`),
    targets: [new LambdaFunction(target)],
  });
  const state = Fn.conditionIf(isNightly.logicalId, 'ENABLED', 'DISABLED');
  (rule.node.defaultChild as CfnRule).addPropertyOverride('State', state);
}

function connect(
  scope: Construct,
  target: NodejsFunction,
  id: string,
  trigger: Trigger,
  { resources: { queues }, parameters }: Surroundings,
): void {
  if (trigger.kind === 'http') return;
  if (trigger.kind === 'daily') {
    connectDaily(scope, target, id, parameters);
    return;
  }
  if (trigger.kind === 'schedule') {
    new Rule(scope, `${constructId(id)}Schedule`, {
      schedule: Schedule.rate(Duration.seconds(trigger.every)),
      targets: [new LambdaFunction(target)],
    });
    return;
  }
  const read =
    trigger.kind === 'queue' ? [queues.get(trigger.queue)?.queue] : [...queues.values()].map(({ dead }) => dead);
  for (const queue of read) {
    if (queue === undefined) throw new Error(`${id} reads a queue that is not declared`);
    new EventSourceMapping(scope, `${constructId(id)}Reads${queue.node.id}`, {
      target,
      eventSourceArn: queue.queueArn,
      batchSize: trigger.batchSize,
      maxConcurrency: trigger.maxConcurrency,
      reportBatchItemFailures: true,
    });
  }
}

function createLog(scope: Construct, { id, triggers }: FunctionDeclaration): LogGroup {
  const answersCallers = triggers.some(({ kind }) => kind === 'http');
  return new LogGroup(scope, `${constructId(id)}Log`, {
    // The log of the API has what callers erased, for as long as the table can be restored to before that (35 days).
    retention: answersCallers ? RetentionDays.TWO_MONTHS : RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** An account that may run few functions at once lets nobody reserve any: then a parameter says not to. */
function reserve(created: NodejsFunction, { reserved }: FunctionDeclaration, { reserves }: Parameters): void {
  if (reserved === undefined) return;
  const value = Fn.conditionIf(reserves.logicalId, reserved, Aws.NO_VALUE);
  (created.node.defaultChild as CfnFunction).addPropertyOverride('ReservedConcurrentExecutions', value);
}

/** Into the network behind the fixed address. */
const inside = ({ vpc, securityGroup }: Network) => ({
  vpc,
  vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
  securityGroups: [securityGroup],
});

/** What a function is put into. */
export interface Surroundings {
  resources: Resources;
  network: Network;
  parameters: Parameters;
}

/** A declared function with its role, its log and its triggers. */
export function createFunction(
  scope: Construct,
  declared: FunctionDeclaration,
  surroundings: Surroundings,
): NodejsFunction {
  const { resources, network, parameters } = surroundings;
  const id = constructId(declared.id);
  const log = createLog(scope, declared);
  const role = createRole(scope, declared, resources, log);
  const tenantRole = createTenantRole(scope, declared, resources, role);
  const isInside = declared.network === 'vpc';
  Validations.of(role).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: `X-Ray${isInside ? ' and network interfaces take' : ' takes'} no resource but all; every other statement names its own.`,
  });
  const created = new NodejsFunction(scope, `${id}Function`, {
    entry: join(ROOT, declared.entry),
    projectRoot: ROOT,
    depsLockFilePath: join(ROOT, 'package-lock.json'),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: declared.memoryMb,
    timeout: Duration.seconds(declared.timeout),
    environment: {
      ...settingsOf(parameters, network),
      ...environmentOf(declared, resources),
      ...(tenantRole === null ? {} : { [TENANT_ROLE_VARIABLE]: tenantRole.roleArn }),
    },
    // What CDK would add by itself is written out in the role.
    role: role.withoutPolicyUpdates(),
    tracing: Tracing.ACTIVE,
    loggingFormat: LoggingFormat.JSON,
    logGroup: log,
    bundling: BUNDLING,
    ...(isInside ? inside(network) : {}),
  });
  reserve(created, declared, parameters);
  for (const trigger of declared.triggers) connect(scope, created, declared.id, trigger, surroundings);
  return created;
}
