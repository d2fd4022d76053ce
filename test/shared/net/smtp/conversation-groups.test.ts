import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { makeCertificate, serverTls } from '../../../support/certificates.ts';
import { type ServerOptions, type SmtpServer, startSmtpServer } from '../../../support/scripted-smtp.ts';
import { type Talk, talkTo } from './kit.ts';

let server: SmtpServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const PATIENT = { connect: 20_000, greeting: 20_000, command: 20_000, quit: 20_000 };
const TRANSACTION = [
  { text: 'MAIL FROM:<a@example.com>', stage: 'mail' as const },
  { text: 'RCPT TO:<b@contoso.test>', stage: 'rcpt' as const },
  { text: 'RSET', stage: 'mail' as const },
];

async function greeted(options: ServerOptions = {}, patience = {}): Promise<Talk> {
  server = await startSmtpServer(options);
  const met = talkTo(server, { ...PATIENT, ...patience });
  await met.talk.open();
  expect(await met.talk.greeting()).toMatchObject({ kind: 'reply' });
  return met;
}
const codes = (all: readonly { kind: string; reply?: { code: number } }[]): (number | string)[] =>
  all.map((one) => one.reply?.code ?? one.kind);

describe('a group', () => {
  test('is on its way as a whole before the first reply', async () => {
    let received = '';
    // Answers only when all three are there: one by one, this would never end.
    const listener = net.createServer((socket) => {
      socket.write('220 mx\r\n');
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        received += bytes;
        if (received.endsWith('RSET\r\n')) socket.write('250 a\r\n250 b\r\n250 c\r\n');
        if (received.endsWith('QUIT\r\n')) socket.end('221 bye\r\n');
      });
    });
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    const { talk } = talkTo({ address: '127.0.0.1', port: (listener.address() as AddressInfo).port }, PATIENT);
    await talk.open();
    await talk.greeting();
    expect(codes(await talk.group(TRANSACTION, true))).toEqual([250, 250, 250]);
    await talk.quit();
    expect(received).toBe('MAIL FROM:<a@example.com>\r\nRCPT TO:<b@contoso.test>\r\nRSET\r\nQUIT\r\n');
    await new Promise((resolve) => listener.close(resolve));
  });

  test.each([true, false])('gives each reply to its own question, pipelined: %s', async (pipelining) => {
    const { talk } = await greeted({ mail: '250 2.1.0 m', rcpt: '550 5.1.1 r', rset: '250 2.0.0 s' });
    const heard = await talk.group(TRANSACTION, pipelining);
    expect(heard.map((one) => (one.kind === 'reply' ? one.reply.text : one.kind))).toEqual([
      '2.1.0 m',
      '5.1.1 r',
      '2.0.0 s',
    ]);
    // A refusal in the midst is no end: the whole group is answered.
    expect(talk.over).toBe(false);
    expect(talk.record().times.map(({ stage }) => stage)).toEqual(['connect', 'banner', 'mail', 'rcpt', 'mail']);
    await talk.quit();
  });

  test.each([true, false])('that is cut short says how far it came, pipelined: %s', async (pipelining) => {
    const { talk } = await greeted({ rcpt: { close: 'before' } });
    expect(codes(await talk.group(TRANSACTION, pipelining))).toEqual([250, 'closed']);
    expect(talk.record().ending).toMatchObject({ by: 'server', stage: 'rcpt', kind: 'dropped' });
    await server?.idle();
  });

  test.each([true, false])('ends at a 421, pipelined: %s', async (pipelining) => {
    const { talk } = await greeted({ rcpt: '421 4.3.2 enough' });
    expect(codes(await talk.group(TRANSACTION, pipelining)).slice(0, 2)).toEqual([250, 421]);
    expect([talk.over, await talk.quit()]).toEqual([true, null]);
    expect(talk.record().ending).toMatchObject({ by: 'server', stage: 'rcpt', words: '421 4.3.2 enough' });
    await server?.idle();
  });

  test('whose second reply never comes', async () => {
    // Only the command's patience is short; the greeting has been heard by then.
    const { talk } = await greeted({ rcpt: { silent: true } }, { command: 400 });
    expect(codes(await talk.group(TRANSACTION, true))).toEqual([250, 'silent']);
    await server?.idle();
  });

  test.each(['EHLO a', 'HELO a', 'STARTTLS', 'DATA', 'QUIT'])('never holds %s, and says nothing then', async (text) => {
    const { talk } = await greeted();
    await expect(talk.group([...TRANSACTION, { text, stage: 'mail' }], true)).rejects.toThrow(RangeError);
    await talk.quit();
    await server?.idle();
    expect(server?.connections[0]?.commands).toEqual(['QUIT']);
  });

  test('with a line that is none in it says nothing of it', async () => {
    const { talk } = await greeted();
    await expect(talk.group([{ text: 'RSET\r\nQUIT', stage: 'mail' }], false)).rejects.toThrow(RangeError);
    await talk.quit();
    await server?.idle();
    expect(server?.connections[0]?.commands).toEqual(['QUIT']);
  });
});

