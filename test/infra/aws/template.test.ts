import { describe, expect, test } from '@jest/globals';
import { constructId } from '../../../infra/aws/names.ts';
import { deadLetterQueue, type Topology } from '../../../infra/declarations.ts';
import { topologyOf } from '../../../infra/topology.ts';
import { builtCategories } from '../../../shared/categories/index.ts';
import { SETTINGS } from '../../../shared/settings.ts';
import { plain, type Synthesized, synthesize, trial } from './synthesized.ts';

const stacks: [string, Topology][] = [
  ['as it is', topologyOf()],
  ['with one category more', topologyOf([...builtCategories, trial])],
];

/** What a deployment may want to change without a new version of ours. */
const SETTABLE = ['HELO', 'SENDER', 'SPF_FAIL_SENDER', 'RELAY_SINK', 'CANARY', 'EGRESS_IS_GATEWAY', 'GATEWAY_SUFFIX', 'CONNECTIONS_PER_TARGET', 'NIGHTLY_SPREAD', 'NIGHTLY_MAX_AGE', 'LIMIT_PER_CALLER', 'LIMIT_PER_DOMAIN', 'START_PAGE', 'KILL_SWITCH', 'SUPPRESSION_LIST']; // biome-ignore format: one list

const OWN_FUNCTION = /^AWS679f53fac/;
const functionsOf = (made: Synthesized) => made.of('AWS::Lambda::Function').filter(([id]) => !OWN_FUNCTION.test(id));

