import { beforeAll, describe, expect, test } from '@jest/globals';
import { serverTls } from '../../../support/certificates/issue.ts';
import { issue } from '../../../support/certificates.ts';
import type { ServerOptions } from '../../../support/scripted-smtp.ts';
import { briefs, type checked as Check, checked, withTls } from './behaviour-kit.ts';

type World = Parameters<typeof Check>[0];
let tls: World;
beforeAll(async () => {
  tls = await withTls('valid');
});
const seen = (server: ServerOptions, more: World = {}) =>
  checked({ ...tls, ...more, server: { ...tls.server, ...server } });

describe('extensions', () => {
  test('are read out, whatever the case of their letters and wherever they stand', async () => {
    const keywords = ['size 31457280', 'Pipelining', '8bitMIME', 'starttls', 'SMTPutf8', 'Chunking', 'dsn'];
    const world = await seen({ ehlo: { keywords } });
    expect(briefs(world, 'ehlo', 'starttls', 'capabilities')).toEqual([
      'pass accepted',
      'pass established',
      'info listed',
    ]);
    expect(world.row('capabilities')).toMatchObject({
      value: ['SIZE', 'PIPELINING', '8BITMIME', 'SMTPUTF8', 'CHUNKING', 'DSN'],
      data: { missing: [], sizeMb: 30 },
    });
    // The server's own spelling is shown.
    expect(world.row('ehlo').value).toEqual(keywords);
  });

  test.each([
    ['SIZE', null],
    ['SIZE 0', null],
    ['SIZE many', null],
    ['SIZE -5', null],
    ['SIZE 10485760', 10],
  ])('a size of "%s" is %s MiB', async (keyword, sizeMb) => {
    const world = await checked({ server: { ehlo: { keywords: [keyword] } } });
    expect(world.row('capabilities').data.sizeMb).toBe(sizeMb);
  });

  test('by the hundred are all there, STARTTLS in the last line too', async () => {
    const keywords = [...Array.from({ length: 199 }, (_, index) => `X-${index} parameter`), 'STARTTLS'];
    const world = await seen({ ehlo: { keywords } });
    expect(briefs(world, 'ehlo', 'starttls')).toEqual(['pass accepted', 'pass established']);
    expect(world.row('ehlo').value).toEqual(keywords);
  });

  test('that only look like STARTTLS are none', async () => {
    const world = await seen({ ehlo: { keywords: ['XSTARTTLS', 'STARTTLSX', 'X STARTTLS'] } });
    expect(briefs(world, 'starttls')).toEqual(['warn not-offered']);
  });

  test('the name in the first line is none, though it be STARTTLS', async () => {
    const world = await seen({ ehlo: '250-STARTTLS\n250 SIZE 10' });
    expect(briefs(world, 'starttls')).toEqual(['warn not-offered']);
    expect(world.row('ehlo').value).toEqual(['SIZE 10']);
  });

  test('with hostile bytes are shown harmless', async () => {
    const raw = Buffer.from('250-mx\r\n250-X\u001b[2J\u0007 \u009b\r\n250-<b>&"\r\n250 STARTTLS\r\n', 'latin1');
    const world = await seen({ ehlo: { raw } });
    expect(world.row('ehlo').value).toEqual(['X\\x1b[2J\\x07 \\x9b', '<b>&"', 'STARTTLS']);
    expect(briefs(world, 'starttls')).toEqual(['pass established']);
  });
});

describe('AUTH', () => {
  test.each<[string, string[], string[], string]>([
    ['before TLS', ['AUTH PLAIN LOGIN', 'STARTTLS'], [], 'warn auth-before-tls'],
    ['before TLS, in the old form', ['AUTH=LOGIN', 'STARTTLS'], [], 'warn auth-before-tls'],
    ['before TLS, in small letters', ['auth plain', 'STARTTLS'], [], 'warn auth-before-tls'],
    ['before TLS and inside', ['AUTH PLAIN', 'STARTTLS'], ['AUTH PLAIN'], 'warn auth-before-tls'],
    ['inside TLS alone', ['STARTTLS'], ['AUTH PLAIN', 'AUTH=PLAIN'], 'info listed'],
    ['not at all', ['STARTTLS'], [], 'info listed'],
    ['as the beginning of another word', ['AUTHINFO', 'STARTTLS'], [], 'info listed'],
  ])('offered %s', async (_, keywords, inside, expected) => {
    const world = await seen({ ehlo: { keywords }, ehloTls: { keywords: inside } });
    expect(briefs(world, 'capabilities')).toEqual([expected]);
  });
});

