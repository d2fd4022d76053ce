import { describe, expect, test } from '@jest/globals';
import { connect } from '../../../../shared/categories/session/connect.ts';
import type { WayOut } from '../../../../shared/check/io.ts';
import type { Target } from '../../../../shared/check/target.ts';
import type { Opened } from '../../../../shared/net/smtp/outcome.ts';
import { brief, judged } from './kit.ts';

type Outcome = Opened['outcome'];
interface World {
  another?: boolean;
  wayOut?: WayOut;
  target?: Partial<Target>;
}

function of(outcome: Outcome, { another = false, wayOut = 'works', target = {} }: World = {}) {
  const opened: Opened = outcome === 'open' ? { outcome, ms: 12 } : { outcome, ms: 10_000, line: 1 };
  const connection = { opened, conversation: 'session-1', anotherAnswers: another, wayOut };
  return judged(connect, { connection }, { target });
}

describe('connect', () => {
  test.each<[Outcome, World, string]>([
    ['open', {}, 'pass connected'],
    ['refused', {}, 'fail refused'],
    ['unreachable', {}, 'fail unreachable'],
    ['refused', { another: true }, 'warn dead-address'],
    ['unreachable', { another: true }, 'warn dead-address'],
    ['timeout', { another: true }, 'warn dead-address'],
    ['no-route', {}, 'notTested no-route'],
    ['no-route', { another: true }, 'notTested no-route'],
    ['blocked', {}, 'notTested our-egress'],
    ['blocked', { another: true }, 'notTested our-egress'],
    ['own-fault', {}, 'notTested internal'],
    ['own-fault', { another: true, target: { egressIsGateway: true } }, 'notTested internal'],
    ['busy', {}, 'notTested target-busy'],
    ['busy', { another: true, target: { egressIsGateway: true } }, 'notTested target-busy'],
    ['deadline', {}, 'inconclusive deadline'],
    ['deadline', { another: true }, 'inconclusive deadline'],
    // Silence condemns nobody: it may be our way out, or a firewall that drops strangers.
    ['timeout', {}, 'inconclusive unreachable-from-here'],
    ['timeout', { wayOut: 'undetermined' }, 'inconclusive unreachable-from-here'],
    ['timeout', { wayOut: 'undetermined', target: { egressIsGateway: true } }, 'inconclusive unreachable-from-here'],
    ['timeout', { wayOut: 'blocked' }, 'notTested our-egress'],
    ['timeout', { wayOut: 'blocked', target: { egressIsGateway: true } }, 'notTested our-egress'],
    ['timeout', { target: { egressIsGateway: true } }, 'fail timed-out'],
    // A host that is no published MX may be open to the gateway alone.
    ['refused', { target: { published: false } }, 'inconclusive gateway-only'],
    ['unreachable', { target: { published: false } }, 'inconclusive gateway-only'],
    ['refused', { target: { published: false, egressIsGateway: true } }, 'fail refused'],
  ])('%s in %j', (outcome, world, expected) => {
    expect(brief(of(outcome, world))).toBe(expected);
  });

  test('cites the line that shows it, and how long it took', () => {
    expect(of('refused')).toMatchObject({ stage: 'connect', ms: 10_000, data: { how: 'refused', port: 25 } });
    expect(of('refused').evidence).toEqual([{ conversation: 'session-1', lines: [1] }]);
  });

  test('what lies with us is on our side', () => {
    expect(of('no-route').side).toBe('tester');
    expect(of('timeout', { wayOut: 'blocked' }).side).toBe('tester');
    expect(of('refused').side).toBe('server');
  });
});
