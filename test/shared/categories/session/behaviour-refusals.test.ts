import { describe, expect, test } from '@jest/globals';
import type { ServerOptions, Step } from '../../../support/scripted-smtp.ts';
import { briefs, checked } from './behaviour-kit.ts';

/** Refuses EHLO and HELO alike. */
const both = (step: Step): ServerOptions => ({ ehlo: step, helo: step });
const OURS = '203.0.113.7';
const KNOWN = { settings: { egressAddresses: [OURS] } };

/** A server that answers at the address of a published MX under another name, or at none of them. */
const BACKEND = {
  zone: { 'backend.contoso.test': { A: ['127.0.0.1'] }, 'mx.contoso.test': { A: ['127.0.0.9'] } },
  request: { target: 'backend.contoso.test' },
};

describe('a greeting that refuses', () => {
  test.each([
    ['names a block list', '554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org'],
    ['names a block list without an enhanced code', '554 your host is listed at zen.spamhaus.org'],
    ['names our reputation', '554 mx.contoso.test refused due to poor reputation'],
    ['names our address', `554 5.7.1 go away ${OURS}`],
    ['names our address in brackets', `550 no service for [${OURS}]`],
    ['names a block list for now', '450 4.7.1 Client host blocked using zen.spamhaus.org'],
  ])('and %s says nothing of the server', async (_, greeting) => {
    const world = await checked({ server: { greeting }, ...KNOWN });
    expect(briefs(world, 'banner', 'ehlo', 'starttls')).toEqual([
      'inconclusive our-address-listed',
      'notTested earlier-step',
      'notTested earlier-step',
    ]);
    // Its own words are shown, and they are in the transcript.
    expect(world.row('banner')).toMatchObject({ reply: greeting, side: 'tester' });
    expect(world.report.verdict).toBe('incomplete');
  });

  test("but names somebody else's address is a refusal", async () => {
    const world = await checked({ server: { greeting: '554 5.3.2 203.0.113.77 takes no mail' }, ...KNOWN });
    expect(briefs(world, 'banner')).toEqual(['fail refused']);
  });

  test.each([
    ['450 4.7.25 Client host rejected: cannot find your hostname', 'our-reverse-dns'],
    ['550 5.7.25 no PTR record', 'our-reverse-dns'],
    ['421 4.7.0 Too many connections', 'throttled'],
    ['421 4.3.2 Service not available', 'throttled'],
    ['451 4.3.0 Temporary lookup failure', 'server-trouble'],
    ['452 4.3.1 Insufficient system storage', 'server-trouble'],
    ['450 no reason given', 'server-trouble'],
  ])('with %s is undecided, after a second look', async (greeting, reason) => {
    const world = await checked({ server: { greeting } });
    expect(briefs(world, 'banner', 'ehlo')).toEqual([`inconclusive ${reason}`, 'notTested earlier-step']);
    expect(world.server.connections).toHaveLength(/^4/.test(greeting) ? 2 : 1);
    expect(world.report.verdict).toBe('incomplete');
  });

  test.each([
    '554 No SMTP service here',
    '521 mx.contoso.test does not accept mail',
    '550 no',
  ])('with %s is the last word, heard once', async (greeting) => {
    const world = await checked({ server: { greeting } });
    expect(briefs(world, 'banner', 'ehlo')).toEqual(['fail refused', 'notTested earlier-step']);
    expect(world.row('banner').reply).toBe(greeting);
    expect(world.server.connections.map(({ commands }) => commands)).toEqual([['QUIT']]);
  });

  test('once, and greets the second time, is healthy', async () => {
    for (const greeting of ['450 4.7.25 cannot find your hostname', '451 4.3.0 no', '421 busy']) {
      const world = await checked({ server: { connections: [{ greeting }, {}] } });
      expect(briefs(world, 'banner', 'ehlo')).toEqual(['pass greeted', 'pass accepted']);
    }
  });
});