describe('bytes behind the reply to STARTTLS', () => {
  test.each([
    ['none', '', 0],
    ['a whole reply', '250 injected\r\n', 1],
    ['half a line', '250 inj', 7],
    ['a reply and half a line', '250 injected\r\n250', 4],
    // Too short for a TLS record, too long for nothing.
    ['a byte', 'x', 1],
  ])('%s', async (_, extraAfter, count) => {
    const issued = await makeCertificate('valid');
    const { talk } = await greeted({ tls: serverTls(issued), starttls: { reply: '220 go', extraAfter } });
    await talk.command('EHLO a', 'ehlo');
    await talk.command('STARTTLS', 'starttls');
    expect(await talk.discardPlaintext()).toBe(count);
    const remarks = talk.record().lines.filter(({ dir, text }) => dir === '*' && text.includes('thrown away'));
    expect(remarks).toHaveLength(count === 0 ? 0 : 1);
    expect(await talk.startTls(null, false)).toMatchObject({ ok: true });
    expect(await talk.command('EHLO a', 'ehlo')).toMatchObject({ kind: 'reply', reply: { code: 250 } });
    await talk.quit();
    await server?.idle();
    expect(server?.connections[0]?.commandsInTls).toEqual(['EHLO a', 'QUIT']);
  });
});

describe('talk out of turn', () => {
  test('we never speak before the greeting is whole', async () => {
    const { talk } = await greeted({ greeting: { raw: '220-mx\r\n220 mx\r\n', splitEvery: 1 } });
    await talk.quit();
    await server?.idle();
    expect(server?.connections[0]).toMatchObject({ earlyTalk: false, commands: ['QUIT'] });
  });

  test('a reply ahead of its question counts for none, each time', async () => {
    const ahead = (reply: string) => ({ reply, extraAfter: '250 ahead\r\n' });
    const { talk } = await greeted({ greeting: ahead('220 mx'), ehlo: ahead('250 mx'), mail: '550 5.7.1 no' });
    await talk.command('EHLO a', 'ehlo');
    expect(await talk.command('MAIL FROM:<>', 'mail')).toMatchObject({ reply: { code: 550 } });
    const remarks = talk.record().lines.filter(({ dir, text }) => dir === '*' && text.includes('not counted'));
    expect(remarks).toHaveLength(2);
    await talk.quit();
  });

  test('but for a 421, which is the end', async () => {
    const { talk } = await greeted({ greeting: { reply: '220 mx', extraAfter: '421 4.4.2 timeout\r\n' } });
    expect(await talk.command('EHLO a', 'ehlo')).toMatchObject({ reply: { code: 421 } });
    expect(talk.over).toBe(true);
  });
});

describe('times', () => {
  test('tell a late greeting from its first byte, and grow along the transcript', async () => {
    server = await startSmtpServer({ greeting: { reply: '220-teaser\n220 mx', delayMs: 60 } });
    const { talk } = talkTo(server, PATIENT);
    await talk.open();
    const heard = await talk.greeting();
    if (heard.kind !== 'reply') throw new Error(heard.kind);
    // A timer may fire a millisecond early.
    expect(heard.reply.firstMs).toBeGreaterThanOrEqual(58);
    expect(heard.reply.ms).toBeGreaterThanOrEqual(heard.reply.firstMs);
    await talk.quit();
    const { lines, times } = talk.record();
    const moments = lines.map(({ ms }) => ms);
    expect(moments).toEqual([...moments].sort((one, other) => one - other));
    expect(times.map(({ stage }) => stage)).toEqual(['connect', 'banner', 'quit']);
  });
});
