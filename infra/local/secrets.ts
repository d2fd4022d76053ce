import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecretDeclaration } from '../declarations.ts';

const KEY_BYTES = 48;

export interface LocalSecrets {
  /** Path of a key's file, by the key's name. */
  files: ReadonlyMap<string, string>;
  /** Removes what was to be kept by nobody. */
  close(): void;
}

function makeUnlessThere(path: string): void {
  try {
    writeFileSync(path, `${randomBytes(KEY_BYTES).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * A file for each key, made once and for its user alone. More lines may stand beneath the first: older keys, which
 * still verify.
 * @param folder of the data; null: nothing is kept, and neither are the keys
 */
export function openSecrets(secrets: readonly SecretDeclaration[], folder: string | null): LocalSecrets {
  const place = folder === null ? mkdtempSync(join(tmpdir(), 'mxready-keys-')) : join(folder, 'keys');
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const files = new Map(secrets.map(({ id }) => [id, join(place, id)]));
  for (const path of files.values()) makeUnlessThere(path);
  return {
    files,
    close: () => {
      if (folder === null) rmSync(place, { recursive: true, force: true });
    },
  };
}
