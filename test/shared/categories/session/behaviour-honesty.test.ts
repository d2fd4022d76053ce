import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ReportRow } from '../../../../shared/report/report.ts';
import { serverTls } from '../../../support/certificates/issue.ts';
import { makeCertificate } from '../../../support/certificates.ts';
import type { ServerOptions, ServerTls, Step } from '../../../support/scripted-smtp.ts';
import { type checked as Check, checked } from './behaviour-kit.ts';

type Found = Awaited<ReturnType<typeof Check>>;
let tls: ServerTls;
beforeAll(async () => {
  tls = serverTls(await makeCertificate('valid'));
});

/** Judged by what was seen: these four say something of the server. */
const claims = ({ status }: ReportRow): boolean => ['pass', 'info', 'warn', 'fail'].includes(status);

/** What must hold of every report, whatever the server does (`checked` has looked at reasons and line numbers). */
function holdsTrue({ report, server }: Found): void {
  const lines = new Map(report.conversations.map((one) => [one.id, one.lines]));
  const all = report.conversations.flatMap((one) => one.lines);
  const heard = (pattern: RegExp): boolean => all.some(({ dir, text }) => dir === 'S' && pattern.test(text));
  for (const row of report.rows.filter(({ category }) => category === 'session')) {
    const cited = row.evidence.flatMap(({ conversation, lines: numbers }) =>
      numbers.map((number) => lines.get(conversation)?.[number - 1]),
    );
    const label = `${row.id}: ${row.status} ${row.code} ${row.reason}`;
    // What was looked at is shown; that something was not offered shows in no line of its own.
    if ((claims(row) || row.status === 'inconclusive') && row.code !== 'not-offered')
      expect([label, cited.length > 0]).toEqual([label, true]);
    // What was not looked at cites nothing, and quotes nobody.
    if (row.status === 'notTested') expect([label, cited.length, row.reply]).toEqual([label, 0, null]);
    // The server's own words are in the lines that are cited.
    if (row.reply !== null && !row.reply.includes('…')) {
      const last = row.reply.split(' / ').at(-1);
      expect([label, cited.map((line) => line?.text)]).toEqual([label, expect.arrayContaining([last])]);
    }
  }
  const byId = (id: string): ReportRow => report.rows.find((row) => row.id === id) as ReportRow;
  if (byId('banner').status === 'pass') expect(heard(/^2\d\d/)).toBe(true);
  if (byId('ehlo').status === 'pass') expect(heard(/^250/)).toBe(true);
  // Facts of TLS come from a handshake, or there are none.
  const secured = server.connections.some((one) => one.tls !== null);
  for (const id of ['tls-version', 'tls-cipher', 'certificate-sha1', 'certificate-trust', 'ehlo-after-starttls'])
    if (!secured) expect([id, claims(byId(id))]).toEqual([id, false]);
  for (const { commands, earlyTalk, pipelinedAfterStarttls } of server.connections) {
    expect([earlyTalk, pipelinedAfterStarttls]).toEqual([false, '']);
    // A session asks, it sends no mail; and nothing follows QUIT.
    for (const command of commands) expect(command).toMatch(/^(EHLO|HELO) \[127\.0\.0\.1\]$|^STARTTLS$|^QUIT$/);
    expect(commands.slice(0, -1)).not.toContain('QUIT');
  }
  expect(server.connections.length).toBeLessThanOrEqual(4);
  expect(server.maxConcurrent).toBeLessThanOrEqual(1);
}

const LINES = { reply: '250-x', endless: 'lines' } as const;

describe('nothing is claimed that was not seen, of a server that', () => {
  test.each<[string, ServerOptions]>([
    ['is healthy', {}],
    ['refuses at once', { greeting: '554 no' }],
    ['has us on a list', { greeting: '554 blocked using zen.spamhaus.org' }],
    ['is busy', { greeting: { reply: '421 busy', close: 'fin' } }],
    ['closes at once', { greeting: { close: 'before' } }],
    ['resets at once', { acceptAndDropConnections: true }],
    ['speaks HTTP', { greeting: { raw: 'HTTP/1.1 400 no\r\n\r\n' } }],
    ['never ends its greeting', { greeting: LINES }],
    ['never ends its EHLO', { ehlo: LINES, helo: LINES }],
    ['knows HELO only', { ehlo: '502 no' }],
    ['knows neither', { ehlo: '502 no', helo: '502 no' }],
    ['closes on EHLO', { ehlo: { close: 'before' } }],
    ['closes on EHLO and HELO', { ehlo: { close: 'before' }, helo: { close: 'before' } }],
    ['refuses STARTTLS', { starttls: '454 4.7.0 not now' }],
    ['closes on STARTTLS', { starttls: { close: 'before' } }],
    ['has no common cipher', { starttls: { alert: 40 } }],
    ['breaks the handshake', { starttls: { alert: 80 } }],
    ['speaks no TLS', { starttls: { garbageTls: true } }],
    ['injects', { starttls: { reply: '220 go', extraAfter: '250 evil\r\n' } }],
    ['refuses EHLO inside TLS', { ehloTls: '554 no', helo: '554 no' }],
    ['closes inside TLS', { ehloTls: { close: 'before' } }],
    ['masks', { greeting: '220 *****2**0*', ehlo: { keywords: ['XXXXXXXA'] } }],
    ['resets at QUIT', { quit: { close: 'reset' } }],
  ])('%s', async (_, server) => {
    holdsTrue(await checked({ server: { tls, ...server } }));
  });

  test('does at every stage whatever it likes', async () => {
    const step = (code: string): fc.Arbitrary<Step | undefined> =>
      fc.oneof(
        // Healthy, so that later stages are reached at all.
        { weight: 6, arbitrary: fc.constant(undefined) },
        {
          weight: 5,
          arbitrary: fc.constantFrom<Step[]>(
            { close: 'before' },
            { close: 'reset' },
            '421 4.3.2 busy',
            '450 4.7.25 cannot find your hostname',
            '451 4.3.0 trouble',
            '502 5.5.1 no',
            '550 5.7.1 blocked using bl.example.org',
            '354 go on',
            { raw: 'nonsense\r\n' },
            { raw: `${code}\n` },
            { raw: `${code} \u001b[2J\u0000\r\n`, splitEvery: 3 },
            { reply: `${code} mx.contoso.test`, close: 'fin' },
            { reply: `${code}-one\n${code} two`, splitEvery: 5 },
          ),
        },
      );
    const handshake = fc.constantFrom<(Step | undefined)[]>(
      undefined,
      undefined,
      { alert: 40 },
      { alert: 80 },
      { garbageTls: true },
      { closeInTls: 'fin' },
      { closeInTls: 'reset' },
    );
    const script = fc.record({
      greeting: step('220'),
      ehlo: step('250'),
      helo: step('250'),
      starttls: fc.oneof(step('220'), handshake),
      ehloTls: step('250'),
      quit: step('221'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: 3 }), async (connections) => {
        holdsTrue(await checked({ server: { tls, connections } }));
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
