import { afterEach, describe, expect, test } from '@jest/globals';
import type { Heard } from '../../../../shared/net/smtp/reply.ts';
import { deadPort } from '../../../support/blackhole.ts';
import { makeCertificate, serverTls } from '../../../support/certificates.ts';
import { type ServerOptions, type SmtpServer, startSmtpServer } from '../../../support/scripted-smtp.ts';
import { type Talk, talkTo } from './kit.ts';

let server: SmtpServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function meet(
  options: ServerOptions = {},
  ...rest: Parameters<typeof talkTo> extends [unknown, ...infer R] ? R : never
): Promise<Talk> {
  server = await startSmtpServer(options);
  const met = talkTo(server, ...rest);
  expect(await met.talk.open()).toMatchObject({ outcome: 'open' });
  return met;
}
const text = (heard: Heard): string => (heard.kind === 'reply' ? heard.reply.lines.join('\n') : heard.kind);
const transcript = ({ talk }: Talk): string[] => talk.record().lines.map(({ dir, text: line }) => `${dir} ${line}`);

describe('a conversation', () => {
  test('says one thing after the other, and writes both sides down', async () => {
    const met = await meet();
    await met.talk.greeting();
    expect(text(await met.talk.command('EHLO probe.example.com', 'ehlo'))).toMatch(/^250-mx/);
    await met.talk.quit();
    const lines = transcript(met);
    expect(lines[0]).toMatch(/^\* connected to 127\.0\.0\.1 port \d+$/);
    expect(lines.slice(1, 4)).toEqual([
      'S 220 mx.contoso.test ESMTP Postfix',
      'C EHLO probe.example.com',
      'S 250-mx.contoso.test',
    ]);
    expect(lines.slice(-2)).toEqual(['C QUIT', 'S 221 2.0.0 Bye']);
    expect(met.talk.record()).toMatchObject({
      ending: { by: 'us', stage: 'quit', kind: null, how: null, words: null },
      roundTrips: 4,
      times: [{ stage: 'connect' }, { stage: 'banner' }, { stage: 'ehlo' }, { stage: 'quit' }],
    });
  });

  test('cites lines by their number in the transcript', async () => {
    const met = await meet();
    const heard = await met.talk.greeting();
    const line = heard.kind === 'reply' ? heard.reply.line : 0;
    expect(met.talk.record().lines[line - 1]?.text).toMatch(/^220 /);
  });

  test('refuses to send what is no command line, and sends nothing of it', async () => {
    const { talk } = await meet();
    await talk.greeting();
    expect(() => talk.command('EHLO a\r\nQUIT', 'ehlo')).toThrow(RangeError);
    const group = ['RSET', 'RSET\r\nQUIT'].map((one) => ({ text: one, stage: 'mail' as const }));
    await expect(talk.group(group, true)).rejects.toThrow(RangeError);
    await talk.quit();
    await server?.idle();
    expect(server?.connections[0]?.commands).toEqual(['QUIT']);
  });

  test('sends a group at once where it may, one by one where not, and never a command that changes the state', async () => {
    for (const pipelining of [true, false]) {
      const { talk } = await meet();
      await talk.greeting();
      const before = talk.record().roundTrips;
      const group = [
        { text: 'MAIL FROM:<a@example.com>', stage: 'mail' as const },
        { text: 'RCPT TO:<b@contoso.test>', stage: 'rcpt' as const },
        { text: 'RSET', stage: 'mail' as const },
      ];
      const heard = await talk.group(group, pipelining);
      expect(heard.map(text)).toEqual(['250 2.1.0 Ok', '250 2.1.5 Ok', '250 2.0.0 Ok']);
      expect(talk.record().roundTrips - before).toBe(pipelining ? 1 : 3);
      for (const barred of ['EHLO a', 'DATA', 'starttls', 'QUIT'])
        await expect(talk.group([{ text: barred, stage: 'mail' }], true)).rejects.toThrow('pipelined');
      await talk.quit();
      await server?.close();
    }
  });

  test('does not take an answer for one to a later question', async () => {
    const met = await meet({ greeting: { reply: '220 mx', extraAfter: '550 early\r\n' } });
    await met.talk.greeting();
    expect(text(await met.talk.command('EHLO a', 'ehlo'))).toMatch(/^250/);
    expect(transcript(met).find((line) => line.includes('not counted'))).toMatch(/^\*/);
  });
});

