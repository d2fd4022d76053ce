import { TAG } from '../../../infra/aws/permissions.ts';
import { expect, test } from '@jest/globals';
import { topologyOf } from '../../../infra/topology.ts';
import { plain, synthesize } from './synthesized.ts';

const made = synthesize(topologyOf());

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Condition?: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': string | string[] } };
}

const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

function resourceName(value: unknown): string {
  if (value === '*') return '*';
  const index = /"\/index\/([^"]+)"/.exec(JSON.stringify(value))?.[1];
  return `${plain(made.target(value))}${index === undefined ? '' : `/${index}`}`;
}

function line({ Action, Resource, Condition }: Statement): string {
  const actions = list(Action).map((one) => one.split(':')[1]);
  const service = list(Action)[0]?.split(':')[0];
  const keys =
    Condition === undefined ? '' : ` [${list(Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys'])}]`;
  return `${service}:${actions.join(',')} on ${list(Resource).map(resourceName).join(',')}${keys}`;
}

const trace = 'xray:PutTraceSegments,PutTelemetryRecords on *';
const network =
  'ec2:CreateNetworkInterface,DescribeNetworkInterfaces,DescribeSubnets,DeleteNetworkInterface,AssignPrivateIpAddresses,UnassignPrivateIpAddresses on *';
const consume = 'sqs:ReceiveMessage,DeleteMessage,GetQueueAttributes,ChangeMessageVisibility on';

