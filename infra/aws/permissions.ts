import { Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import {
  ArnPrincipal,
  Policy,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
  SessionTagsPrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { FunctionDeclaration } from '../declarations.ts';
import { constructId } from './names.ts';
import type { QueuePair } from './queues.ts';

export interface Resources {
  tables: ReadonlyMap<string, TableV2>;
  queues: ReadonlyMap<string, QueuePair>;
  secrets: ReadonlyMap<string, Secret>;
}

const CONSUME = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'];
/** What Lambda needs to put a function into a network; it takes no resource but all. */
const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

const found = <T>(map: ReadonlyMap<string, T>, id: string): T => {
  const value = map.get(id);
  if (value === undefined) throw new Error(`nothing of the name ${id} is declared`);
  return value;
};

const allow = (sid: string, actions: string[], resources: string[]): PolicyStatement =>
  new PolicyStatement({ sid, actions, resources });

function tableStatements({ grants }: FunctionDeclaration, { tables }: Resources): PolicyStatement[] {
  const items = grants.tables.map(
    ({ table, actions, leadingKeys }, index) =>
      new PolicyStatement({
        sid: `Items${index}`,
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [found(tables, table).tableArn],
        ...(leadingKeys.length === 0
          ? {}
          : { conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...leadingKeys] } } }),
      }),
  );
  const indexes = (grants.indexes ?? []).map((path, at) => {
    const [table = '', index = ''] = path.split('/');
    return allow(`Index${at}`, ['dynamodb:Query'], [`${found(tables, table).tableArn}/index/${index}`]);
  });
  return [...items, ...indexes];
}

function queueStatements({ grants, triggers }: FunctionDeclaration, { queues }: Resources): PolicyStatement[] {
  const consumed = triggers.flatMap((one) => {
    if (one.kind === 'queue') return [found(queues, one.queue).queue.queueArn];
    return one.kind === 'deadLetters' ? [...queues.values()].map(({ dead }) => dead.queueArn) : [];
  });
  return [
    ...(grants.send.length === 0
      ? []
      : [
          allow(
            'Send',
            ['sqs:SendMessage'],
            grants.send.map((id) => found(queues, id).queue.queueArn),
          ),
        ]),
    ...(consumed.length === 0 ? [] : [allow('Consume', CONSUME, consumed)]),
  ];
}

function secretStatements({ grants }: FunctionDeclaration, { secrets }: Resources): PolicyStatement[] {
  const read = (grants.secrets ?? []).map((id) => found(secrets, id).secretArn);
  return read.length === 0 ? [] : [allow('Keys', ['secretsmanager:GetSecretValue'], read)];
}

/** A role that can do what the topology says, write its own log and its traces, and nothing else. */
export function createRole(scope: Construct, declared: FunctionDeclaration, resources: Resources, log: LogGroup): Role {
  const statements = [
    allow('Log', ['logs:CreateLogStream', 'logs:PutLogEvents'], [`${log.logGroupArn}`]),
    allow('Trace', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
    ...tableStatements(declared, resources),
    ...queueStatements(declared, resources),
    ...secretStatements(declared, resources),
    ...(declared.network === 'vpc' ? [allow('Network', INTERFACES, ['*'])] : []),
  ];
  return new Role(scope, `${constructId(declared.id)}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `What ${declared.id} of ${Stack.of(scope).stackName} may do`,
    inlinePolicies: { Work: new PolicyDocument({ statements }) },
  });
}

/** The tag of a session that says for which tenant it is. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM, not of ours.
export const TAG = '${aws:PrincipalTag/tenant}';

/**
 * A role that a function takes for a caller who is confined to a tenant: whatever it asks for under it, DynamoDB compares
 * the keys with the tenant that the session was tagged with.
 * @param own role of the function
 */
export function createTenantRole(
  scope: Construct,
  { id, grants }: FunctionDeclaration,
  { tables }: Resources,
  own: Role,
): Role | null {
  if (grants.tenant === undefined) return null;
  const statements = grants.tenant.map(({ table: path, actions, leadingKeys }, at) => {
    const [table = '', index] = path.split('/');
    const arn = found(tables, table).tableArn;
    return new PolicyStatement({
      sid: `Tenant${at}`,
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [index === undefined ? arn : `${arn}/index/${index}`],
      conditions: {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': leadingKeys.map((key) => key.replace('{tenant}', TAG)) },
      },
    });
  });
  const role = new Role(scope, `${constructId(id)}TenantRole`, {
    // A session without the tag would compare with nothing.
    assumedBy: new SessionTagsPrincipal(new ArnPrincipal(own.roleArn)).withConditions({
      StringLike: { 'aws:RequestTag/tenant': '?*' },
    }),
    description: `What ${id} of ${Stack.of(scope).stackName} may do for one tenant`,
    inlinePolicies: { Work: new PolicyDocument({ statements }) },
  });
  new Policy(scope, `${constructId(id)}ForTenants`, {
    roles: [own],
    statements: [allow('ForTenants', ['sts:AssumeRole', 'sts:TagSession'], [role.roleArn])],
  });
  return role;
}
