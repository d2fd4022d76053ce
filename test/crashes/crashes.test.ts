import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { crash } from './crashes.ts';

test('five crashes of the service with checks in flight: none lost, none doubled, every report as if undisturbed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mxready-crashes-'));
  try {
    const crashed = await crash({ times: 5, dataDir: folder });
    expect(crashed).toMatchObject({ crashes: 5, lost: [], doubled: 0, different: [] });
    expect(crashed.checks).toBeGreaterThan(3);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 360_000);