/** Everything that each function may do. Whoever adds a permission adds it here, and says why in the commit. */
const ROLES: Record<string, string[]> = {
  Api: [
    'logs:CreateLogStream,PutLogEvents on ApiLog',
    trace,
    'dynamodb:GetItem,PutItem,UpdateItem,DeleteItem,Query on ChecksTable [CHECK#*]',
    'dynamodb:GetItem on ChecksTable [FP#*,PREFLIGHT]',
    'dynamodb:UpdateItem on ChecksTable [COUNT#*]',
    'dynamodb:PutItem on ChecksTable [ERASE#*]',
    'dynamodb:DeleteItem on ChecksTable [LATEST#*,CALLBACK#*,NEWS#*]',
    'dynamodb:GetItem,PutItem,UpdateItem on ChecksTable [RUN#*]',
    'dynamodb:PutItem,Query on ChecksTable [RUNS#*]',
    'dynamodb:GetItem,PutItem on ChecksTable [ACTIVE#*]',
    'dynamodb:Query on ChecksTable [PAGE#*,NEWS#*]',
    'dynamodb:GetItem,PutItem,BatchWriteItem,DeleteItem on TenantsTable [TENANT#*]',
    'dynamodb:Scan on TenantsTable',
    'dynamodb:Query on ChecksTable/by-domain',
    'dynamodb:Query on ChecksTable/by-tenant',
    'dynamodb:Query on ChecksTable/recent',
    'sqs:SendMessage on ChecksQueue,AggregateQueue,RecheckQueue',
    'secretsmanager:GetSecretValue on LinkKeysSecret,CallbackKeysSecret',
  ],
  Dispatch: [
    'logs:CreateLogStream,PutLogEvents on DispatchLog',
    trace,
    'dynamodb:GetItem,UpdateItem on ChecksTable [CHECK#*]',
    'sqs:SendMessage on CategoryDnsQueue,CategoryDnsBulkQueue,CategorySessionQueue,CategorySessionBulkQueue,CategoryEnvelopeQueue,CategoryEnvelopeBulkQueue,CategoryRelayQueue,CategoryRelayBulkQueue,AggregateQueue',
    `${consume} ChecksQueue,ChecksBulkQueue`,
  ],
  CategoryDns: [
    'logs:CreateLogStream,PutLogEvents on CategoryDnsLog',
    trace,
    'dynamodb:GetItem,PutItem,UpdateItem,DeleteItem on ChecksTable [CHECK#*]',
    'sqs:SendMessage on CategoryDnsQueue,CategoryDnsBulkQueue,AggregateQueue',
    `${consume} CategoryDnsQueue,CategoryDnsBulkQueue`,
  ],
  CategorySession: [
    'logs:CreateLogStream,PutLogEvents on CategorySessionLog',
    trace,
    'dynamodb:GetItem,PutItem,UpdateItem,DeleteItem on ChecksTable [CHECK#*]',
    'dynamodb:GetItem on ChecksTable [PREFLIGHT]',
    'dynamodb:UpdateItem,DeleteItem,Query on ChecksTable [SLOT#*]',
    'dynamodb:GetItem,UpdateItem on ChecksTable [SHARED#*]',
    'sqs:SendMessage on CategorySessionQueue,CategorySessionBulkQueue,AggregateQueue',
    `${consume} CategorySessionQueue,CategorySessionBulkQueue`,
    network,
  ],
  CategoryEnvelope: [
    'logs:CreateLogStream,PutLogEvents on CategoryEnvelopeLog',
    trace,
    'dynamodb:GetItem,PutItem,UpdateItem,DeleteItem on ChecksTable [CHECK#*]',
    'dynamodb:GetItem on ChecksTable [PREFLIGHT]',
    'dynamodb:UpdateItem,DeleteItem,Query on ChecksTable [SLOT#*]',
    'sqs:SendMessage on CategoryEnvelopeQueue,CategoryEnvelopeBulkQueue,AggregateQueue',
    `${consume} CategoryEnvelopeQueue,CategoryEnvelopeBulkQueue`,
    network,
  ],
  CategoryRelay: [
    'logs:CreateLogStream,PutLogEvents on CategoryRelayLog',
    trace,
    'dynamodb:GetItem,PutItem,UpdateItem,DeleteItem on ChecksTable [CHECK#*]',
    'dynamodb:GetItem on ChecksTable [PREFLIGHT]',
    'dynamodb:UpdateItem,DeleteItem,Query on ChecksTable [SLOT#*]',
    'sqs:SendMessage on CategoryRelayQueue,CategoryRelayBulkQueue,AggregateQueue',
    `${consume} CategoryRelayQueue,CategoryRelayBulkQueue`,
    network,
  ],
  Aggregate: [
    'logs:CreateLogStream,PutLogEvents on AggregateLog',
    trace,
    'dynamodb:GetItem,PutItem,UpdateItem,DeleteItem,Query on ChecksTable [CHECK#*]',
    'dynamodb:PutItem on ChecksTable [FP#*]',
    'dynamodb:GetItem,PutItem,DeleteItem on ChecksTable [LATEST#*]',
    'dynamodb:UpdateItem,Query on ChecksTable [PAGE#*]',
    'dynamodb:PutItem,DeleteItem on ChecksTable [NEWS#*]',
    'dynamodb:PutItem,DeleteItem on ChecksTable [CALLBACK#*]',
    'sqs:SendMessage on NotifyQueue',
    `${consume} AggregateQueue`,
  ],
  Notify: [
    'logs:CreateLogStream,PutLogEvents on NotifyLog',
    trace,
    'dynamodb:GetItem on ChecksTable [CHECK#*,RUN#*]',
    'dynamodb:GetItem,UpdateItem,DeleteItem on ChecksTable [CALLBACK#*]',
    `${consume} NotifyQueue`,
    'secretsmanager:GetSecretValue on CallbackKeysSecret',
  ],
  DeadLetter: [
    'logs:CreateLogStream,PutLogEvents on DeadLetterLog',
    trace,
    'dynamodb:GetItem,PutItem,UpdateItem,DeleteItem,Query on ChecksTable [CHECK#*]',
    'sqs:SendMessage on AggregateQueue',
    `${consume} ChecksDeadQueue,ChecksBulkDeadQueue,CategoryDnsDeadQueue,CategoryDnsBulkDeadQueue,CategorySessionDeadQueue,CategorySessionBulkDeadQueue,CategoryEnvelopeDeadQueue,CategoryEnvelopeBulkDeadQueue,CategoryRelayDeadQueue,CategoryRelayBulkDeadQueue,AggregateDeadQueue,NotifyDeadQueue,RecheckDeadQueue`,
  ],
  Recheck: [
    'logs:CreateLogStream,PutLogEvents on RecheckLog',
    trace,
    'dynamodb:GetItem,UpdateItem on ChecksTable [RUN#*]',
    'dynamodb:PutItem,UpdateItem,Query on ChecksTable [PAGE#*]',
    'dynamodb:DeleteItem on ChecksTable [ACTIVE#*]',
    'dynamodb:PutItem on ChecksTable [CALLBACK#*]',
    'dynamodb:GetItem,PutItem on ChecksTable [CHECK#*]',
    'dynamodb:GetItem on ChecksTable [FP#*,LATEST#*]',
    'dynamodb:GetItem on TenantsTable [TENANT#*]',
    'dynamodb:Scan on TenantsTable',
    'sqs:SendMessage on ChecksBulkQueue,AggregateQueue,NotifyQueue',
    `${consume} RecheckQueue`,
  ],
  Nightly: [
    'logs:CreateLogStream,PutLogEvents on NightlyLog',
    trace,
    'dynamodb:GetItem,PutItem on ChecksTable [RUN#*,ACTIVE#*]',
    'dynamodb:PutItem on ChecksTable [RUNS#*]',
    'sqs:SendMessage on RecheckQueue',
  ],
  Tick: [
    'logs:CreateLogStream,PutLogEvents on TickLog',
    trace,
    'dynamodb:GetItem,UpdateItem,DeleteItem,Query on ChecksTable [CHECK#*]',
    'dynamodb:GetItem,UpdateItem,DeleteItem on ChecksTable [ERASE#*]',
    'dynamodb:DeleteItem on ChecksTable [LATEST#*,CALLBACK#*,NEWS#*]',
    'dynamodb:Query on ChecksTable/due',
    'dynamodb:Query on ChecksTable/by-tenant',
    'sqs:SendMessage on ChecksQueue,ChecksBulkQueue,AggregateQueue,NotifyQueue,RecheckQueue,CategoryDnsQueue,CategoryDnsBulkQueue,CategorySessionQueue,CategorySessionBulkQueue,CategoryEnvelopeQueue,CategoryEnvelopeBulkQueue,CategoryRelayQueue,CategoryRelayBulkQueue',
  ],
  Preflight: [
    'logs:CreateLogStream,PutLogEvents on PreflightLog',
    trace,
    'dynamodb:PutItem on ChecksTable [PREFLIGHT]',
    network,
  ],
};