describe.each(stacks)('the template of the topology %s', (_, topology) => {
  const made = synthesize(topology);
  const named = (type: string, id: string) => made.of(type).find(([logical]) => plain(logical) === id)?.[1].Properties;

  test('has every queue with its dead-letter queue, and no other', () => {
    const declared = topology.queues
      .flatMap(({ id }) => [id, deadLetterQueue(id)])
      .map((id) => `${constructId(id)}Queue`);
    expect(
      made
        .of('AWS::SQS::Queue')
        .map(([id]) => plain(id))
        .sort(),
    ).toEqual(declared.sort());
    for (const one of topology.queues) {
      const queue = named('AWS::SQS::Queue', `${constructId(one.id)}Queue`);
      expect(queue).toMatchObject({
        VisibilityTimeout: one.visibility,
        SqsManagedSseEnabled: true,
        RedrivePolicy: { maxReceiveCount: one.maxReceiveCount },
      });
      const dead = `${constructId(deadLetterQueue(one.id))}Queue`;
      expect(plain(made.target(queue?.RedrivePolicy.deadLetterTargetArn))).toBe(dead);
      expect(named('AWS::SQS::Queue', dead)).toMatchObject({ MessageRetentionPeriod: one.deadLetterRetention });
    }
    expect(made.of('AWS::SQS::QueuePolicy')).toHaveLength(2 * topology.queues.length);
  });

  test('has the table with its indexes, encrypted, recoverable, kept', () => {
    expect(made.of('AWS::DynamoDB::GlobalTable')).toHaveLength(topology.tables.length);
    for (const one of topology.tables) {
      const table = named('AWS::DynamoDB::GlobalTable', `${constructId(one.id)}Table`);
      const keys = (all: { AttributeName: string }[]) => all.map(({ AttributeName }) => AttributeName);
      expect(table).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: one.timeToLive, Enabled: true },
        Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
      });
      expect(keys(table?.KeySchema)).toEqual([one.partitionKey.name, one.sortKey.name]);
      const indexes = (table?.GlobalSecondaryIndexes ?? []) as { IndexName: string; KeySchema: { AttributeName: string }[]; Projection: object }[]; // biome-ignore format: one line
      expect(indexes.map(({ IndexName, KeySchema, Projection }) => [IndexName, keys(KeySchema), Projection])).toEqual(
        one.indexes.map(({ name, partitionKey, sortKey, includes }) => [name, [partitionKey.name, sortKey.name], includes.length === 0 ? { ProjectionType: 'KEYS_ONLY' } : { ProjectionType: 'INCLUDE', NonKeyAttributes: includes }]),
      ); // biome-ignore format: as read
    }
  });

  test('has every function with its memory, time, network and own constants, and no other', () => {
    const ids = functionsOf(made).map(([id]) => plain(id));
    expect(ids.sort()).toEqual(topology.functions.map(({ id }) => `${constructId(id)}Function`).sort());
    for (const one of topology.functions) {
      const created = named('AWS::Lambda::Function', `${constructId(one.id)}Function`);
      expect(created).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        MemorySize: one.memoryMb,
        Timeout: one.timeout,
        TracingConfig: { Mode: 'Active' },
        Environment: { Variables: one.environment },
      });
      expect([one.id, created?.VpcConfig !== undefined]).toEqual([one.id, one.network === 'vpc']);
      expect(named('AWS::Logs::LogGroup', `${constructId(one.id)}Log`)?.RetentionInDays).toBeGreaterThan(0);
    }
  });

  test('keeps concurrency for who declares it, unless the account has none to keep', () => {
    for (const { id, reserved } of topology.functions) {
      const kept = reserved === undefined ? undefined : { 'Fn::If': ['ReservesConcurrency', reserved, { Ref: 'AWS::NoValue' }] }; // biome-ignore format: one line
      expect([id, named('AWS::Lambda::Function', `${constructId(id)}Function`)?.ReservedConcurrentExecutions]).toEqual([id, kept]); // biome-ignore format: one line
    }
  });

  test('remembers what callers erased for longer than the table can be restored', () => {
    const [[, table] = []] = made.of('AWS::DynamoDB::GlobalTable');
    // Without another wish it is as long as AWS can.
    const days = table?.Properties.Replicas[0].PointInTimeRecoverySpecification.RecoveryPeriodInDays ?? 35;
    expect(named('AWS::Logs::LogGroup', 'ApiLog')?.RetentionInDays).toBeGreaterThan(days);
  });

  test('has every trigger, with partial failures and bounded concurrency, and no other', () => {
    const mapped = made.of('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => {
      expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      return [plain(made.target(Properties.FunctionName)), plain(made.target(Properties.EventSourceArn)), Properties.BatchSize, Properties.ScalingConfig.MaximumConcurrency].join(' '); // biome-ignore format: one line
    });
    const declared = topology.functions.flatMap(({ id, triggers }) =>
      triggers.flatMap((one) => {
        if (one.kind !== 'queue' && one.kind !== 'deadLetters') return [];
        const queues = one.kind === 'queue' ? [one.queue] : topology.queues.map((queue) => deadLetterQueue(queue.id));
        return queues.map((queue) => [`${constructId(id)}Function`, `${constructId(queue)}Queue`, one.batchSize, one.maxConcurrency].join(' ')); // biome-ignore format: one line
      }),
    );
    expect(mapped.sort()).toEqual(declared.sort());
  });

  test('is patient: visibility is at least six times what the reader may take', () => {
    for (const [, { Properties }] of made.of('AWS::Lambda::EventSourceMapping')) {
      const reader = made.all[made.target(Properties.FunctionName)]?.Properties;
      const queue = made.all[made.target(Properties.EventSourceArn)]?.Properties;
      expect(queue?.VisibilityTimeout).toBeGreaterThanOrEqual(6 * reader?.Timeout);
    }
  });

  test('has every schedule', () => {
    const rules = made.of('AWS::Events::Rule').map(([, { Properties }]) => [plain(made.target(Properties.Targets)), Properties.ScheduleExpression]); // biome-ignore format: one line
    const minutes = (seconds: number): string => (seconds === 60 ? 'rate(1 minute)' : `rate(${seconds / 60} minutes)`);
    const declared = topology.functions.flatMap(({ id, triggers }) =>
      triggers.flatMap((one) => (one.kind === 'schedule' ? [[`${constructId(id)}Function`, minutes(one.every)]] : [])),
    );
    expect(rules.filter(([id]) => id !== 'NightlyFunction').sort()).toEqual(declared.sort());
  });

  test('begins a run each night at the time that a parameter says, where another says that it shall', () => {
    const at = (part: number) => ({ 'Fn::Select': [part, { 'Fn::Split': [':', { Ref: 'NightlyAt' }] }] });
    expect(named('AWS::Events::Rule', 'NightlySchedule')).toMatchObject({
      ScheduleExpression: { 'Fn::Join': ['', ['cron(', at(1), ' ', at(0), ' * * ? *)']] },
      State: { 'Fn::If': ['IsNightly', 'ENABLED', 'DISABLED'] },
    });
    expect(made.conditions.IsNightly).toEqual({ 'Fn::Equals': [{ Ref: 'Nightly' }, 'yes'] });
    expect([made.parameters.Nightly?.Default, made.parameters.NightlyAt?.Default]).toEqual(['no', '00:30']);
  });

  test('has every route, open or guarded as declared, and one that answers whatever is none', () => {
    const routes = new Map(
      made.of('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [Properties.RouteKey, Properties]),
    );
    expect([...routes.keys()].sort()).toEqual([...topology.routes.map(({ method, path }) => `${method} ${path}`), '$default'].sort()); // biome-ignore format: one line
    for (const { method, path, scope } of topology.routes) {
      const route = routes.get(`${method} ${path}`);
      if (scope === null) {
        expect(route).toMatchObject({ AuthorizationType: 'NONE' });
        continue;
      }
      expect(route?.AuthorizationType).toEqual({ 'Fn::If': ['HasIssuer', 'JWT', 'AWS_IAM'] });
      expect(route?.AuthorizationScopes).toEqual({ 'Fn::If': ['HasIssuer', [scope], { Ref: 'AWS::NoValue' }] });
      expect(route?.AuthorizerId['Fn::If'][0]).toBe('HasIssuer');
    }
    expect(made.of('AWS::ApiGatewayV2::Authorizer').map(([, { Condition }]) => Condition)).toEqual(['HasIssuer']);
  });

  test('has a dashboard that shows every category and every queue', () => {
    const body = JSON.stringify(
      made.of('AWS::CloudWatch::Dashboard').map(([, { Properties }]) => Properties.DashboardBody),
    );
    for (const { environment } of topology.functions) {
      const category = environment.MXREADY_CATEGORY;
      if (category !== undefined) expect(body).toContain(`\\"${category}\\"`);
    }
    for (const one of topology.queues) expect(body).toContain(`${constructId(one.id)}Queue`);
  });

  test('has one way out with a fixed address, whose reverse name is set when there is one to set', () => {
    expect(made.of('AWS::EC2::NatGateway')).toHaveLength(1);
    expect(made.of('AWS::EC2::EIP')).toHaveLength(1);
    const nat = made.of('AWS::EC2::NatGateway')[0]?.[1].Properties;
    expect(made.target(nat?.AllocationId)).toBe(made.of('AWS::EC2::EIP')[0]?.[0]);
    expect(made.of('Custom::AWS').map(([, { Condition }]) => Condition)).toEqual(['HasHelo']);
    expect(made.of('AWS::EC2::VPCEndpoint')).toHaveLength(1);
    // Of what was let through nothing is written down: it would be a list of the servers that were tested.
    expect(made.of('AWS::EC2::FlowLog').map(([, { Properties }]) => Properties.TrafficType)).toEqual(['REJECT']);
    const egress = made.of('AWS::EC2::SecurityGroup').flatMap(([, { Properties }]) => Properties.SecurityGroupEgress as { IpProtocol: string; FromPort: number }[]); // biome-ignore format: one line
    expect(egress.map(({ IpProtocol, FromPort }) => `${IpProtocol}/${FromPort}`).sort()).toEqual(['tcp/25', 'tcp/2525', 'tcp/443', 'tcp/465', 'tcp/53', 'tcp/587', 'udp/53']); // biome-ignore format: one line
  });

  test('has parameters that are what the settings are where nobody says anything', () => {
    const variables = functionsOf(made)[0]?.[1].Properties.Environment.Variables as Record<string, { Ref: string }>;
    for (const { variable, fallback } of Object.values(SETTINGS)) {
      const parameter = made.parameters[variables[variable]?.Ref ?? ''];
      if (parameter !== undefined) expect([variable, parameter.Default]).toEqual([variable, fallback]);
    }
    const settable = Object.entries(variables).flatMap(([name, { Ref }]) => (Ref in made.parameters ? [name] : []));
    expect(settable.sort()).toEqual(SETTABLE.map((one) => `MXREADY_${one}`).sort());
  });

  test('asks whether concurrency is to be reserved', () => {
    expect(made.parameters.ReserveConcurrency).toMatchObject({ Default: 'yes', AllowedValues: ['yes', 'no'] });
    expect(made.conditions.ReservesConcurrency).toEqual({ 'Fn::Equals': [{ Ref: 'ReserveConcurrency' }, 'yes'] });
  });
});
