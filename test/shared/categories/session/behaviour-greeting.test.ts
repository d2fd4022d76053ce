import { describe, expect, test } from '@jest/globals';
import type { ServerOptions } from '../../../support/scripted-smtp.ts';
import { briefs, checked } from './behaviour-kit.ts';

const FINE = {};
const BUSY = { greeting: { reply: '421 4.3.2 try again later', close: 'fin' as const } };
/** Silence must end soon here; so that slowness is still told from it, only where a test is about silence. */
const IMPATIENT = { patience: { greeting: 150, command: 150, replyGrace: 150, quit: 100 } };

describe('a server at its greeting', () => {
  test.each<[string, ServerOptions, string, string]>([
    ['is fine', {}, 'pass greeted', 'readyWithWarnings'],
    [
      'greets in two parts with a pause',
      { greeting: { reply: '220-wait\n220 mx.contoso.test', delayMs: 50 } },
      'pass greeted',
      'readyWithWarnings',
    ],
    [
      'greets in the smallest segments',
      { greeting: { reply: '220 mx.contoso.test', splitEvery: 1 } },
      'pass greeted',
      'readyWithWarnings',
    ],
    ['is busy once', { connections: [BUSY, FINE] }, 'pass greeted', 'readyWithWarnings'],
    ['is busy always', BUSY, 'inconclusive throttled', 'incomplete'],
    ['closes once', { connections: [{ greeting: { close: 'before' } }, FINE] }, 'pass greeted', 'readyWithWarnings'],
    ['resets once', { acceptAndDropConnections: 1 }, 'pass greeted', 'readyWithWarnings'],
    ['closes always', { greeting: { close: 'before' } }, 'fail closed', 'notReady'],
    ['resets always', { acceptAndDropConnections: true }, 'fail closed', 'notReady'],
    ['refuses without a reason', { greeting: '554 No SMTP service here' }, 'fail refused', 'notReady'],
    [
      'has us on a list',
      { greeting: '554 5.7.1 Client host [127.0.0.1] blocked using zen.example.org' },
      'inconclusive our-address-listed',
      'incomplete',
    ],
    [
      'cannot find our name',
      { greeting: '450 4.7.25 cannot find your hostname' },
      'inconclusive our-reverse-dns',
      'incomplete',
    ],
    [
      'is in trouble',
      { greeting: '451 4.3.5 Server configuration error' },
      'inconclusive server-trouble',
      'incomplete',
    ],
    ['speaks SSH', { greeting: { raw: 'SSH-2.0-OpenSSH_9.2\r\n' } }, 'fail not-smtp', 'notReady'],
    ['never ends its lines', { greeting: { reply: '220-x', endless: 'lines' } }, 'fail endless', 'notReady'],
    ['never ends its line', { greeting: { reply: '220 x', endless: 'bytes' } }, 'fail endless', 'notReady'],
  ])('that %s', async (_, server, banner, verdict) => {
    const world = await checked({ server });
    expect([...briefs(world, 'banner'), world.report.verdict]).toEqual([banner, verdict]);
  });

  test('that says nothing for all our patience', async () => {
    const world = await checked({ server: { greeting: { silent: true } }, ...IMPATIENT });
    expect(briefs(world, 'connect', 'banner', 'ehlo')).toEqual([
      'pass connected',
      'fail silent',
      'notTested earlier-step',
    ]);
  });

  test('that drips a byte at a time is given its grace, and no more', async () => {
    const world = await checked({
      server: { greeting: { reply: `220 ${'x'.repeat(200)}`, dripMs: 20 } },
      ...IMPATIENT,
    });
    expect(briefs(world, 'banner')).toEqual(['fail endless']);
  });

  test('is asked a second time alone, and never more', async () => {
    const { server } = await checked({ server: BUSY });
    expect(server.connections).toHaveLength(2);
  });

  test('is told QUIT after its refusal', async () => {
    const { server } = await checked({ server: { greeting: '554 No SMTP service here' } });
    expect(server.connections.map(({ commands }) => commands)).toEqual([['QUIT']]);
  });

  test('is never spoken to before it has greeted', async () => {
    const { server } = await checked({ server: { greeting: { reply: '220-wait\n220 mx', delayMs: 60 } } });
    expect(server.connections.map(({ earlyTalk }) => earlyTalk)).toEqual([false]);
  });

  test('that stands behind no published MX may refuse strangers', async () => {
    const zone = { 'backend.contoso.test': { A: ['127.0.0.1'] }, 'mx.contoso.test': { A: ['127.0.0.9'] } };
    const request = { target: 'backend.contoso.test' };
    for (const greeting of ['554 go away', { close: 'before' as const }]) {
      const world = await checked({ zone, request, server: { greeting } });
      expect([...briefs(world, 'banner'), world.report.verdict]).toEqual(['inconclusive gateway-only', 'incomplete']);
    }
  });
});

