import { describe, expect, test } from '@jest/globals';
import { lookUntilSettled } from '../../../../shared/command/second-look.ts';
import { readSettings } from '../../../../shared/config.ts';
import { FOLLOW_UPS } from '../../../../shared/mail/deferral.ts';
import { requestFor, TEST_PATIENCE } from '../../../support/check-world.ts';
import { checkPolicy } from '../../../support/policy-world.ts';
import { startSmtpServer } from '../../../support/scripted-smtp.ts';
import { startZoneServer } from '../../../support/zone-server.ts';

const NOW = Date.now();
const since = NOW - 7 * 60_000;
const second = { errand: { earlier: { visits: 1, since, hit: 'recipients' as const } } };
const GREY = '450 4.2.0 Greylisted';

describe('a second look', () => {
  test('that is let through confirms greylisting, with the time it took at most', async () => {
    const check = await checkPolicy({}, second);
    expect(check.said('greylisting')).toBe('warn confirmed');
    expect(check.row('greylisting').data).toMatchObject({ minutes: 7, visits: 2 });
    expect(check.said('recipient-filtering')).toBe('pass at-rcpt');
    expect(check.results.map(({ followUp }) => followUp)).toEqual([null, null]);
  });

  test('that is put off again asks for another one', async () => {
    const check = await checkPolicy({ greylist: { stage: 'rcpt', reply: GREY, visits: 9 } }, second);
    expect(check.said('greylisting')).toBe('warn suspected');
    expect(check.results[0]?.followUp).toMatchObject({ hit: 'recipients' });
  });

  test('the last one that is put off ends it: temporary rejection, cause unknown', async () => {
    const last = { errand: { earlier: { visits: FOLLOW_UPS, since, hit: 'recipients' as const } } };
    const check = await checkPolicy({ greylist: { stage: 'rcpt', reply: GREY, visits: 9 } }, last);
    expect(check.said('greylisting')).toBe('warn temporary-rejection');
    expect(check.results.map(({ followUp }) => followUp)).toEqual([null, null]);
  });

  test('in which only made-up recipients are put off again: they are unknown', async () => {
    const options = { errand: { earlier: { visits: 1, since, hit: 'random' as const } } };
    const check = await checkPolicy({ unknown: { stage: 'rcpt', reply: '450 4.7.1 try later' } }, options);
    expect(check.said('recipient-filtering')).toBe('warn defers-unknown');
    expect(check.said('greylisting')).toBe('pass none-seen');
    expect(check.results[0]?.followUp).toBeNull();
  });

  test('in which foreign recipients are still put off: they are refused for good', async () => {
    const policy = { foreign: { stage: 'rcpt', reply: '450 4.7.1 please try again' } } as const;
    expect((await checkPolicy(policy)).said('open-relay')).toBe('inconclusive deferred');
    expect((await checkPolicy(policy)).results[1]?.followUp).toMatchObject({ hit: 'relay' });
    expect((await checkPolicy(policy, second)).said('open-relay')).toBe('pass refused');
  });

  test('in which the failing sender alone is still put off: the server defers by SPF', async () => {
    const spf = { stage: 'rcpt', reply: '451 4.7.24 SPF later', domain: 'fail.sender.test' } as const;
    expect((await checkPolicy({ spf })).results[0]?.followUp).toMatchObject({ hit: 'sender' });
    const check = await checkPolicy({ spf }, { errand: { earlier: { visits: 1, since, hit: 'sender' } } });
    expect(check.said('spf-check')).toBe('warn defers');
    expect(check.said('greylisting')).toBe('pass none-seen');
    expect(check.results[0]?.followUp).toBeNull();
  });
});

test('--wait-greylist looks again with the same triplets, without waiting in this test, and tells what was hidden', async () => {
  const seen = new Map<string, number>();
  const known = /<(?:postmaster|abuse)@/;
  const server = await startSmtpServer({
    mail: (line) => (line.includes('fail.') ? undefined : undefined),
    rcpt: (line, { from, connection }) => {
      if (!line.includes('@contoso.test')) return '554 5.7.1 Relay access denied';
      const triplet = `${from} ${line}`;
      const first = seen.get(triplet) ?? connection;
      seen.set(triplet, first);
      // Let through only on connections of the second look: the first one makes three (session, envelope, control).
      if (connection - first < 3) return GREY;
      return known.test(line) ? undefined : '550 5.1.1 User unknown';
    },
  });
  const zone = await startZoneServer({
    'pass.sender.test': { MX: [[10, 'mx.sender.test']] },
    'fail.sender.test': { MX: [[10, 'mx.sender.test']] },
    'sink.test': { MX: [[10, 'mx.sender.test']] },
    'contoso.test': { MX: [[10, 'mx.contoso.test']] },
    'mx.contoso.test': { A: ['127.0.0.1'] },
  });
  const settings = {
    ...readSettings({
      MXREADY_ALLOW_NETWORKS: '127.0.0.0/8',
      MXREADY_ALLOW_PORTS: String(server.port),
      MXREADY_RESOLVER: zone.server,
      MXREADY_SENDER: 'smtptest@pass.sender.test',
      MXREADY_SPF_FAIL_SENDER: 'smtptest@fail.sender.test',
    }),
    patience: TEST_PATIENCE,
  };
  const waits: number[] = [];
  const told: Date[] = [];
  try {
    const report = await lookUntilSettled(requestFor('contoso.test', server.port), settings, {
      looks: FOLLOW_UPS,
      limited: () => AbortSignal.timeout(30_000),
      stop: new AbortController().signal,
      listener: { waiting: (until) => told.push(until) },
      pause: async (ms) => {
        waits.push(ms);
      },
    });
    const said = (id: string) => report.rows.find((row) => row.id === id)?.code;
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThanOrEqual(330_000);
    expect(told).toHaveLength(1);
    expect([said('greylisting'), said('recipient-filtering'), said('spf-check')]).toEqual(['confirmed', 'at-rcpt', 'none-seen-to-rcpt']); // biome-ignore format: one line
    expect(report.followUpOf).toMatch(/^[0-9a-f-]{36}$/);
    const senders = server.connections.flatMap(({ commands }) => commands.filter((line) => line.startsWith('MAIL')));
    // One tag for both looks, or the second would be new to the greylist as well.
    expect(new Set(senders.map((line) => /\+([0-9a-f-]{36})@/.exec(line)?.[1])).size).toBe(1);
  } finally {
    await Promise.all([server.close(), zone.close()]);
  }
});
