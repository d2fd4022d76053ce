import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Script, ServerOptions, StageName, StepDetail } from '../../../support/scripted-smtp.ts';
import { briefs, type checked as Check, checked, withTls } from './behaviour-kit.ts';

type World = Parameters<typeof Check>[0];
let tls: World;
beforeAll(async () => {
  tls = await withTls('valid');
});

const STAGES = ['greeting', 'ehlo', 'starttls', 'ehloTls'] as const;
const ROWS = ['banner', 'ehlo', 'starttls', 'ehlo-after-starttls'] as const;
const HEALTHY = ['pass greeted', 'pass accepted', 'pass established', 'pass accepted'];
const LATER = 'notTested earlier-step';

const rowsOf = async (server: ServerOptions, more: Partial<World> = {}) => {
  const world = await checked({ ...tls, ...more, server: { ...tls?.server, ...server } });
  return { world, rows: briefs(world, ...ROWS) };
};
/** That on the first connection only. */
const once = (stage: StageName, step: StepDetail): ServerOptions => ({
  connections: [{ [stage]: step } as Script, {}],
});

describe('a server that fails once', () => {
  const MISDEEDS: [string, StepDetail][] = [
    ['closes', { close: 'before' }],
    ['resets', { close: 'reset' }],
    ['says 421', { reply: '421 4.3.2 come back later', close: 'fin' }],
    ['says 450', { reply: '450 4.7.1 not now' }],
  ];
  test.each(
    MISDEEDS.flatMap(([name, step]) => STAGES.map((stage): [string, StageName, StepDetail] => [name, stage, step])),
  )('%s at %s: what it can do counts', async (_, stage, step) => {
    const { world, rows } = await rowsOf(once(stage, step));
    expect(rows).toEqual(HEALTHY);
    // An EHLO that is cut gets HELO on the next connection, and EHLO once more after it: one cut proves nothing.
    const cut = step.reply === undefined && (stage === 'ehlo' || stage === 'ehloTls');
    expect(world.server.connections).toHaveLength(cut ? 3 : 2);
    expect(world.server.maxConcurrent).toBe(1);
  });
});

describe('a server that always', () => {
  test.each<[string, ServerOptions, string[]]>([
    ['closes before the greeting', { greeting: { close: 'before' } }, ['fail closed', LATER, LATER, LATER]],
    ['resets before the greeting', { acceptAndDropConnections: true }, ['fail closed', LATER, LATER, LATER]],
    [
      'closes in the midst of it',
      { greeting: { raw: '220-mx\r\n220 m', close: 'fin' } },
      ['fail closed', LATER, LATER, LATER],
    ],
    [
      'closes on EHLO and HELO',
      { ehlo: { close: 'before' }, helo: { close: 'before' } },
      ['pass greeted', 'inconclusive connection-closed', LATER, LATER],
    ],
    [
      'resets on EHLO and HELO',
      { ehlo: { close: 'reset' }, helo: { close: 'reset' } },
      ['pass greeted', 'inconclusive connection-closed', LATER, LATER],
    ],
    ['closes on STARTTLS', { starttls: { close: 'before' } }, ['pass greeted', 'pass accepted', 'fail closed', LATER]],
    ['resets on STARTTLS', { starttls: { close: 'reset' } }, ['pass greeted', 'pass accepted', 'fail closed', LATER]],
    [
      'never ends the reply to EHLO, nor to HELO',
      { ehlo: { reply: '250-x', endless: 'lines' }, helo: { reply: '250-x', endless: 'lines' } },
      ['pass greeted', 'fail endless', LATER, LATER],
    ],
    [
      'never ends the line in reply to EHLO, and closes on HELO',
      { ehlo: { reply: '250 x', endless: 'bytes' }, helo: { close: 'before' } },
      ['pass greeted', 'fail endless', LATER, LATER],
    ],
    [
      'never ends the reply to EHLO inside TLS',
      { ehloTls: { reply: '250-x', endless: 'lines' } },
      ['pass greeted', 'pass accepted', 'pass established', 'warn helo-only'],
    ],
    [
      'hangs up once it has greeted',
      { greeting: { reply: '220 mx', close: 'fin' } },
      ['pass greeted', 'inconclusive connection-closed', LATER, LATER],
    ],
    [
      'hangs up once it has said EHLO',
      { ehlo: { keywords: ['STARTTLS'], close: 'fin' } },
      ['pass greeted', 'pass accepted', 'fail closed', LATER],
    ],
  ])('%s', async (_, server, expected) => {
    const { world, rows } = await rowsOf(server);
    expect(rows).toEqual(expected);
    // A server is not pestered: at most four visits to an address.
    expect(world.server.connections.length).toBeLessThanOrEqual(4);
  });

  test.each<[string, ServerOptions, string[]]>([
    [
      'is silent after EHLO',
      { starttls: { silent: true } },
      ['pass greeted', 'pass accepted', 'inconclusive no-reply', LATER],
    ],
    [
      'is silent inside TLS',
      { ehloTls: { silent: true } },
      ['pass greeted', 'pass accepted', 'pass established', 'inconclusive no-reply'],
    ],
  ])('%s', async (_, server, expected) => {
    const patience = { greeting: 800, command: 800, replyGrace: 100, quit: 100 };
    const { world, rows } = await rowsOf(server, { patience });
    expect(rows).toEqual(expected);
    // Silence has cost all our patience once; it is not asked for a second time.
    expect(world.server.connections).toHaveLength(1);
  });

  test('is silent at QUIT is healthy', async () => {
    const { world, rows } = await rowsOf({ quit: { silent: true } }, { patience: { quit: 50 } });
    expect(rows).toEqual(HEALTHY);
    expect(world.server.connections[0]?.commands.at(-1)).toBe('QUIT');
  });
});

describe('however a server cuts what it sends', () => {
  test.each([1, 2, 3, 7, 13])('into %i bytes at a time, at every stage', async (splitEvery) => {
    const cut = (reply: string): StepDetail => ({ reply, splitEvery });
    const whole = '250-mx.contoso.test\n250-PIPELINING\n250-SIZE 10240000\n250 STARTTLS';
    const inside = '250-mx.contoso.test\n250-SIZE 10240000\n250 AUTH PLAIN';
    const { world, rows } = await rowsOf({
      greeting: cut('220-mx.contoso.test ESMTP\n220 mx.contoso.test'),
      ehlo: cut(whole),
      starttls: cut('220 2.0.0 Ready'),
      ehloTls: cut(inside),
      quit: cut('221 2.0.0 Bye'),
    });
    expect(rows).toEqual(HEALTHY);
    expect(world.row('ehlo').value).toEqual(['PIPELINING', 'SIZE 10240000', 'STARTTLS']);
    expect(world.row('ehlo-after-starttls').data).toMatchObject({ added: ['AUTH PLAIN'], gone: ['PIPELINING'] });
    expect(world.server.connections).toMatchObject([{ earlyTalk: false }]);
  });

  test('a greeting in parts is waited for: nothing is said into its pause', async () => {
    const { world, rows } = await rowsOf({ greeting: { reply: '220-teaser\n220 mx.contoso.test ESMTP', dripMs: 2 } });
    expect(rows).toEqual(HEALTHY);
    expect(world.server.connections).toMatchObject([{ earlyTalk: false }]);
  });
});