describe('a conversation ends', () => {
  const IMPATIENT = { command: 150, replyGrace: 60, quit: 150 };

  test.each<[string, ServerOptions, Heard['kind'], object]>([
    [
      'when the server closes',
      { ehlo: { close: 'before' } },
      'closed',
      { by: 'server', kind: 'dropped', how: 'closed' },
    ],
    ['when it resets', { ehlo: { close: 'reset' } }, 'closed', { by: 'server', kind: 'dropped' }],
    ['when it is silent', { ehlo: { silent: true } }, 'silent', { by: 'trouble', kind: 'timeout', how: 'silent' }],
    [
      'when it does not end',
      { ehlo: { reply: '250-x', endless: 'lines' } },
      'endless',
      { by: 'trouble', kind: 'limit', how: 'endless' },
    ],
    [
      'when it drips',
      { ehlo: { reply: `250 ${'x'.repeat(90)}`, dripMs: 5 } },
      'endless',
      { by: 'trouble', kind: 'limit' },
    ],
    [
      'when it is no SMTP',
      { ehlo: { raw: 'nonsense\r\n' } },
      'malformed',
      { by: 'trouble', kind: 'protocol', words: 'nonsense' },
    ],
  ])('%s', async (_, options, kind, ending) => {
    const { talk } = await meet(options, IMPATIENT);
    await talk.greeting();
    const heard = await talk.command('EHLO a', 'ehlo');
    expect(heard.kind).toBe(kind);
    expect(talk.over).toBe(true);
    expect(talk.record().ending).toMatchObject({ stage: 'ehlo', ...ending });
    // What comes after says nothing and waits for nothing.
    expect((await talk.command('NOOP', 'ehlo')).kind).toBe('closed');
    expect(await talk.quit()).toBeNull();
    await server?.idle();
  });

  test('with what the server was about to say', async () => {
    const { talk } = await meet({ ehlo: { raw: '421 go aw', close: 'fin' } });
    await talk.greeting();
    await talk.command('EHLO a', 'ehlo');
    expect(talk.record().ending).toMatchObject({ by: 'server', words: '421 go aw' });
  });

  test('at a 421, in the words of the server', async () => {
    const { talk } = await meet({ ehlo: '421 4.3.2 closing' });
    await talk.greeting();
    expect(text(await talk.command('EHLO a', 'ehlo'))).toBe('421 4.3.2 closing');
    expect([talk.over, talk.record().ending]).toMatchObject([
      true,
      { by: 'server', stage: 'ehlo', words: '421 4.3.2 closing' },
    ]);
    await server?.idle();
    expect(server?.connections[0]?.closedBy).toBe('client');
  });

  test('politely where QUIT is answered by hanging up', async () => {
    const { talk } = await meet({ quit: { close: 'before' } });
    await talk.greeting();
    await talk.quit();
    expect(talk.record().ending).toMatchObject({ by: 'us', kind: null });
  });

  test.each(['banner', 'ehlo', 'quit'] as const)('at once when we are stopped at %s', async (stage) => {
    const step = { silent: true };
    const { talk, stop } = await meet({ [stage === 'banner' ? 'greeting' : stage]: step }, { quit: 10_000 });
    if (stage !== 'banner') await talk.greeting();
    const asked =
      stage === 'banner' ? talk.greeting() : stage === 'ehlo' ? talk.command('EHLO a', 'ehlo') : talk.quit();
    setImmediate(() => stop.abort());
    expect(await asked).toMatchObject({ kind: 'deadline' });
    expect(talk.record().ending).toMatchObject({ by: 'us', kind: 'timeout', how: 'deadline' });
    await server?.idle();
  });

  test('before it began, where nobody listens', async () => {
    const dead = await deadPort();
    const { talk } = talkTo(dead);
    expect(await talk.open()).toMatchObject({ outcome: 'refused', line: 1 });
    dead.close();
    expect(talk.record()).toMatchObject({
      ending: { by: 'trouble', stage: 'connect', kind: 'connect', how: 'refused', words: 'ECONNREFUSED' },
      roundTrips: 1,
    });
    expect(await talk.quit()).toBeNull();
  });

  test('before it began, when we were stopped', async () => {
    const { talk, stop } = talkTo({ address: '127.0.0.1', port: 9 });
    stop.abort();
    expect(await talk.open()).toMatchObject({ outcome: 'deadline' });
    expect(talk.record().ending).toMatchObject({ by: 'us', how: 'deadline' });
  });
});