describe('what is no greeting', () => {
  test.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n'],
    ['POP3', '+OK ready\r\n'],
    ['IMAP', '* OK ready\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ])('%s', async (_, raw) => {
    const world = await checked({ server: { greeting: { raw, close: 'fin' } } });
    expect(briefs(world, 'banner', 'ehlo')).toEqual(['fail not-smtp', 'notTested earlier-step']);
    // We speak SMTP to nobody who does not.
    expect(world.server.connections.flatMap(({ commands }) => commands)).toEqual([]);
    expect(world.row('banner').value).toBe(raw.split('\r\n')[0]);
  });
});

describe('an EHLO that is refused', () => {
  test.each<[string, ServerOptions, string]>([
    ['for good, and HELO too', both('550 5.7.1 no'), 'fail refused'],
    ['by a list that names us', both('554 5.7.1 blocked using zen.spamhaus.org'), 'inconclusive our-address-listed'],
    ['by our address', both(`550 ${OURS} is not welcome`), 'inconclusive our-address-listed'],
    ['by our name', both('550 5.7.1 HELO name does not match'), 'inconclusive our-reverse-dns'],
    ['until we log in', both('530 5.7.0 Authentication required'), 'inconclusive authentication-required'],
    ['for now, always', both('451 4.3.0 no'), 'inconclusive server-trouble'],
    ['for now, HELO too, for want of room', both('452 4.3.1 no'), 'inconclusive server-trouble'],
    ['for now, once', { connections: [both('451 4.3.0 no'), {}] }, 'pass accepted'],
    ['by a busy host, once', { connections: [{ ehlo: '421 4.3.2 busy' }, {}] }, 'pass accepted'],
    ['for good, HELO for now', { ehlo: '502 no', helo: '451 4.3.0 no' }, 'inconclusive server-trouble'],
  ])('%s', async (_, server, expected) => {
    const world = await checked({ server, ...KNOWN });
    expect(briefs(world, 'banner', 'ehlo')).toEqual(['pass greeted', expected]);
    if (!expected.startsWith('pass')) expect(world.row('starttls').status).toBe('notTested');
  });

  test('is followed by HELO on the same connection, and cut ones by HELO on a new one', async () => {
    const refused = await checked({ server: { ehlo: '502 5.5.1 no' } });
    expect(refused.server.connections.map(({ commands }) => commands.map((line) => line.slice(0, 4)))).toEqual([
      ['EHLO', 'HELO', 'QUIT'],
    ]);
    const cut = await checked({ server: { ehlo: { close: 'before' } } });
    const [first, second] = cut.server.connections.map(({ commands }) => commands.map((line) => line.slice(0, 4)));
    expect(first).toEqual(['EHLO']);
    expect([second?.[0], second?.at(-1)]).toEqual(['HELO', 'QUIT']);
  });
});

describe('a host that is no published MX', () => {
  test.each<[string, ServerOptions, string[]]>([
    ['refuses the connection', { greeting: '554 no' }, ['inconclusive gateway-only', 'notTested earlier-step']],
    ['closes at once', { greeting: { close: 'before' } }, ['inconclusive gateway-only', 'notTested earlier-step']],
    ['resets at once', { acceptAndDropConnections: true }, ['inconclusive gateway-only', 'notTested earlier-step']],
    ['refuses EHLO', both('550 5.7.51 partner connector'), ['pass greeted', 'inconclusive gateway-only']],
    ['takes anybody', {}, ['pass greeted', 'pass accepted']],
    // What says nothing of who we are stays what it is.
    ['speaks HTTP', { greeting: { raw: 'HTTP/1.0 400 no\r\n' } }, ['fail not-smtp']],
  ])('and %s', async (_, server, expected) => {
    const world = await checked({ ...BACKEND, server });
    expect(briefs(world, 'banner', 'ehlo').slice(0, expected.length)).toEqual(expected);
  });

  test('has no excuse before the gateway itself', async () => {
    const world = await checked({ ...BACKEND, server: { greeting: '554 no' }, settings: { egressIsGateway: true } });
    expect(briefs(world, 'banner')).toEqual(['fail refused']);
  });

  test('is a published MX when it has the address of one', async () => {
    const zone = { 'backend.contoso.test': { A: ['127.0.0.1'] } };
    const world = await checked({ ...BACKEND, zone, server: { greeting: '554 no' } });
    expect(briefs(world, 'banner')).toEqual(['fail refused']);
  });
});
