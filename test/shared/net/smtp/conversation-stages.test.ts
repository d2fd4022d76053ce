import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Stage } from '../../../../shared/check/status.ts';
import type { Heard } from '../../../../shared/net/smtp/reply.ts';
import { makeCertificate, serverTls } from '../../../support/certificates.ts';
import {
  type ServerOptions,
  type ServerTls,
  type SmtpServer,
  type StepDetail,
  startSmtpServer,
} from '../../../support/scripted-smtp.ts';
import { type Talk, talkTo } from './kit.ts';

let server: SmtpServer;
let tls: ServerTls;
beforeAll(async () => {
  tls = serverTls(await makeCertificate('valid'));
});
afterEach(() => server.close());

/** Long where a stage is not the one that a case is about: a slow machine must not pass for a silent server. */
const LONG = 20_000;
const SHORT = 80;

/** The steps of a conversation in their order, each with its name in the script and in the transcript. */
const STEPS = ['greeting', 'ehlo', 'starttls', 'ehloTls', 'mail', 'rcpt', 'data', 'quit'] as const;
type Step = (typeof STEPS)[number];
const STAGE: Record<Step, Stage> = {
  greeting: 'banner',
  ehlo: 'ehlo',
  starttls: 'starttls',
  ehloTls: 'ehlo',
  mail: 'mail',
  rcpt: 'rcpt',
  data: 'data',
  quit: 'quit',
};
const COMMAND: Record<Exclude<Step, 'greeting' | 'quit'>, string> = {
  ehlo: 'EHLO probe.example.com',
  starttls: 'STARTTLS',
  ehloTls: 'EHLO probe.example.com',
  mail: 'MAIL FROM:<a@example.com>',
  rcpt: 'RCPT TO:<b@contoso.test>',
  data: 'DATA',
};

async function say({ talk }: Talk, step: Step, patience: number): Promise<Heard> {
  if (step === 'greeting') return talk.greeting();
  if (step === 'quit') return (await talk.quit()) as Heard;
  return talk.command(COMMAND[step], STAGE[step], patience);
}

/** A conversation in which everything up to that step has gone well. */
async function upTo(step: Step, patience: number, options: ServerOptions): Promise<Talk> {
  // Refused unless a case says otherwise: after 354 a server takes all that follows for the message.
  server = await startSmtpServer({ tls, data: '554 5.5.1 no', ...options });
  const greeting = step === 'greeting' ? patience : LONG;
  const quit = step === 'quit' ? patience : LONG;
  const met = talkTo(server, { connect: LONG, greeting, command: LONG, quit, replyGrace: SHORT });
  expect(await met.talk.open()).toMatchObject({ outcome: 'open' });
  for (const before of STEPS.slice(0, STEPS.indexOf(step))) {
    expect(await say(met, before, LONG)).toMatchObject({ kind: 'reply' });
    if (before === 'starttls') expect(await met.talk.startTls(null, false)).toMatchObject({ ok: true });
  }
  return met;
}

const MISDEEDS: readonly [string, StepDetail, number, Heard['kind'], object][] = [
  ['closes', { close: 'before' }, LONG, 'closed', { by: 'server', kind: 'dropped', how: 'closed' }],
  ['resets', { close: 'reset' }, LONG, 'closed', { by: 'server', kind: 'dropped' }],
  ['is silent', { silent: true }, SHORT, 'silent', { by: 'trouble', kind: 'timeout', how: 'silent' }],
  ['speaks another protocol', { raw: '+OK ready\r\n' }, LONG, 'malformed', { by: 'trouble', kind: 'protocol' }],
];

