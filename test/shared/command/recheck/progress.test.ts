import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createPace, duration, liveRunProgress, plainRunProgress, type Standing, standingLine } from '../../../../shared/command/recheck/progress.ts'; // biome-ignore format: one thought

const standing = (done: number, more: Partial<Standing> = {}): Standing => ({
  ...{ status: 'running', total: 200, done, byVerdict: { ready: done, notReady: 0 }, worse: null, waiting: 0, endsAt: null }, // biome-ignore format: one thought
  ...more,
});

test.each([
  [-5, '0 s'],
  [59_400, '59 s'],
  [90_000, '2 min'],
  [3_570_000, '1 h 0 min'],
  [15_600_000, '4 h 20 min'],
])('%i ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

describe('the pace', () => {
  test('is that since it was first looked at, and says when it ends', () => {
    const pace = createPace();
    expect(pace(standing(100), 0)).toEqual({ rate: null, left: null });
    expect(pace(standing(120), 10_000)).toEqual({ rate: 2, left: 40_000 });
  });

  test('gives way to what the service expects; of what is paused nobody knows', () => {
    const pace = createPace();
    pace(standing(0), 0);
    expect(pace(standing(10, { endsAt: 30_000 }), 10_000).left).toBe(20_000);
    expect(pace(standing(10, { status: 'paused' }), 10_000).left).toBeNull();
  });
});

test('a line says it all', () => {
  const byVerdict = { ready: 40, readyWithWarnings: 7, notReady: 0, suppressed: 3 };
  expect(standingLine(standing(50, { byVerdict, worse: 2, waiting: 1 }), { rate: 0.5, left: 300_000 })).toBe(
    '50/200 25 % · 5 min left · worse 2 · ready 40, with warnings 7, not to be tested 3 · 1 wait for a second look · 30.0/min',
  );
  expect(standingLine(standing(0, { status: 'listing' }), { rate: null, left: null })).toBe(
    'listing the register, 200 domains so far',
  );
  expect(standingLine(standing(0, { total: 0, status: 'done' }), { rate: null, left: null })).toBe('0/0 100 % · done');
});

test('plain lines come now and then, the last one always', () => {
  const lines: string[] = [];
  let now = 0;
  const progress = plainRunProgress((text) => lines.push(text), () => now); // biome-ignore format: one thought
  for (const done of [1, 2, 3]) {
    progress.show(standing(done));
    now += 4000;
  }
  expect(lines).toHaveLength(1);
  progress.show(standing(4));
  expect(lines).toHaveLength(2);
  progress.show(standing(200, { status: 'done' }));
  progress.note('a note');
  progress.close();
  progress.close();
  expect(lines.slice(2)).toEqual(['a note\n', expect.stringMatching(/^200\/200 100 % · done .*\n$/)]);
  expect(lines.every((line) => /^\P{Cc}+\n$/u.test(line))).toBe(true);
});

describe('on a terminal', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('one line is rewritten, within the width, and stays as it was at last', () => {
    const written: string[] = [];
    const progress = liveRunProgress((text) => written.push(text), 60);
    progress.show(standing(50));
    expect(written.at(-1)).toContain('[#####...............] 50/200 25 %');
    const before = written.length;
    jest.advanceTimersByTime(3000);
    expect(written.length).toBe(before + 3);
    progress.note('a note');
    expect(written.at(-2)).toBe('\r\u001b[2Ka note\n');
    expect(written.every((text) => text.replaceAll('\r\u001b[2K', '').length < 60)).toBe(true);
    progress.close();
    const after = written.length;
    expect(written.at(-1)).toBe('50/200 25 % · ready 50\n');
    progress.note('another');
    jest.advanceTimersByTime(3000);
    expect(written).toHaveLength(after + 1);
  });
});
