import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { constructId } from './names.ts';
import type { QueuePair } from './queues.ts';

const PERIOD = Duration.minutes(5);

/** Tells whoever is responsible when a figure is above its threshold. */
export type Watch = (id: string, metric: IMetric, threshold: number, description: string) => void;

export const watcher =
  (scope: Construct, topic: ITopic): Watch =>
  (id, metric, threshold, alarmDescription) => {
    const alarm = new Alarm(scope, `${id}Alarm`, {
      metric,
      threshold,
      alarmDescription,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
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
