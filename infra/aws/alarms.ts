import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { FIGURES, type FigureId, NAMESPACE } from '../../shared/pipeline/figures.ts';
import type { AlarmDeclaration } from '../declarations.ts';
import { constructId } from './names.ts';
import type { QueuePair } from './queues.ts';

const PERIOD = Duration.minutes(5);

/** One of our own figures, as it is told in EMF. */
export const figureMetric = (
  id: FigureId,
  statistic: string,
  dimensions: Readonly<Record<string, string>> = {},
): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName: FIGURES[id].name,
    // The library that tells them adds the service's name.
    dimensionsMap: { service: NAMESPACE, ...dimensions },
    statistic,
    period: PERIOD,
  });

/** Tells whoever is responsible when a figure is not as it should be: above its threshold, unless said otherwise. */
export type Watch = (
  id: string,
  metric: IMetric,
  threshold: number,
  description: string,
  more?: Pick<AlarmDeclaration, 'compare' | 'periods'>,
) => void;

export const watcher =
  (scope: Construct, topic: ITopic): Watch =>
  (id, metric, threshold, alarmDescription, { compare, periods } = { compare: 'above', periods: 1 }) => {
    const alarm = new Alarm(scope, `${id}Alarm`, {
      metric,
      threshold,
      alarmDescription,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator[compare === 'above' ? 'GREATER_THAN_THRESHOLD' : 'LESS_THAN_THRESHOLD'],
      // Metrics of a quiet queue stop after six hours.
      treatMissingData: TreatMissingData.NOT_BREACHING,
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

/** What AWS itself tells of the API, the table and the way out. */
export function watchSurroundings(watch: Watch, { api, table, nat }: Record<'api' | 'table' | 'nat', string>): void {
  const metric = (namespace: string, metricName: string, dimensionsMap: Record<string, string>): Metric =>
    new Metric({ namespace, metricName, dimensionsMap, statistic: 'Sum', period: PERIOD });
  watch('ApiFails', metric('AWS/ApiGateway', '5xx', { ApiId: api }), 0, 'the API answers 5xx');
  watch(
    'TableThrottles',
    metric('AWS/DynamoDB', 'ThrottledRequests', { TableName: table }),
    10,
    'the table is throttled',
  );
  watch(
    'NatPorts',
    metric('AWS/NATGateway', 'ErrorPortAllocation', { NatGatewayId: nat }),
    0,
    'no ports are left on the way out',
  );
}
