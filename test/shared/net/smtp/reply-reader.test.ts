import { EventEmitter, getEventListeners } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type ReadOutcome, ReplyReader } from '../../../../shared/net/smtp/reply-reader.ts';

/** Time stands still but for what a test lets pass: minutes of patience cost nothing, and are exact. */
beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

/** Of a socket the reader asks for its events and for an end. */
class Wire extends EventEmitter {
  destroyed = false;
  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
  say(text: string): void {
    this.emit('data', Buffer.from(text, 'latin1'));
  }
}

const PATIENCE = 45_000;
const GRACE = 20_000;

function reading() {
  const wire = new Wire();
  const stop = new AbortController();
  const lines: string[] = [];
  const reader = new ReplyReader(wire as unknown as Socket, {
    clock: () => Date.now(),
    signal: stop.signal,
    onLine: (line) => lines.push(line),
  });
  return { wire, stop, lines, reader };
}

/** What a read came to, and when; nothing while it still waits. */
function watch(read: Promise<ReadOutcome>): { outcome?: ReadOutcome; at?: number } {
  const seen: { outcome?: ReadOutcome; at?: number } = {};
  void read.then((outcome) => Object.assign(seen, { outcome, at: Date.now() }));
  return seen;
}

const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

describe('patience', () => {
  test('ends at its time and not before', async () => {
    const { reader } = reading();
    const seen = watch(reader.read(PATIENCE, GRACE));
    await pass(PATIENCE - 1);
    expect(seen).toEqual({});
    await pass(1);
    expect(seen).toEqual({ outcome: { kind: 'silent' }, at: PATIENCE });
  });

  test('holds for a reply in the last moment', async () => {
    const { reader, wire } = reading();
    const seen = watch(reader.read(PATIENCE, GRACE));
    await pass(PATIENCE - 1);
    wire.say('250 ok\r\n');
    await pass(0);
    expect(seen.outcome).toMatchObject({ kind: 'reply', firstMs: PATIENCE - 1 });
  });

  test('begins anew with each line, so that a greeting may come in parts', async () => {
    const { reader, wire } = reading();
    const seen = watch(reader.read(PATIENCE, GRACE));
    await pass(6000);
    wire.say('220-mx.contoso.test\r\n');
    await pass(PATIENCE - 1);
    expect(seen).toEqual({});
    wire.say('220 mx.contoso.test ESMTP\r\n');
    await pass(0);
    expect(seen.outcome).toMatchObject({ kind: 'reply', firstMs: 6000, reply: { code: 220 } });
  });

  test('has an end all the same: lines that keep coming are a reply without end', async () => {
    const { reader, wire } = reading();
    const seen = watch(reader.read(PATIENCE, GRACE));
    const drip = setInterval(() => wire.say('220-wait\r\n'), 10_000);
    await pass(PATIENCE + GRACE - 1);
    expect(seen).toEqual({});
    await pass(1);
    clearInterval(drip);
    expect(seen).toEqual({ outcome: { kind: 'endless' }, at: PATIENCE + GRACE });
  });

  test('is not lengthened by bytes that make no line', async () => {
    const { reader, wire } = reading();
    const seen = watch(reader.read(PATIENCE, GRACE));
    const drip = setInterval(() => wire.say('x'), 100);
    await pass(PATIENCE);
    clearInterval(drip);
    expect(seen).toEqual({ outcome: { kind: 'endless' }, at: PATIENCE });
  });

  test('begins with the question, not with what was heard before', async () => {
    const { reader, wire } = reading();
    wire.say('220 mx\r\n');
    expect(await reader.read(PATIENCE, GRACE)).toMatchObject({ kind: 'reply' });
    await pass(PATIENCE * 3);
    const seen = watch(reader.read(PATIENCE, GRACE));
    await pass(PATIENCE - 1);
    expect(seen).toEqual({});
    wire.say('250 ok\r\n');
    await pass(0);
    expect(seen.outcome).toMatchObject({ kind: 'reply', firstMs: PATIENCE - 1 });
  });
});

