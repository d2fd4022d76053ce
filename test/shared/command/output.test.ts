import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openOutput } from '../../../shared/command/output.ts';
import { UsageError } from '../../../shared/command/run-check.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mxready-output-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an output file', () => {
  test('holds the report, and nothing of an older and longer one', async () => {
    const path = join(folder, 'report.txt');
    writeFileSync(path, 'an older report, which was longer');
    const output = openOutput(path);
    expect(readFileSync(path, 'utf8')).toBe('an older report, which was longer');
    await output.write('new\n');
    expect(readFileSync(path, 'utf8')).toBe('new\n');
  });

  test('of a check that came to nothing is not there', () => {
    const path = join(folder, 'nothing.txt');
    openOutput(path).discard();
    expect(existsSync(path)).toBe(false);
  });

  test('that was there before stays, whole, when a check comes to nothing', () => {
    const path = join(folder, 'older.txt');
    writeFileSync(path, 'older');
    openOutput(path).discard();
    expect(readFileSync(path, 'utf8')).toBe('older');
  });

  test.each(['', 'absent/report.txt', '.', 'file/report.txt'])('cannot be %j: it says so before the check', (name) => {
    writeFileSync(join(folder, 'file'), '');
    const path = name === '' ? '' : join(folder, name);
    expect(() => openOutput(path)).toThrow(UsageError);
    expect(() => openOutput(path)).toThrow(/^--out: [^\n]+$/);
  });

  test('whose name has a line’s end is named on one line', () => {
    expect(() => openOutput(join(folder, 'a\nb', 'report.txt'))).toThrow(/^[^\n]+$/);
  });
});