test('each function may do just its work', () => {
  const roles = made.of('AWS::Lambda::Function').flatMap(([id, { Properties }]) => {
    const role = made.all[made.target(Properties.Role)];
    if (role === undefined || id.startsWith('AWS679f53fac')) return [];
    expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    const policies = role.Properties.Policies as { PolicyDocument: { Statement: Statement[] } }[];
    return [[plain(id).replace(/Function$/, ''), policies.flatMap((one) => one.PolicyDocument.Statement.map(line))] as const]; // biome-ignore format: one line
  });
  expect(Object.fromEntries(roles)).toEqual(ROLES);
});

test('for a caller of one tenant the API takes a role whose keys are that tenant’s, and only with its tag', () => {
  const [[, role] = ['', null]] = made.of('AWS::IAM::Role').filter(([id]) => plain(id) === 'ApiTenantRole');
  const [{ PolicyDocument }] = role?.Properties.Policies as [{ PolicyDocument: { Statement: { Action: string | string[]; Condition: object }[] } }]; // biome-ignore format: one line
  const keys = (one: string) => ({ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [one] } });
  expect(PolicyDocument.Statement.map(({ Action, Condition }) => [[Action].flat().length, Condition])).toEqual([
    [4, keys(`TENANT#${TAG}`)],
    [1, keys(TAG)],
  ]);
  const [trust] = role?.Properties.AssumeRolePolicyDocument.Statement as [Record<string, unknown>];
  expect(trust).toMatchObject({ Action: ['sts:AssumeRole', 'sts:TagSession'], Condition: { StringLike: { 'aws:RequestTag/tenant': '?*' } } }); // biome-ignore format: one line
  const [[, policy] = ['', null]] = made.of('AWS::IAM::Policy').filter(([id]) => plain(id) === 'ApiForTenants');
  expect(policy?.Properties.PolicyDocument.Statement).toMatchObject([{ Action: ['sts:AssumeRole', 'sts:TagSession'], Effect: 'Allow' }]); // biome-ignore format: one line
  const [[, api] = ['', null]] = made.of('AWS::Lambda::Function').filter(([id]) => plain(id) === 'ApiFunction');
  expect(plain(made.target(api?.Properties.Environment.Variables.MXREADY_TENANT_ROLE))).toBe('ApiTenantRole');
});

test('no policy is attached to a role from outside', () => {
  const attached = made.of('AWS::IAM::Policy').map(([id]) => plain(id));
  expect(attached.filter((id) => !/^(ReverseName|NetworkFlows|ApiForTenants)/.test(id))).toEqual([]);
});
