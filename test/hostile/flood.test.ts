import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { flood } from './flood.ts';

test('ten seconds of rubbish leave the service answering, and no check is lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mxready-flood-'));
  try {
    const stood = await flood(10, folder);
    expect(stood.sent).toBeGreaterThan(200);
    expect(stood.after).toBeLessThan(1000);
    expect(stood.checks).toEqual({ asked: 5, done: 5 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 90_000);
