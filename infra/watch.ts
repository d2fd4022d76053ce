import type { AlarmDeclaration } from './declarations.ts';

/**
 * Our own figures that somebody must look at; docs/operations.md says what to do about each. Queues and functions have
 * theirs besides. An incomplete report is often the other side's doing, so a few of them are no alarm.
 */
export const ALARMS: readonly AlarmDeclaration[] = [
  {
    ...{ id: 'canary', figure: 'canary', statistic: 'Minimum', compare: 'below', threshold: 1, periods: 2 },
    says: 'our way out on port 25 is blocked: no server can be reached from here',
  },
  {
    ...{ id: 'own-faults', figure: 'ownFault', statistic: 'Sum', compare: 'above', threshold: 0, periods: 1 },
    says: 'a category ended by a fault of ours',
  },
  {
    ...{ id: 'checks-slow', figure: 'checkDuration', dimensions: { Lane: 'interactive' } },
    ...{ statistic: 'p95', compare: 'above', threshold: 200_000, periods: 3 },
    says: 'interactive checks take nearly as long as they may',
  },
  {
    ...{ id: 'incomplete', figure: 'reportIncomplete', statistic: 'Sum', compare: 'above', threshold: 20, periods: 3 },
    says: 'many reports are incomplete',
  },
  {
    ...{ id: 'throttled', figure: 'throttled', statistic: 'Sum', compare: 'above', threshold: 50, periods: 3 },
    says: 'many servers say 421: we knock too often, or our address is in disrepute',
  },
  {
    ...{ id: 'gave-way', figure: 'gaveWay', dimensions: { Lane: 'interactive' } },
    ...{ statistic: 'Sum', compare: 'above', threshold: 100, periods: 3 },
    says: 'interactive checks find no place at their targets',
  },
  {
    ...{
      id: 'open-checks',
      figure: 'openChecks',
      statistic: 'Maximum',
      compare: 'above',
      threshold: 20_000,
      periods: 3,
    },
    says: 'checks are begun faster than they end',
  },
  {
    // Each tick tells it, and nothing but the tick finds what was lost: its silence is the only thing that shows.
    ...{ id: 'tick-dead', figure: 'openChecks', statistic: 'SampleCount', compare: 'below', threshold: 1, periods: 2 },
    missing: 'breaching',
    says: 'the tick does not run, or fails: nothing lost is found, and checks may not end',
  },
];