describe('a server at EHLO', () => {
  const NO = '502 5.5.1 Command not implemented';
  test.each<[string, ServerOptions, string]>([
    ['refuses it, and takes HELO', { ehlo: NO }, 'warn helo-only'],
    ['refuses both', { ehlo: NO, helo: NO }, 'fail refused'],
    ['closes on it, and takes HELO', { ehlo: { close: 'before' } }, 'warn helo-only'],
    ['resets on it, and takes HELO', { ehlo: { close: 'reset' } }, 'warn helo-only'],
    ['closes on it once, by accident', { connections: [{ ehlo: { close: 'before' } }, FINE] }, 'pass accepted'],
    ['never ends its reply, and takes HELO', { ehlo: { reply: '250-x', endless: 'lines' } }, 'warn helo-only'],
    ['closes on both', { ehlo: { close: 'before' }, helo: { close: 'before' } }, 'inconclusive connection-closed'],
    ['is busy once', { connections: [{ ehlo: '421 busy' }, FINE] }, 'pass accepted'],
    ['is busy always', { ehlo: '421 busy' }, 'inconclusive throttled'],
    [
      'does not like our name',
      { ehlo: '504 5.5.2 Helo command rejected', helo: '504 5.5.2 Helo command rejected' },
      'inconclusive our-reverse-dns',
    ],
    [
      'demands TLS first',
      { ehlo: '530 5.7.0 Must issue STARTTLS first', helo: '530 5.7.0 Must issue STARTTLS first' },
      'inconclusive tls-demanded',
    ],
    ['answers before it is asked', { greeting: { reply: '220 mx', extraAfter: '250 early\r\n' } }, 'pass accepted'],
    [
      'lists two hundred extensions',
      { ehlo: { keywords: Array.from({ length: 200 }, (__, index) => `X-${index}`) } },
      'pass accepted',
    ],
    [
      'lists five hundred and twelve',
      { ehlo: { keywords: Array.from({ length: 512 }, (__, index) => `X-${index}`) } },
      'warn helo-only',
    ],
    ['speaks in codes alone', { greeting: { raw: '220\r\n' }, ehlo: { raw: '250\r\n' } }, 'pass accepted'],
    [
      'ends its lines with LF alone',
      { greeting: { raw: '220 mx\n' }, ehlo: { raw: '250-mx\n250 DSN\n' } },
      'pass accepted',
    ],
  ])('that %s', async (_, server, ehlo) => {
    expect(briefs(await checked({ server }), 'ehlo')).toEqual([ehlo]);
  });

  test('that does not answer', async () => {
    const world = await checked({ server: { ehlo: { silent: true } }, ...IMPATIENT });
    expect([...briefs(world, 'banner', 'ehlo', 'starttls'), world.report.verdict]).toEqual([
      'pass greeted',
      'inconclusive no-reply',
      'notTested earlier-step',
      'incomplete',
    ]);
  });

  test('that answered too early is not taken by its word', async () => {
    const { report } = await checked({ server: { greeting: { reply: '220 mx', extraAfter: '550 early\r\n' } } });
    const remark = report.conversations.flatMap(({ lines }) => lines).find(({ text }) => text.includes('not counted'));
    expect(remark).toMatchObject({ dir: '*' });
  });
});
