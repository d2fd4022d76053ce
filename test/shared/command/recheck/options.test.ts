import { expect, test } from '@jest/globals';
import { readSince } from '../../../../shared/command/recheck/options.ts';

const NOW = Date.parse('2026-02-10T12:00:00Z');

test.each([
  ['7d', '2026-02-03T12:00:00.000Z'],
  ['12h', '2026-02-10T00:00:00.000Z'],
  ['30m', '2026-02-10T11:30:00.000Z'],
  ['2026-01-31T00:00:00Z', '2026-01-31T00:00:00.000Z'],
  ['2026-01-31T00:00:00+01:00', '2026-01-30T23:00:00.000Z'],
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
])('%s is %s', (text, time) => {
  expect(readSince(text, NOW)).toBe(time);
});

test.each(['', '7', '7w', '-1d', 'soon', '2026-13-01', '123456d'])('%j is no time', (text) => {
  expect(() => readSince(text, NOW)).toThrow(/is no time/);
});
