import { describe, expect, test } from '@jest/globals';
import type { ServerOptions } from '../../../support/scripted-smtp.ts';
import { briefs, checked, withTls } from './behaviour-kit.ts';

const OFFERED = ['PIPELINING', 'STARTTLS'];
const NOT_NOW = '454 4.7.0 TLS not available due to local problem';
const IMPATIENT = { patience: { command: 200, replyGrace: 200, quit: 100 } };

describe('a server at STARTTLS', () => {
  test('that does all as it should', async () => {
    const world = await checked(await withTls('validWithIntermediate'));
    expect(
      briefs(
        world,
        'starttls',
        'certificate-current',
        'tls-version',
        'tls-bits',
        'ehlo-after-starttls',
        'certificate-trust',
        'certificate-name',
      ),
    ).toEqual([
      'pass established',
      'pass current',
      'pass current',
      'pass strong',
      'pass accepted',
      'pass trusted',
      'pass matches',
    ]);
    const [connection, ...others] = world.server.connections;
    expect(others).toEqual([]);
    expect(connection?.commandsInTls).toEqual([expect.stringMatching(/^EHLO /), 'QUIT']);
    expect(connection?.tls).toMatchObject({ version: 'TLSv1.3', servername: 'mx.contoso.test' });
  });

  test('that does not offer it is asked for none', async () => {
    const world = await checked({});
    expect(briefs(world, 'starttls', 'tls-version', 'certificate-current', 'ehlo-after-starttls')).toEqual([
      'warn not-offered',
      ...Array(3).fill('notApplicable not-applicable'),
    ]);
    expect(world.server.connections.flatMap(({ commands }) => commands)).not.toContain('STARTTLS');
  });

  test.each<[string, ServerOptions, string]>([
    ['refuses it for good', { starttls: '502 5.5.1 no' }, 'fail refused'],
    ['refuses it for now, always', { starttls: NOT_NOW }, 'fail refused'],
    ['refuses it for now, once', { connections: [{ starttls: NOT_NOW }, {}] }, 'pass established'],
    ['closes on it always', { starttls: { close: 'before' } }, 'fail closed'],
    ['closes on it once', { connections: [{ starttls: { close: 'before' } }, {}] }, 'pass established'],
    ['says 421 always', { starttls: '421 busy' }, 'inconclusive throttled'],
    ['has us on a list', { starttls: '554 5.7.1 blocked using bl.example.org' }, 'inconclusive our-address-listed'],
    [
      'sends bytes before the handshake',
      { starttls: { reply: '220 go', extraAfter: '250 injected\r\n' } },
      'pass established-bytes-discarded',
    ],
    ['sends alert 40', { starttls: { alert: 40 } }, 'inconclusive no-common-cipher'],
    ['sends alert 70', { starttls: { alert: 70 } }, 'inconclusive no-common-cipher'],
    ['sends alert 71', { starttls: { alert: 71 } }, 'inconclusive no-common-cipher'],
    ['sends alert 80', { starttls: { alert: 80 } }, 'fail alert'],
    ['sends alert 112', { starttls: { alert: 112 } }, 'fail alert'],
    ['speaks no TLS', { starttls: { garbageTls: true } }, 'fail not-tls'],
    ['closes in the handshake always', { starttls: { closeInTls: 'fin' } }, 'fail handshake-closed'],
    ['resets in the handshake always', { starttls: { closeInTls: 'reset' } }, 'fail handshake-closed'],
    ['closes in the handshake once', { connections: [{ starttls: { closeInTls: 'fin' } }, {}] }, 'pass established'],
    ['writes its keyword in small letters', { ehlo: { keywords: ['starttls'] } }, 'pass established'],
  ])('that %s', async (_, server, expected) => {
    const world = await checked(await withTls('valid', server));
    expect(briefs(world, 'starttls')).toEqual([expected]);
    // Whatever became of STARTTLS, the rest of the session was seen, and the certificate is blamed for nothing.
    expect(briefs(world, 'banner', 'ehlo')).toEqual(['pass greeted', 'pass accepted']);
    expect(['pass', 'info', 'notTested']).toContain(world.row('certificate-current').status);
  });

  test('that says nothing in the handshake', async () => {
    const world = await checked({ ...(await withTls('valid', { starttls: { silentTls: true } })), ...IMPATIENT });
    expect(briefs(world, 'starttls', 'tls-version')).toEqual(['fail handshake-silent', 'notTested earlier-step']);
  });

  test('that does not answer STARTTLS', async () => {
    const world = await checked({ ...(await withTls('valid', { starttls: { silent: true } })), ...IMPATIENT });
    expect(briefs(world, 'starttls')).toEqual(['inconclusive no-reply']);
  });

  test('that has no certificate at all: both likely causes are named, none is claimed', async () => {
    const world = await checked({ server: { ehlo: { keywords: OFFERED }, tls: {} } });
    expect(briefs(world, 'starttls')).toEqual(['inconclusive no-common-cipher']);
    expect(world.row('starttls').text).toMatch(/certificate.*ciphers/);
    expect(world.server.connections).toHaveLength(2);
  });

  test('that accepts bytes behind STARTTLS gets none from us', async () => {
    const { server } = await checked(await withTls('valid'));
    expect(server.connections.map(({ pipelinedAfterStarttls }) => pipelinedAfterStarttls)).toEqual(['']);
  });

  test('that is not to be asked', async () => {
    const world = await checked({ ...(await withTls('valid')), request: { tls: false } });
    expect(briefs(world, 'starttls', 'tls-version', 'certificate-trust')).toEqual(
      Array(3).fill('notApplicable not-applicable'),
    );
    expect(world.server.connections.flatMap(({ commands }) => commands)).not.toContain('STARTTLS');
  });
});

describe('a server inside TLS', () => {
  test.each<[string, ServerOptions, string]>([
    ['refuses EHLO and takes HELO', { ehloTls: '502 no' }, 'warn helo-only'],
    ['refuses both', { ehloTls: '502 no', helo: '502 no' }, 'fail refused'],
    ['is busy once', { connections: [{ ehloTls: '421 busy' }, {}] }, 'pass accepted'],
    ['is busy always', { ehloTls: '421 busy' }, 'inconclusive throttled'],
    ['closes on EHLO once, by accident', { connections: [{ ehloTls: { close: 'before' } }, {}] }, 'pass accepted'],
    ['closes on EHLO, and takes HELO', { ehloTls: { close: 'before' } }, 'warn helo-only'],
    ['closes on both', { ehloTls: { close: 'before' }, helo: { close: 'before' } }, 'inconclusive connection-closed'],
  ])('that %s', async (_, server, expected) => {
    const world = await checked(await withTls('valid', server));
    expect(briefs(world, 'starttls', 'ehlo-after-starttls')).toEqual(['pass established', expected]);
  });

  test('that offers AUTH before it as well', async () => {
    const world = await checked(await withTls('valid', { ehlo: { keywords: ['AUTH PLAIN', 'STARTTLS'] } }));
    expect(briefs(world, 'capabilities')).toEqual(['warn auth-before-tls']);
  });

  test('that lists other extensions: the difference is shown', async () => {
    const ehloTls = { keywords: ['SIZE 1000', 'AUTH PLAIN'] };
    const world = await checked(
      await withTls('valid', { ehlo: { keywords: ['SIZE 1000', 'STARTTLS', 'DSN'] }, ehloTls }),
    );
    expect(world.row('ehlo-after-starttls').data).toMatchObject({ added: ['AUTH PLAIN'], gone: ['DSN'] });
  });
});
