import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { liveProgress, plainProgress } from '../../../shared/command/progress.ts';
import { found, TARGET } from '../report/kit.ts';

const done = { ...found('dns', []), ms: 1234 };

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('progress', () => {
  test('as plain lines', () => {
    const lines: string[] = [];
    const progress = plainProgress((text) => lines.push(text));
    progress.target?.(TARGET);
    progress.begun?.('dns');
    progress.ended?.(done);
    progress.close();
    expect(lines).toHaveLength(3);
    expect(lines.every((line) => /^\P{Cc}+\n$/u.test(line))).toBe(true);
    expect(lines[0]).toContain('mx.contoso.test');
    expect(lines[0]).toContain('192.0.2.1');
    expect(lines[2]).toContain('1.2 s');
  });

  test('without a target, or without an address, says so', () => {
    const lines: string[] = [];
    const progress = plainProgress((text) => lines.push(text));
    progress.target?.({ ...TARGET, host: null, absence: { because: 'gateway', reason: 'no-target' } });
    progress.target?.({ ...TARGET, addresses: [] });
    expect(lines.join('')).not.toMatch(/undefined|null/);
    expect(lines).toHaveLength(2);
  });

  test('on a terminal rewrites one line, goes on by itself, and leaves nothing behind', () => {
    const written: string[] = [];
    const progress = liveProgress((text) => written.push(text), 40);
    progress.begun?.('dns');
    progress.begun?.('session');
    const before = written.length;
    jest.advanceTimersByTime(2000);
    expect(written.length).toBeGreaterThan(before);
    progress.ended?.(done);
    expect(written.at(-1)).toContain('dns 1.2 s');
    progress.close();
    expect(written.at(-1)).toBe('\r\u001b[2K');
    const after = written.length;
    jest.advanceTimersByTime(2000);
    expect(written).toHaveLength(after);
    const visible = written.map((text) => text.replaceAll('\r', '').replaceAll('\u001b[2K', ''));
    expect(visible.every((text) => text.length < 40 && !text.includes('\n'))).toBe(true);
  });
});
