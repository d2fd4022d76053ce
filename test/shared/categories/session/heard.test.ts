import { describe, expect, test } from '@jest/globals';
import { deciding, mitigated } from '../../../../shared/categories/session/heard.ts';
import type { JudgeContext } from '../../../../shared/check/row.ts';
import type { Target } from '../../../../shared/check/target.ts';
import type { Heard } from '../../../../shared/net/smtp/reply.ts';
import { cite, mayBeGatewayOnly, seconds } from '../../../../shared/visit/sighting.ts';
import { TARGET } from '../../report/kit.ts';
import { closed, deadline, endless, malformed, reply, seen, silent } from './kit.ts';

const GOOD = reply('220 mx');
const context = (target: Partial<Target> = {}): JudgeContext => ({
  target: { ...TARGET, ...target },
  subject: '192.0.2.1',
  now: new Date(0),
  ownAddresses: ['203.0.113.7'],
});
const STRANGER = { published: false, egressIsGateway: false };

describe('of several sightings', () => {
  const at = (...heard: Heard[]): string | undefined => deciding(seen(...heard))?.conversation;

  test('the first good one counts, since a server that did it once can', () => {
    expect(at(closed(), GOOD, GOOD, closed())).toBe('session-1.2');
  });

  test('the last where none is good', () => {
    expect(at(closed(), reply('421 busy'))).toBe('session-1.2');
    expect(at()).toBeUndefined();
  });
});

describe('what is cited', () => {
  const one = (heard: Heard) => cite({ heard, conversation: 'session-1' }, 'banner');

  test('is the reply with its words, or the line that tells that there was none', () => {
    expect(one(GOOD)).toEqual({
      reply: '220 mx',
      stage: 'banner',
      ms: 10,
      evidence: [{ conversation: 'session-1', lines: [2] }],
    });
    expect(one(silent)).toMatchObject({ reply: null, ms: 100_000, evidence: [{ lines: [2] }] });
  });

  test('is no line of the transcript where there is none', () => {
    expect(one({ kind: 'deadline', ms: 3, line: 0 }).evidence).toEqual([]);
  });

  test('a long reply is shown by its first line', () => {
    expect(one(reply('250-mx\n250-A\n250-B\n250 C')).reply).toBe('250-mx / … (4 lines)');
    expect(one(reply('250-mx\n250-A\n250 B')).reply).toBe('250-mx / 250-A / 250 B');
  });

  test('seconds have one decimal', () => {
    expect([seconds(reply('220 mx', 1249)), seconds(reply('220 mx', 1250)), seconds(silent)]).toEqual([
      { seconds: 1.2 },
      { seconds: 1.3 },
      { seconds: 100 },
    ]);
  });
});

test.each([
  [true, true, false],
  [true, false, false],
  [false, true, false],
  [false, false, true],
])('published %p, from the gateway %p: open to it alone? %p', (published, egressIsGateway, expected) => {
  expect(mayBeGatewayOnly(context({ published, egressIsGateway }))).toBe(expected);
});

describe('before anything is called wrong', () => {
  const reason = (heard: Heard, times = 1, target: Partial<Target> = {}) =>
    mitigated(seen(heard)[0] as NonNullable<ReturnType<typeof deciding>>, 'banner', times, context(target))?.reason ??
    null;

  test.each<[string, Heard, number, string | null, string | null]>([
    ['our own time was up', deadline, 1, 'deadline', 'deadline'],
    ['closed once', closed(), 1, 'connection-closed', 'connection-closed'],
    ['closed twice', closed(), 2, null, 'gateway-only'],
    ['closed three times', closed('reset'), 3, null, 'gateway-only'],
    ['4xx', reply('450 4.3.0 no'), 1, 'server-trouble', 'server-trouble'],
    ['421', reply('421 busy'), 1, 'throttled', 'throttled'],
    ['the first of the 5xx', reply('500 no'), 1, null, 'gateway-only'],
    ['the last of them', reply('599 no'), 1, null, 'gateway-only'],
    ['5xx that names us', reply('554 203.0.113.7 no'), 1, 'our-address-listed', 'our-address-listed'],
    ['silent', silent, 1, null, null],
    ['without end', endless, 1, null, null],
    ['no SMTP', malformed, 1, null, null],
  ])('%s', (_, heard, times, ofMx, ofAnother) => {
    expect([reason(heard, times), reason(heard, times, STRANGER)]).toEqual([ofMx, ofAnother]);
  });
});