describe.each(STEPS.filter((step) => step !== 'quit'))('a server that at %s', (step) => {
  test.each(MISDEEDS)('%s', async (_, misdeed, patience, kind, ending) => {
    const met = await upTo(step, patience, { [step]: misdeed });
    const { talk } = met;
    const heard = await say(met, step, patience);
    expect(heard.kind).toBe(kind);
    const record = talk.record();
    expect(record.ending).toMatchObject({ stage: STAGE[step], ...ending });
    // The remark that it ended is in the transcript, where the finding can cite it.
    expect(record.lines[(record.ending.line ?? 0) - 1]?.dir).toBe('*');
    expect(talk.over).toBe(true);
    // Nothing more is said, waited for, or written down as if it had been.
    expect(await talk.quit()).toBeNull();
    expect(talk.record().lines).toHaveLength(record.lines.length);
    await server.idle();
    expect(server.connections[0]?.commands).not.toContain('QUIT');
  });

  test('says 421: there is nothing left to say', async () => {
    const met = await upTo(step, LONG, { [step]: '421 4.3.2 shutting down' });
    expect(await say(met, step, LONG)).toMatchObject({ kind: 'reply', reply: { code: 421, enhanced: '4.3.2' } });
    expect(await met.talk.quit()).toBeNull();
    expect(met.talk.record().ending).toMatchObject({
      by: 'server',
      stage: STAGE[step],
      words: '421 4.3.2 shutting down',
    });
    await server.idle();
    expect(server.connections[0]?.commands).not.toContain('QUIT');
  });

  test.each(['450 4.7.1 not now', '554 5.7.1 no'])('refuses (%s) is told QUIT', async (refusal) => {
    const met = await upTo(step, LONG, { [step]: refusal });
    const heard = await say(met, step, LONG);
    if (heard.kind !== 'reply') throw new Error(heard.kind);
    expect(met.talk.over).toBe(false);
    expect(await met.talk.quit({ stage: STAGE[step], reply: heard.reply })).toMatchObject({ kind: 'reply' });
    // The refusal ended it, although we said good-bye.
    expect(met.talk.record().ending).toMatchObject({ by: 'server', stage: STAGE[step], words: refusal });
    await server.idle();
    expect(server.connections[0]?.commands.at(-1)).toBe('QUIT');
  });
});

// Each takes its time: only where a reply has several lines by nature, outside TLS and inside.
describe.each(['greeting', 'ehloTls'] as const)('a reply without end at %s', (step) => {
  test.each<[string, StepDetail, number]>([
    ['of lines', { reply: '250-x', endless: 'lines' }, LONG],
    ['of one line', { reply: '250 x', endless: 'bytes' }, LONG],
    // Not SHORT: the first byte must be there before patience ends, or it would be silence.
    ['of a byte at a time', { reply: `250 ${'x'.repeat(1000)}`, dripMs: 2 }, 500],
  ])('%s comes to an end', async (_, misdeed, patience) => {
    const met = await upTo(step, patience, { [step]: misdeed });
    expect((await say(met, step, patience)).kind).toBe('endless');
    expect(met.talk.record().ending).toMatchObject({ stage: STAGE[step], by: 'trouble', kind: 'limit' });
    expect(await met.talk.quit()).toBeNull();
    await server.idle();
  });
});

describe('a server that at QUIT', () => {
  test.each<[string, StepDetail, object]>([
    ['closes', { close: 'before' }, { by: 'us', kind: null }],
    ['resets', { close: 'reset' }, { by: 'us', kind: null }],
    ['is silent', { silent: true }, { by: 'trouble', kind: 'timeout' }],
    ['refuses', { reply: '502 5.5.1 no' }, { by: 'us', kind: null }],
    ['sends lines without end', { reply: '221-x', endless: 'lines' }, { by: 'trouble', kind: 'limit' }],
  ])('%s has let us go all the same', async (_, quit, ending) => {
    const { talk } = await upTo('quit', quit.silent ? SHORT : LONG, { quit });
    await talk.quit();
    expect(talk.record().ending).toMatchObject({ stage: 'quit', ...ending });
    expect(talk.over).toBe(true);
    await server.idle();
    expect(server.connections[0]?.commands.at(-1)).toBe('QUIT');
  });
});

describe('our own stop closes the connection', () => {
  test.each(STEPS)('at %s', async (step) => {
    const met = await upTo(step, LONG, { [step]: { silent: true } });
    const asked = say(met, step, LONG);
    setImmediate(() => met.stop.abort());
    expect(await asked).toMatchObject({ kind: 'deadline' });
    expect(met.talk.record().ending).toMatchObject({ by: 'us', stage: STAGE[step], how: 'deadline' });
    expect(await met.talk.quit()).toBeNull();
    await server.idle();
    expect(server.connections[0]?.closedBy).toMatch(/^client/);
  });

  test('in the handshake', async () => {
    const met = await upTo('starttls', LONG, { starttls: { silentTls: true } });
    await say(met, 'starttls', LONG);
    const shaking = met.talk.startTls(null, false);
    setImmediate(() => met.stop.abort());
    expect(await shaking).toMatchObject({ ok: false, failure: { kind: 'deadline' } });
    await server.idle();
    expect(server.connections[0]?.closedBy).toMatch(/^client/);
  });

  test('while it is opened', async () => {
    server = await startSmtpServer();
    const { talk, stop } = talkTo(server, { connect: LONG });
    const opening = talk.open();
    stop.abort();
    expect(await opening).toMatchObject({ outcome: 'deadline', line: 1 });
    expect(await talk.quit()).toBeNull();
    await server.idle();
  });
});