describe('EHLO inside TLS', () => {
  test.each<[string, string[], string[], string[], string[]]>([
    ['the same', ['SIZE 10', 'STARTTLS'], ['SIZE 10'], [], []],
    ['more', ['STARTTLS'], ['AUTH PLAIN', 'SIZE 10'], ['AUTH PLAIN', 'SIZE 10'], []],
    ['less', ['DSN', 'SIZE 10', 'STARTTLS'], ['SIZE 10'], [], ['DSN']],
    ['another size', ['SIZE 10', 'STARTTLS'], ['SIZE 20'], ['SIZE 20'], ['SIZE 10']],
    ['nothing', ['DSN', 'STARTTLS'], [], [], ['DSN']],
  ])('lists %s', async (_, outside, inside, added, gone) => {
    const world = await seen({ ehlo: { keywords: outside }, ehloTls: { keywords: inside } });
    expect(briefs(world, 'ehlo-after-starttls')).toEqual(['pass accepted']);
    expect(world.row('ehlo-after-starttls')).toMatchObject({ value: inside, data: { added, gone } });
  });

  test('counts where the two differ: what is offered inside is what is offered', async () => {
    const world = await seen({ ehlo: { keywords: ['STARTTLS'] }, ehloTls: { keywords: ['SIZE 1048576', 'DSN'] } });
    expect(world.row('capabilities')).toMatchObject({ value: ['SIZE', 'DSN'], data: { sizeMb: 1 } });
  });
});

describe('the name in the certificate', () => {
  /** A certificate for those names, at a target of that name. */
  const named = async (host: string, names: string[], commonName?: string) => {
    const issued = await issue(null, { names, ...(commonName === undefined ? {} : { commonName }) });
    const zone = { 'contoso.test': { MX: [[10, host] as [number, string]] }, [host]: { A: ['127.0.0.1'] } };
    return checked({ zone, server: { tls: serverTls(issued) } });
  };

  // RFC 6125 6.4.
  test.each<[string, string, string[], string | undefined, string]>([
    ['exactly', 'mx.contoso.test', ['mx.contoso.test'], undefined, 'pass matches'],
    ['in capitals', 'mx.contoso.test', ['MX.Contoso.TEST'], undefined, 'pass matches'],
    ['among others', 'mx.contoso.test', ['a.test', 'mx.contoso.test'], undefined, 'pass matches'],
    ['by a wildcard', 'mx.contoso.test', ['*.contoso.test'], undefined, 'pass matches'],
    ['by a wildcard for one label only', 'a.mx.contoso.test', ['*.contoso.test'], undefined, 'warn differs'],
    ['by no wildcard inside a label', 'mx.contoso.test', ['m*.contoso.test'], undefined, 'warn differs'],
    ['by no bare wildcard', 'mx.contoso.test', ['*'], undefined, 'warn differs'],
    ['not of the domain above', 'mx.contoso.test', ['contoso.test'], undefined, 'warn differs'],
    ['not of a longer name', 'mx.contoso.test', ['mx.contoso.test.evil.test'], undefined, 'warn differs'],
    ['not before a NUL', 'mx.contoso.test', ['mx.contoso.test\u0000.evil.test'], 'other.test', 'warn differs'],
    ['in A-label form', 'xn--mx-xka.contoso.test', ['xn--mx-xka.contoso.test'], undefined, 'pass matches'],
    ['by the common name, where there is nothing else', 'mx.contoso.test', [], 'mx.contoso.test', 'pass matches'],
    ['not by it, where there are names', 'mx.contoso.test', ['other.test'], 'mx.contoso.test', 'warn differs'],
    ['not at all', 'mx.contoso.test', [], '', 'warn differs'],
  ])('matches %s', async (_, host, names, commonName, expected) => {
    const world = await named(host, names, commonName);
    expect(briefs(world, 'certificate-name', 'starttls')).toEqual([expected, 'pass established']);
    expect(world.server.connections[0]?.tls?.servername).toBe(host);
  });

  test('is not asked for where the target was given as an address; SNI is not sent then', async () => {
    const world = await seen({}, { request: { target: '127.0.0.1' } });
    expect(briefs(world, 'certificate-name')).toEqual(['notApplicable not-applicable']);
    expect(world.server.connections[0]?.tls?.servername).toBeNull();
  });
});
