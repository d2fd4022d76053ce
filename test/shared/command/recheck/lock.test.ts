import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { takeLock } from '../../../../shared/command/recheck/lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'mxready-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const GONE = 2 ** 30;
let count = 0;
const fresh = (holder?: unknown): string => {
  const path = join(folder, `state${++count}`);
  if (holder !== undefined) writeFileSync(`${path}.lock`, typeof holder === 'string' ? holder : JSON.stringify(holder));
  return path;
};

test('is held by one at a time, and leaves nothing behind', () => {
  const path = fresh();
  const release = takeLock(path);
  expect(() => takeLock(path)).toThrow(`process ${process.pid} on`);
  release();
  expect(existsSync(`${path}.lock`)).toBe(false);
  takeLock(path)();
  expect(readdirSync(folder).filter((name) => name.startsWith('state1'))).toEqual([]);
});

test.each([
  ['of a process that is gone', { pid: GONE, host: hostname() }],
  ['of one before us with our id, as in a container', { pid: process.pid, host: hostname() }],
  ['that nobody can read', 'not JSON'],
])('%s is taken over', (_, holder) => {
  const path = fresh(holder);
  const release = takeLock(path);
  expect(() => takeLock(path)).toThrow(/is at work/);
  release();
});

test.each([
  ['of a process that is there', { pid: process.ppid, host: hostname() }],
  ['of another machine, of which nobody here knows', { pid: GONE, host: 'elsewhere' }],
])('%s is respected', (_, holder) => {
  const path = fresh(holder);
  expect(() => takeLock(path)).toThrow(`process ${holder.pid} on ${holder.host} is at work`);
  expect(existsSync(`${path}.lock`)).toBe(true);
});

test('in a folder that is not there names the file', () => {
  expect(() => takeLock(join(folder, 'absent', 'state'))).toThrow(/cannot be written \(ENOENT\)/);
});
