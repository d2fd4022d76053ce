import { beforeAll, describe, expect, test } from '@jest/globals';
import { makeCertificate, serverTls } from '../../../support/certificates.ts';
import type { ServerOptions } from '../../../support/scripted-smtp.ts';
import { type Dialled, dialled } from './behaviour-dialled.ts';

const ONE = '192.0.2.1';
let tls: ReturnType<typeof serverTls>;
beforeAll(async () => {
  tls = serverTls(await makeCertificate('valid'));
});

describe('port 465, TLS from the start', () => {
  const at465 = (server: ServerOptions) =>
    dialled({ [ONE]: { tls, implicitTls: true, ...server } }, { target: { port: 465 } });
  const rows = ({ at }: Dialled, ...ids: string[]): string[] => ids.map((id) => at(id, ONE));

  test('is greeted inside TLS; STARTTLS makes no sense there', async () => {
    const world = await at465({});
    expect(rows(world, 'connect', 'banner', 'ehlo', 'starttls', 'tls-version', 'certificate-name')).toEqual([
      'pass connected',
      'pass greeted',
      'pass accepted',
      'notApplicable not-applicable',
      'pass current',
      'pass matches',
    ]);
    const [connection] = world.servers.get(ONE)?.connections ?? [];
    expect(connection?.commandsInTls).toEqual(['EHLO probe.example.com', 'QUIT']);
    expect(world.result.conversations[0]?.lines.find(({ dir }) => dir === 'S')).toMatchObject({ tls: true });
  });

  test('may offer AUTH: it is inside TLS', async () => {
    const world = await at465({ ehloTls: { keywords: ['AUTH PLAIN', 'SIZE 10'] } });
    expect(rows(world, 'capabilities')).toEqual(['info listed']);
  });

  test.each<[string, ServerOptions, string]>([
    ['that is broken by an alert', { starttls: { alert: 80 } }, 'fail tls-broken'],
    ['without a common cipher', { starttls: { alert: 40 } }, 'inconclusive no-common-cipher'],
    ['that is closed always', { starttls: { closeInTls: 'fin' } }, 'fail tls-broken'],
    ['that is closed once', { connections: [{ starttls: { closeInTls: 'fin' } }, {}] }, 'pass greeted'],
    ['that is none', { implicitTls: false }, 'fail tls-broken'],
  ])('%s', async (_, server, banner) => {
    const world = await at465(server);
    expect(rows(world, 'connect', 'banner', 'starttls')).toEqual([
      'pass connected',
      banner,
      'notApplicable not-applicable',
    ]);
  });
});
