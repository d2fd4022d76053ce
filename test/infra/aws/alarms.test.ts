import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { measure } from '../../../functions/edge/runtime.ts';
import { figureMetric } from '../../../infra/aws/alarms.ts';
import { constructId } from '../../../infra/aws/names.ts';
import { topologyOf } from '../../../infra/topology.ts';
import { builtCategories } from '../../../shared/categories/index.ts';
import { FIGURES, type FigureId } from '../../../shared/pipeline/figures.ts';
import { plain, synthesize, trial } from './synthesized.ts';

const topology = topologyOf([...builtCategories, trial]);
const made = synthesize(topology);

interface Alarm {
  Namespace: string;
  MetricName: string;
  Dimensions: { Name: string; Value: unknown }[];
  [more: string]: unknown;
}
const alarms = made
  .of('AWS::CloudWatch::Alarm')
  .map(([id, { Properties }]) => [plain(id), Properties as Alarm] as const);
const named = (id: string): Alarm | undefined => alarms.find(([one]) => one === id)?.[1];
const namesOf = ({ Dimensions }: Alarm): string => Dimensions.map(({ Name }) => Name).sort().join(); // biome-ignore format: one line

/**
 * What AWS tells, with the dimensions that it tells it with, each set a metric of its own: the pages "Metrics and
 * dimensions" of Amazon SQS, AWS Lambda, HTTP APIs (API Gateway), Amazon DynamoDB, NAT gateways (Amazon VPC).
 */
const TOLD_BY_AWS: Readonly<Record<string, readonly string[]>> = {
  'AWS/SQS ApproximateAgeOfOldestMessage': ['QueueName'],
  'AWS/SQS ApproximateNumberOfMessagesVisible': ['QueueName'],
  'AWS/Lambda Errors': ['FunctionName', 'FunctionName,Resource'],
  'AWS/Lambda Throttles': ['FunctionName', 'FunctionName,Resource'],
  'AWS/Lambda Invocations': ['FunctionName', 'FunctionName,Resource'],
  'AWS/ApiGateway 5xx': ['ApiId', 'ApiId,Stage', 'ApiId,Method,Resource,Stage'],
  'AWS/DynamoDB ReadThrottleEvents': ['TableName', 'GlobalSecondaryIndexName,TableName'],
  'AWS/DynamoDB WriteThrottleEvents': ['TableName', 'GlobalSecondaryIndexName,TableName'],
  'AWS/DynamoDB ThrottledRequests': ['Operation,TableName', 'GlobalSecondaryIndexName,Operation,TableName'],
  'AWS/NATGateway ErrorPortAllocation': ['NatGatewayId'],
};
const MEANT: Readonly<Record<string, string>> = {
  QueueName: 'AWS::SQS::Queue',
  FunctionName: 'AWS::Lambda::Function',
  ApiId: 'AWS::ApiGatewayV2::Api',
  TableName: 'AWS::DynamoDB::GlobalTable',
  NatGatewayId: 'AWS::EC2::NatGateway',
};

interface Emf {
  _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
  [name: string]: unknown;
}