describe('an end of the connection', () => {
  test.each<[string, (wire: Wire) => void, 'closed' | 'reset']>([
    ['FIN', (wire) => wire.emit('end'), 'closed'],
    ['close', (wire) => wire.emit('close'), 'closed'],
    ['a reset', (wire) => wire.emit('error', Object.assign(new Error(), { code: 'ECONNRESET' })), 'reset'],
    ['a broken pipe', (wire) => wire.emit('error', Object.assign(new Error(), { code: 'EPIPE' })), 'reset'],
    ['a TLS error', (wire) => wire.emit('error', Object.assign(new Error(), { code: 'ERR_SSL_X' })), 'closed'],
  ])('%s is heard at once', async (_, end, how) => {
    const { reader, wire } = reading();
    const seen = watch(reader.read(PATIENCE, GRACE));
    end(wire);
    await pass(0);
    expect(seen.outcome).toEqual({ kind: 'closed', how });
    expect(jest.getTimerCount()).toBe(0);
  });

  test('comes after what was said before it', async () => {
    const { reader, wire } = reading();
    wire.say('421 4.3.2 closing\r\n');
    wire.emit('end');
    expect(await reader.read(PATIENCE, GRACE)).toMatchObject({ kind: 'reply', reply: { code: 421 } });
    expect(await reader.read(PATIENCE, GRACE)).toEqual({ kind: 'closed', how: 'closed' });
  });

  test('in the midst of a line leaves what there was of it', async () => {
    const { reader, wire } = reading();
    wire.say('421 4.7.0 go \u001baw');
    wire.emit('end');
    expect(await reader.read(PATIENCE, GRACE)).toEqual({ kind: 'closed', how: 'closed' });
    expect(reader.rest).toBe('421 4.7.0 go \\x1baw');
  });

  test('is told as it first showed: a close after a reset is a reset', async () => {
    const { reader, wire } = reading();
    wire.emit('error', Object.assign(new Error(), { code: 'ECONNRESET' }));
    wire.emit('close');
    expect(await reader.read(PATIENCE, GRACE)).toEqual({ kind: 'closed', how: 'reset' });
  });
});

describe('our own stop', () => {
  test('is heard at once, while waiting and beforehand', async () => {
    const { reader, stop } = reading();
    const seen = watch(reader.read(PATIENCE, GRACE));
    await pass(5);
    stop.abort();
    await pass(0);
    expect(seen).toEqual({ outcome: { kind: 'deadline' }, at: 5 });
    expect(await reader.read(PATIENCE, GRACE)).toEqual({ kind: 'deadline' });
  });

  test('does not lose a reply that was already there', async () => {
    const { reader, wire, stop } = reading();
    wire.say('250 ok\r\n');
    stop.abort();
    expect(await reader.read(PATIENCE, GRACE)).toMatchObject({ kind: 'reply' });
  });
});

describe('what is left behind', () => {
  test('nothing: no timer and no listener at the signal, however often was read', async () => {
    const { reader, wire, stop } = reading();
    for (let turn = 0; turn < 20; turn += 1) {
      const seen = watch(reader.read(PATIENCE, GRACE));
      wire.say('250-a\r\n');
      await pass(1);
      wire.say('250 b\r\n');
      await pass(1);
      expect(seen.outcome?.kind).toBe('reply');
    }
    expect([jest.getTimerCount(), getEventListeners(stop.signal, 'abort')]).toEqual([0, []]);
  });

  test('after letting go: nothing is read, and a late error is still caught', () => {
    const { reader, wire, lines } = reading();
    reader.detach();
    wire.say('250 late\r\n');
    expect(lines).toEqual([]);
    expect(() => wire.emit('error', new Error('late'))).not.toThrow();
  });
});

describe('more than was asked for', () => {
  test('whole replies are dropped and counted, but for a 421, which announces the end', async () => {
    const { reader, wire } = reading();
    expect(reader.discardReplies()).toBe(0);
    wire.say('250 one\r\n250 two\r\n');
    expect(reader.discardReplies()).toBe(2);
    wire.say('250 three\r\n421 4.4.2 timeout\r\n');
    expect(reader.discardReplies()).toBe(1);
    expect(await reader.read(PATIENCE, GRACE)).toMatchObject({ kind: 'reply', reply: { code: 421 } });
  });

  test('a flood over the whole connection ends it', async () => {
    const { reader, wire } = reading();
    const seen = watch(reader.read(PATIENCE, GRACE));
    // Each reply is a small one: the caps of a single reply never tell.
    for (let sent = 0; sent < 80 && !wire.destroyed; sent += 1) wire.say('250 x\r\n'.repeat(2400));
    await pass(0);
    expect(seen.outcome).toMatchObject({ kind: 'reply' });
    expect(wire.destroyed).toBe(true);
  });
});
