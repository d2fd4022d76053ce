import { Dashboard, GraphWidget, type IMetric, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { CallbackOutcome } from '../../shared/pipeline/check.ts';
import { LANES } from '../../shared/queue/queue.ts';
import { figureMetric } from './alarms.ts';
import type { QueuePair } from './queues.ts';

const VERDICTS = ['ready', 'readyWithWarnings', 'notReady', 'incomplete'] as const;
const OUTCOMES: readonly CallbackOutcome[] = ['delivered', 'gone', 'givenUp'];
const HALF = 12;

const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: HALF });

/**
 * What one wants to see first when something is wrong: checks and how they end, how long they take, whether we are
 * welcome where we knock, whether the queues move.
 * @param categories their ids
 */
export function createDashboard(
  scope: Construct,
  categories: readonly string[],
  queues: readonly QueuePair[],
): Dashboard {
  const ends = VERDICTS.map((verdict) => figureMetric('checkEnded', 'Sum', { Verdict: verdict }));
  const durations = LANES.flatMap((lane) =>
    ['p50', 'p95'].map((statistic) => figureMetric('checkDuration', statistic, { Lane: lane })),
  );
  return new Dashboard(scope, 'Dashboard', {
    widgets: [
      [
        new SingleValueWidget({ title: 'Open checks', metrics: [figureMetric('openChecks', 'Maximum')], width: 6 }),
        new SingleValueWidget({ title: 'Way out on port 25', metrics: [figureMetric('canary', 'Minimum')], width: 6 }),
        new SingleValueWidget({ title: 'Faults of ours', metrics: [figureMetric('ownFault', 'Sum')], width: 6 }),
        new SingleValueWidget({ title: 'Dead letters', metrics: [figureMetric('deadLetter', 'Sum')], width: 6 }),
      ],
      [graph('Checks by verdict', ends), graph('How long a check takes', durations)],
      [
        graph(
          'How long a category takes (p95)',
          categories.map((one) => figureMetric('categoryDuration', 'p95', { Category: one })),
        ),
        graph('Welcome or not', [
          figureMetric('throttled', 'Sum'),
          figureMetric('reportIncomplete', 'Sum'),
          ...LANES.map((lane) => figureMetric('gaveWay', 'Sum', { Lane: lane })),
        ]),
      ],
      [
        graph(
          'Callbacks',
          OUTCOMES.map((outcome) => figureMetric('callbackEnded', 'Sum', { Outcome: outcome })),
        ),
      ],
      [
        graph(
          'Age of the oldest message',
          queues.map(({ queue }) => queue.metricApproximateAgeOfOldestMessage()),
        ),
        graph(
          'Messages in work',
          queues.map(({ queue }) => queue.metricApproximateNumberOfMessagesNotVisible()),
        ),
      ],
    ],
  });
}
