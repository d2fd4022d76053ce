import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ServerOptions } from '../../../support/scripted-smtp.ts';
import { briefs, type checked as Check, checked, withTls } from './behaviour-kit.ts';

type World = Parameters<typeof Check>[0];
let tls: World;
beforeAll(async () => {
  tls = await withTls('valid');
});

const STARS = '220 ****************0*******2******';
const seen = async (server: ServerOptions) => checked({ ...tls, server: { ...tls.server, ...server } });
const signals = (world: Awaited<ReturnType<typeof seen>>): unknown => world.row('cisco-pix').data.signals;

// The letters are those of judgement.md 5.
describe('a firewall is confirmed by', () => {
  test.each<[string, ServerOptions, string[]]>([
    ['b alone', { ehlo: { keywords: ['SIZE 1000', 'XXXXXXXA'] } }, ['b']],
    ['b with X to the end', { ehlo: { keywords: ['XXXXXXXX'] } }, ['b']],
    ['b of SIZE', { ehlo: { keywords: ['XXXX', 'STARTTLS'] } }, ['b']],
    ['b of PIPELINING', { ehlo: { keywords: ['XXXXXXXXXX', 'STARTTLS'] } }, ['b']],
    ['a and b', { greeting: STARS, ehlo: { keywords: ['XXXXXXXB'] } }, ['a', 'b']],
    ['a and c', { greeting: STARS, ehlo: '500 5.3.3 Unrecognized command' }, ['a', 'c']],
    ['a and d: not offered, and accepted', { greeting: STARS, ehlo: { keywords: ['SIZE'] } }, ['a', 'd']],
    [
      'a and d: not offered, and refused with an echo',
      { greeting: STARS, ehlo: { keywords: ['SIZE'] }, starttls: '500 unrecognized command "XXXXXXXX"' },
      ['a', 'd'],
    ],
  ])('%s', async (_, server, letters) => {
    const world = await seen(server);
    expect(briefs(world, 'cisco-pix')).toEqual(['fail confirmed']);
    for (const letter of letters) expect(signals(world)).toContain(letter);
    // The setting to change is named.
    expect(world.row('cisco-pix').remedy).toMatch(/no inspect esmtp.*no fixup protocol smtp 25.*allow-tls/);
    expect(world.report.verdict).toBe('notReady');
  });
});

describe('a firewall is likely, or hides the greeting alone', () => {
  test.each<[string, ServerOptions, string]>([
    [
      'a, STARTTLS neither offered nor known',
      { ehlo: { keywords: ['SIZE'] }, starttls: '502 5.5.1 no' },
      'warn likely',
    ],
    ['a, no extension at all', { ehlo: '250 mx.contoso.test', starttls: '500 what?' }, 'warn likely'],
    ['a with STARTTLS offered', { ehlo: { keywords: ['SIZE', 'STARTTLS'] } }, 'warn banner-hidden'],
  ])('%s', async (_, server, expected) => {
    for (const greeting of [STARS, '220 ***', '220 ** * 2 0']) {
      expect(briefs(await seen({ greeting, ...server }), 'banner', 'cisco-pix')).toEqual(['pass greeted', expected]);
    }
  });
});

describe('no firewall', () => {
  test.each<[string, ServerOptions]>([
    ['in a bare greeting', { greeting: { raw: '220\r\n' } }],
    ['in a greeting of digits', { greeting: '220 2 0 2' }],
    ['in two asterisks', { greeting: '220 **' }],
    ['in asterisks around a name', { greeting: '220 *** mx.contoso.test ***' }],
    [
      'in extensions of Exchange',
      { ehlo: { keywords: ['X-EXPS GSSAPI NTLM', 'X-ANONYMOUSTLS', 'XEXCH50', 'STARTTLS'] } },
    ],
    ['in extensions of Postfix', { ehlo: { keywords: ['XCLIENT NAME ADDR', 'XFORWARD NAME', 'STARTTLS'] } }],
    ['in an extension between Exchange servers', { ehlo: { keywords: ['X-LINK2STATE', 'STARTTLS'] } }],
    ['in X as long as nothing known', { ehlo: { keywords: ['XXXXX', 'XXXXXXXXXXXXX', 'STARTTLS'] } }],
    ['in X with parameters', { ehlo: { keywords: ['XXXXXXXA on', 'STARTTLS'] } }],
    ['in EHLO refused, behind a greeting that can be read', { ehlo: '502 5.5.1 no' }],
    ['in STARTTLS not offered, behind a greeting that can be read', { ehlo: { keywords: ['SIZE'] } }],
  ])('%s', async (_, server) => {
    expect(briefs(await seen(server), 'banner', 'cisco-pix')).toEqual(['pass greeted', 'pass none']);
  });

  test('is claimed or denied where nothing was greeted', async () => {
    const world = await seen({ greeting: '554 no' });
    expect(briefs(world, 'cisco-pix')).toEqual(['notTested earlier-step']);
  });
});

describe('STARTTLS that is not offered', () => {
  test('is never tried without a mask', async () => {
    const world = await seen({ ehlo: { keywords: ['SIZE'] } });
    expect(world.server.connections.flatMap(({ commands }) => commands)).not.toContain('STARTTLS');
  });

  test.each<[string, ServerOptions]>([
    ['greeting', { greeting: STARS, ehlo: { keywords: ['SIZE'] } }],
    ['extension', { ehlo: { keywords: ['XXXXXXXA'] } }],
  ])('is tried behind a masked %s, and stays not offered', async (_, server) => {
    const world = await seen(server);
    expect(world.server.connections[0]?.commands).toContain('STARTTLS');
    expect(briefs(world, 'starttls')).toEqual(['warn not-offered']);
  });

  test.each<[string, ServerOptions]>([
    ['closes', { starttls: { close: 'before' } }],
    ['breaks the handshake', { starttls: { alert: 80 } }],
    ['speaks no TLS', { starttls: { garbageTls: true } }],
  ])('and %s when it is tried is still only not offered', async (_, server) => {
    const world = await seen({ greeting: STARS, ehlo: { keywords: ['SIZE'] }, ...server });
    expect(briefs(world, 'banner', 'ehlo', 'starttls')).toEqual(['pass greeted', 'pass accepted', 'warn not-offered']);
    expect(world.row('cisco-pix').status).not.toBe('pass');
  });
});
