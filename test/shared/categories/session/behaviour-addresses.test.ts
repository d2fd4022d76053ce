import { beforeAll, describe, expect, test } from '@jest/globals';
import { processSlots, type Slots, TargetBusy } from '../../../../shared/net/slots.ts';
import { makeCertificate, serverTls } from '../../../support/certificates.ts';
import { type DialledOptions, dialled, type There } from './behaviour-dialled.ts';

const ONE = '192.0.2.1';
const TWO = '192.0.2.2';
const SIX = '2001:db8::1';
let tls: ReturnType<typeof serverTls>;
beforeAll(async () => {
  tls = serverTls(await makeCertificate('valid'));
});

describe('several addresses', () => {
  test.each<[There, string]>([
    ['ECONNREFUSED', 'warn dead-address'],
    ['EHOSTUNREACH', 'warn dead-address'],
    ['dropped', 'warn dead-address'],
    ['no-route', 'notTested no-route'],
  ])('%s beside a living one', async (dead, expected) => {
    const { at, result } = await dialled({ [ONE]: {}, [TWO]: dead }, { patience: { connect: 600 } });
    expect([at('connect', ONE), at('connect', TWO)]).toEqual(['pass connected', expected]);
    expect([at('banner', ONE), at('ehlo', ONE)]).toEqual(['pass greeted', 'pass accepted']);
    // Of the dead one nothing else is claimed, neither good nor bad.
    const others = result.rows.filter(({ id, subject }) => subject === TWO && id !== 'connect');
    expect(others.length).toBeGreaterThan(15);
    expect(others.filter(({ status }) => status !== 'notTested')).toEqual([]);
  });

  test('one at which our own connections hold every place takes nothing from the other', async () => {
    const stop = new AbortController();
    const open = processSlots(3, 0);
    const slots: Slots = {
      cool: open.cool,
      run: async (address, alone, signal, work) => {
        if (address === ONE) return open.run(address, alone, signal, work).finally(() => stop.abort(new Error('late')));
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    };
    const { at, result } = await dialled({ [ONE]: {}, [TWO]: {} }, { slots, signal: stop.signal });
    expect([at('connect', ONE), at('banner', ONE)]).toEqual(['pass connected', 'pass greeted']);
    expect([at('connect', TWO), at('banner', TWO)]).toEqual(['notTested target-busy', 'notTested earlier-step']);
    expect([result.outcome, result.reason]).toEqual(['incomplete', 'deadline']);
    const busy = result.rows.find(({ id, subject }) => id === 'connect' && subject === TWO);
    expect(busy).toMatchObject({ side: 'tester', evidence: [{ conversation: 'session-2', lines: [1] }] });
  });

  test('and where nothing was begun at all, the whole category waits for another time', async () => {
    const slots: Slots = { cool: async () => {}, run: () => Promise.reject(new TargetBusy('all taken')) };
    const { result } = await dialled({ [ONE]: {}, [TWO]: {} }, { slots });
    expect([result.outcome, result.reason]).toEqual(['incomplete', 'target-busy']);
  });

  test('IPv6 without a route of ours is our side, not a warning', async () => {
    const { result, at } = await dialled({ [ONE]: {}, [SIX]: 'no-route' });
    expect(at('connect', SIX)).toBe('notTested no-route');
    const rows = result.rows.filter(({ subject }) => subject === SIX);
    expect(new Set(rows.map(({ side, reason }) => `${side} ${reason}`))).toEqual(new Set(['tester no-route']));
  });

  test('each get a session and rows of their own, faults and all', async () => {
    const { at, result, servers } = await dialled({
      [ONE]: { tls },
      [TWO]: { greeting: '554 no' },
      [SIX]: { tls, starttls: '502 no' },
    });
    expect([at('banner', ONE), at('banner', TWO), at('banner', SIX)]).toEqual([
      'pass greeted',
      'fail refused',
      'pass greeted',
    ]);
    expect([at('starttls', ONE), at('starttls', TWO), at('starttls', SIX)]).toEqual([
      'pass established',
      'notTested earlier-step',
      'fail refused',
    ]);
    expect(result.conversations.map(({ address }) => address)).toEqual([ONE, TWO, SIX]);
    expect([...servers.values()].map(({ connections }) => connections.length)).toEqual([1, 1, 1]);
  });
});

describe('no address that answers', () => {
  const silent = { [ONE]: 'dropped', [TWO]: 'dropped' } as const;
  const atGateway = { target: { egressIsGateway: true } };

  test.each<[string, DialledOptions, string]>([
    ['nothing is known of our way out', {}, 'inconclusive unreachable-from-here'],
    ['our way out works', { wayOut: 'works' }, 'inconclusive unreachable-from-here'],
    ['our way out works, from the gateway', { ...atGateway, wayOut: 'works' }, 'fail timed-out'],
    ['nothing is known of it, from the gateway', atGateway, 'inconclusive unreachable-from-here'],
    ['our way out is blocked', { wayOut: 'blocked' }, 'notTested our-egress'],
    ['our way out is blocked, from the gateway', { ...atGateway, wayOut: 'blocked' }, 'notTested our-egress'],
  ])('by silence, and %s', async (_, more, expected) => {
    const { at } = await dialled(silent, { ...more, patience: { connect: 60 } });
    expect([at('connect', ONE), at('connect', TWO)]).toEqual([expected, expected]);
  });

  test.each<[There, boolean, string]>([
    ['ECONNREFUSED', true, 'fail refused'],
    ['EHOSTUNREACH', true, 'fail unreachable'],
    ['ECONNREFUSED', false, 'inconclusive gateway-only'],
    // What our own system does not let us do is no fault of a server.
    ['EPERM', true, 'notTested our-egress'],
    ['EACCES', true, 'notTested our-egress'],
    ['EMFILE', true, 'notTested internal'],
    ['ESOMETHING', true, 'notTested internal'],
  ])('by %s, published: %s', async (there, published, expected) => {
    const { at } = await dialled({ [ONE]: there }, { target: { published } });
    expect(at('connect', ONE)).toBe(expected);
  });
});