describe('TLS in a conversation', () => {
  test('counts its round trips, marks what travelled inside, and throws injected bytes away', async () => {
    const issued = await makeCertificate('valid');
    const starttls = { reply: '220 go', extraAfter: '250-mx\r\n250 INJECTED\r\n' };
    const met = await meet({ tls: serverTls(issued), starttls }, {}, [issued.rootPem]);
    await met.talk.greeting();
    await met.talk.command('EHLO a', 'ehlo');
    await met.talk.command('STARTTLS', 'starttls');
    expect(await met.talk.discardPlaintext()).toBeGreaterThan(0);
    const before = met.talk.record().roundTrips;
    expect(await met.talk.startTls('mx.contoso.test', false)).toMatchObject({
      ok: true,
      facts: { protocol: 'TLSv1.3' },
    });
    expect(met.talk.record().roundTrips - before).toBe(1);
    const inside = await met.talk.command('EHLO a', 'ehlo');
    expect(text(inside)).not.toContain('INJECTED');
    await met.talk.quit();
    const { lines } = met.talk.record();
    expect(lines.filter(({ tls }) => tls).map(({ text: line }) => line)).toEqual(
      expect.arrayContaining(['EHLO a', 'QUIT']),
    );
    expect(lines.find(({ text: line }) => line === 'STARTTLS')?.tls).toBe(false);
  });

  test('counts two for TLS 1.2', async () => {
    const issued = await makeCertificate('valid');
    const { talk } = await meet({ tls: { ...serverTls(issued), maxVersion: 'TLSv1.2' } });
    await talk.greeting();
    await talk.command('EHLO a', 'ehlo');
    await talk.command('STARTTLS', 'starttls');
    const before = talk.record().roundTrips;
    await talk.startTls('mx.contoso.test', false);
    expect(talk.record().roundTrips - before).toBe(2);
    await talk.quit();
  });

  test.each<[string, ServerOptions['starttls'], object, string]>([
    ['an alert', { alert: 80 }, { kind: 'alert', alert: 80 }, 'trouble'],
    ['no TLS', { garbageTls: true }, { kind: 'protocol' }, 'trouble'],
    ['a close', { closeInTls: 'fin' }, { kind: 'closed' }, 'trouble'],
    ['silence', { silentTls: true }, { kind: 'silent' }, 'trouble'],
  ])('broken by %s ends it', async (_, starttls, failure, by) => {
    const issued = await makeCertificate('valid');
    const { talk } = await meet({ tls: serverTls(issued), starttls }, { command: 150 });
    await talk.greeting();
    await talk.command('EHLO a', 'ehlo');
    await talk.command('STARTTLS', 'starttls');
    expect(await talk.startTls(null, false)).toMatchObject({ ok: false, failure });
    expect([talk.over, talk.record().ending]).toMatchObject([true, { by, stage: 'tls', kind: 'tls' }]);
    await server?.idle();
  });

  test('is given up at once when we are stopped', async () => {
    const issued = await makeCertificate('valid');
    const { talk, stop } = await meet({ tls: serverTls(issued), starttls: { silentTls: true } });
    await talk.greeting();
    await talk.command('EHLO a', 'ehlo');
    await talk.command('STARTTLS', 'starttls');
    const shaking = talk.startTls(null, false);
    setImmediate(() => stop.abort());
    expect(await shaking).toMatchObject({ ok: false, failure: { kind: 'deadline' } });
    expect(talk.record().ending).toMatchObject({ by: 'us', how: 'deadline' });
  });
});