describe('an alarm watches a metric that there is', () => {
  const ofAws = alarms.filter(([, { Namespace }]) => Namespace.startsWith('AWS/'));

  test.each(ofAws)('%s: told by AWS', (_, alarm) => {
    const told = TOLD_BY_AWS[`${alarm.Namespace} ${alarm.MetricName}`];
    expect(told).toContain(namesOf(alarm));
    for (const { Name, Value } of alarm.Dimensions) {
      if (Name === 'GlobalSecondaryIndexName')
        expect(topology.tables[0]?.indexes.map(({ name }) => name)).toContain(Value);
      else expect([Name, made.all[made.target(Value)]?.Type]).toEqual([Name, MEANT[Name]]);
    }
  });

  describe('told by us', () => {
    const lines: Emf[] = [];
    beforeAll(() => {
      const spy = jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
        lines.push(JSON.parse(`${line}`) as Emf);
        return true;
      });
      for (const [id, { dimensions }] of Object.entries(FIGURES))
        measure(id as FigureId, 1, Object.fromEntries(dimensions.map((one) => [one, 'interactive'])));
      spy.mockRestore();
    });
    afterAll(() => {
      jest.restoreAllMocks();
    });

    const ofOurs = alarms.filter(([, { Namespace }]) => !Namespace.startsWith('AWS/'));
    test.each(ofOurs)('%s', (_, alarm) => {
      const line = lines.find(({ _aws }) => _aws.CloudWatchMetrics[0]?.Metrics[0]?.Name === alarm.MetricName);
      const [told] = line?._aws.CloudWatchMetrics ?? [];
      expect(told?.Namespace).toBe(alarm.Namespace);
      expect(told?.Dimensions.map((one) => [...one].sort().join())).toEqual([namesOf(alarm)]);
      for (const { Name, Value } of alarm.Dimensions) expect([Name, line?.[Name]]).toEqual([Name, Value]);
    });
  });

  test('and none that is told with other dimensions can be named', () => {
    expect(() => figureMetric('checkDuration', 'p95')).toThrow('CheckDuration is told with the dimensions: Lane');
    expect(() => figureMetric('openChecks', 'Maximum', { Lane: 'bulk' })).toThrow('OpenChecks is told with');
  });
});

test('silence is bad news of the tick, and of nothing else', () => {
  const bad = alarms.filter(([, { TreatMissingData }]) => TreatMissingData !== 'notBreaching');
  expect(bad).toEqual([
    ['TickDeadAlarm', expect.objectContaining({ MetricName: 'OpenChecks', Statistic: 'SampleCount', Threshold: 1, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' })], // biome-ignore format: one line
  ]);
});

test('every alarm tells the topic', () => {
  const [topic] = made.of('AWS::SNS::Topic').map(([id]) => id);
  for (const [id, { AlarmActions }] of alarms) expect([id, made.target(AlarmActions)]).toEqual([id, topic]);
});

test('the stack has the alarms of every queue, function, table and index, and of each figure', () => {
  const expected = [
    ...topology.queues.flatMap(({ id }) => ['AgeAlarm', 'DeadAlarm'].map((one) => `${constructId(id)}${one}`)),
    ...topology.functions.flatMap(({ id }) =>
      ['ErrorsAlarm', 'ThrottlesAlarm'].map((one) => `${constructId(id)}${one}`),
    ),
    'DeadLetterInvokedAlarm',
    ...topology.alarms.map(({ id }) => `${constructId(id)}Alarm`),
    ...topology.tables.flatMap(({ id, indexes }) =>
      ['Table', ...indexes.map(({ name }) => `Index${constructId(name)}`)].flatMap((part) =>
        ['Read', 'Write'].map((kind) => `${constructId(id)}${part}${kind}ThrottlesAlarm`),
      ),
    ),
    ...['ApiFailsAlarm', 'NatPortsAlarm'],
  ];
  expect(alarms.map(([id]) => id).sort()).toEqual(expected.sort());
  for (const { id, alarmAge } of topology.queues)
    expect(named(`${constructId(id)}AgeAlarm`)).toMatchObject({ Threshold: alarmAge, TreatMissingData: 'notBreaching' }); // biome-ignore format: one line
});

test('it watches each of our own figures as declared, by the names under which they are told', () => {
  for (const { id, figure, dimensions, statistic, compare, threshold, periods, says } of topology.alarms) {
    const alarm = named(`${constructId(id)}Alarm`);
    expect(alarm).toMatchObject({
      ...{ Namespace: 'mxready', MetricName: FIGURES[figure].name, Threshold: threshold, EvaluationPeriods: periods },
      AlarmDescription: says,
      ComparisonOperator: compare === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
    });
    expect(alarm?.Statistic ?? alarm?.ExtendedStatistic).toBe(statistic);
    const told = (alarm?.Dimensions as { Name: string }[]).map(({ Name }) => Name).filter((one) => one !== 'service');
    expect([id, told]).toEqual([id, [...FIGURES[figure].dimensions]]);
    expect(Object.keys(dimensions ?? {})).toEqual(told);
  }
});
