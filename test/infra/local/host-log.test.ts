import { describe, expect, test } from '@jest/globals';
import { hostLog, threadLog } from '../../../infra/local/host-log.ts';

const written: string[] = [];
const write = (line: string): void => void written.push(line);
const entries = (): Record<string, unknown>[] =>
  written
    .splice(0)
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('the host writes as its functions do, one line for each entry, masked', () => {
  const log = hostLog(write, () => new Date(0));
  log.error('invocation failed', {
    queue: 'checks',
    checkId: 'c1',
    fault: new Error('connect 127.0.0.1:4566\nto a@b.c'),
  });
  log.info('closing');
  expect(written).toHaveLength(2);
  const common = { timestamp: '1970-01-01T00:00:00.000Z', service: 'mxready' };
  expect(entries()).toEqual([
    { ...common, level: 'ERROR', message: 'invocation failed', queue: 'checks', checkId: 'c1', fault: expect.stringMatching(/^Error: connect \(address\):4566\nto \(mailbox\)\n/) }, // biome-ignore format: one line
    { ...common, level: 'INFO', message: 'closing' },
  ]);
});

describe('what a thread writes', () => {
  const line = JSON.stringify({ level: 'INFO', message: 'check done', service: 'mxready', checkId: 'c1' });

  test('goes on as it is where it is a line of its log, however it is cut into chunks', () => {
    const thread = threadLog(write, 'tick');
    for (const piece of `${line}\n${line}\n`.match(/.{1,7}|\n/gs) ?? []) thread.take(piece);
    expect(written.splice(0)).toEqual([`${line}\n`, `${line}\n`]);
  });

  test('becomes an entry where it is anything else, and what came together stays together', () => {
    const thread = threadLog(write, 'tick');
    thread.take(`Error: to a@b.test\n    at x (192.0.2.1)\n${line}\n{"level":"INFO","message":"of a@b.test"}\n\n`);
    expect(entries()).toEqual([
      expect.objectContaining({ level: 'WARN', message: 'a function wrote', function: 'tick', text: 'Error: to (mailbox)\n    at x ((address))' }), // biome-ignore format: one line
      expect.objectContaining({ message: 'check done' }),
      expect.objectContaining({ text: expect.stringMatching(/^\{"level":"INFO","message":"of \(mailbox\)"\}/) }),
    ]);
  });

  test('is told when the stream ends, and is bounded while it does not', () => {
    const thread = threadLog(write, 'tick');
    thread.take('last words of a@b.test');
    expect(written).toEqual([]);
    thread.end();
    thread.end();
    expect(entries()).toEqual([expect.objectContaining({ text: 'last words of (mailbox)' })]);
    for (let times = 0; times < 10; times += 1) thread.take('x'.repeat(100_000));
    thread.end();
    const kept = entries();
    expect(kept.length).toBeGreaterThan(2);
    for (const { text } of kept) expect(String(text).length).toBeLessThan(3000);
  });
});
