import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { FIGURES, type FigureId, NAMESPACE } from '../../shared/pipeline/figures.ts';
import type { AlarmDeclaration, TableDeclaration } from '../declarations.ts';
import { constructId } from './names.ts';
import type { QueuePair } from './queues.ts';

const PERIOD = Duration.minutes(5);

const metricOf = (namespace: string, metricName: string, dimensionsMap: Record<string, string>, statistic = 'Sum') =>
  new Metric({ namespace, metricName, dimensionsMap, statistic, period: PERIOD });

/**
 * One of our own figures, as it is told in EMF.
 * @throws Error for other dimensions than it is told with: there would be no such metric, and nothing would say so
 */
export function figureMetric(
  id: FigureId,
  statistic: string,
  dimensions: Readonly<Record<string, string>> = {},
): Metric {
  const { name, dimensions: told } = FIGURES[id];
  if (`${Object.keys(dimensions)}` !== `${told}`) throw new Error(`${name} is told with the dimensions: ${told}`);
  // The library that tells them adds the service's name.
  return metricOf(NAMESPACE, name, { service: NAMESPACE, ...dimensions }, statistic);
}

/** Tells whoever is responsible when a figure is not as it should be: above its threshold, unless said otherwise. */
export type Watch = (
  id: string,
  metric: IMetric,
  threshold: number,
  description: string,
  more?: Pick<AlarmDeclaration, 'compare' | 'periods' | 'missing'>,
) => void;

export const watcher =
  (scope: Construct, topic: ITopic): Watch =>
  (id, metric, threshold, alarmDescription, { compare, periods, missing } = { compare: 'above', periods: 1 }) => {
    const alarm = new Alarm(scope, `${id}Alarm`, {
      metric,
      threshold,
      alarmDescription,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator[compare === 'above' ? 'GREATER_THAN_THRESHOLD' : 'LESS_THAN_THRESHOLD'],
      // Metrics of a quiet queue stop after six hours.
      treatMissingData: missing === 'breaching' ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  };

export function watchQueue(watch: Watch, { declared, queue, dead }: QueuePair): void {
  const id = constructId(declared.id);
  const age = queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum' });
  watch(`${id}Age`, age, declared.alarmAge, `messages of ${declared.id} wait`);
  const stuck = dead.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' });
  watch(`${id}Dead`, stuck, 0, `dead letters of ${declared.id} are not read`);
}

/** @param isLastResort its being invoked at all is worth an alarm: it reads dead letters */
export function watchFunction(watch: Watch, name: string, target: IFunction, isLastResort: boolean): void {
  const id = constructId(name);
  const sum = { period: PERIOD, statistic: 'Sum' };
  watch(`${id}Errors`, target.metricErrors(sum), 0, `${name} fails`);
  watch(`${id}Throttles`, target.metricThrottles(sum), 0, `${name} is throttled`);
  if (isLastResort) watch(`${id}Invoked`, target.metricInvocations(sum), 0, 'a message failed for good');
}

export function watchFigure(watch: Watch, declared: AlarmDeclaration): void {
  const metric = figureMetric(declared.figure, declared.statistic, declared.dimensions);
  watch(constructId(declared.id), metric, declared.threshold, declared.says, declared);
}

/** Requests that the table refuses in five minutes and that the SDK's own repetitions hide: fewer are nothing. */
const REFUSED = 10;

/**
 * Alarms of a table and of each of its indexes, for reading and for writing. Not `ThrottledRequests`: that is told for
 * each operation alone, and there is no metric of the table. One alarm for each, not a sum: they have no data at all
 * until something is refused, and a sum with such a one has none either.
 */
export function watchTable(watch: Watch, { id, indexes }: TableDeclaration, tableName: string): void {
  const parts: [string, Record<string, string>][] = [
    [`${constructId(id)}Table`, { TableName: tableName }],
    ...indexes.map(({ name }): [string, Record<string, string>] => [
      `${constructId(id)}Index${constructId(name)}`,
      { TableName: tableName, GlobalSecondaryIndexName: name },
    ]),
  ];
  for (const [part, dimensions] of parts) {
    for (const kind of ['Read', 'Write']) {
      const metric = metricOf('AWS/DynamoDB', `${kind}ThrottleEvents`, dimensions);
      watch(`${part}${kind}Throttles`, metric, REFUSED, `${part} is throttled (${kind})`);
    }
  }
}

/** What AWS itself tells of the API and the way out. */
export function watchSurroundings(watch: Watch, { api, nat }: Record<'api' | 'nat', string>): void {
  watch('ApiFails', metricOf('AWS/ApiGateway', '5xx', { ApiId: api }), 0, 'the API answers 5xx');
  const ports = metricOf('AWS/NATGateway', 'ErrorPortAllocation', { NatGatewayId: nat });
  watch('NatPorts', ports, 0, 'no ports are left on the way out');
}
