import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutated, type RareMutation } from './mutations.ts';

const ROOT = join(import.meta.dirname, '../..');
const COPIED = ['functions', 'infra', 'shared', 'test', 'package.json', 'tsconfig.json'];
const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];

/** Of a run of tests: bytes that it prints, milliseconds that it takes. */
const BOUNDS = { maxBuffer: 64 * 1024 * 1024, timeout: 300_000 } as const;

interface Seen {
  passed: number;
  failed: number;
  /** Name of the first that failed. */
  first: string;
}

/** @throws Error when the tests could not be run */
const runTests = (root: string, file: string): Promise<Seen> =>
  new Promise((resolve, reject) => {
    // Without its guard the code may go on waiting when the test is over; nobody is to wait for that.
    const args = [...JEST, '--selectProjects=unit', '--json', '--forceExit', '--runTestsByPath', file];
    execFile(process.execPath, args, { cwd: root, ...BOUNDS }, (_, stdout, stderr) => {
      try {
        const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(stdout);
        if (numRuntimeErrorTestSuites > 0) throw new Error(testResults[0].message);
        const failed = testResults[0].assertionResults.find(({ status }: { status: string }) => status === 'failed');
        resolve({ passed: numPassedTests, failed: numFailedTests, first: failed?.fullName ?? '' });
      } catch (error) {
        reject(new Error(`${file} could not be run: ${error}: ${stderr.slice(-500)}`));
      }
    });
  });

/**
 * Runs each mutation's own tests on a copy of the source without its guard.
 * @returns of each what noticed it; null when nothing did
 * @throws Error when the tests fail on the source as it is
 */
export async function* heldByTests(mutations: readonly RareMutation[]): AsyncGenerator<[RareMutation, string | null]> {
  const copy = mkdtempSync(join(tmpdir(), 'mxready-mutations-'));
  try {
    for (const one of COPIED) cpSync(join(ROOT, one), join(copy, one), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    for (const file of new Set(mutations.map(({ heldBy }) => heldBy))) {
      const { passed, failed, first } = await runTests(copy, file);
      if (failed > 0 || passed === 0) throw new Error(`${file} fails on the source as it is: ${first}`);
    }
    for (const mutation of mutations) {
      const path = join(copy, mutation.file);
      const source = readFileSync(path, 'utf8');
      writeFileSync(path, mutated(mutation, source));
      const { failed, first } = await runTests(copy, mutation.heldBy);
      writeFileSync(path, source);
      yield [mutation, failed > 0 ? first : null];
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
