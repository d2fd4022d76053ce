import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSecrets } from '../../../infra/local/secrets.ts';
import { secretsOf } from '../../../shared/secrets/load.ts';
import { cachedSecrets, SecretUnavailable } from '../../../shared/secrets/secrets.ts';

const KEY = 'k'.repeat(32);
const text = (key: Uint8Array | undefined): string => new TextDecoder().decode(key);

describe('keys', () => {
  test('are read once, and again after five minutes: an exchanged key is noticed', async () => {
    let now = 0;
    let reads = 0;
    const secrets = cachedSecrets(
      async () => {
        reads += 1;
        return [`${reads}${KEY}`];
      },
      () => now,
    );
    const first = async (): Promise<string> => text((await secrets.keysOf('link-keys'))[0]);
    expect([await first(), await first()]).toEqual([`1${KEY}`, `1${KEY}`]);
    now = 5 * 60_000;
    expect(await first()).toBe(`2${KEY}`);
  });

  test('that cannot be read are asked for again by the next one', async () => {
    let works = false;
    const secrets = cachedSecrets(async () => (works ? [KEY] : Promise.reject(new Error('secret text'))), () => 0); // biome-ignore format: one line
    const refused = secrets.keysOf('link-keys');
    await expect(refused).rejects.toThrow(SecretUnavailable);
    await expect(refused).rejects.not.toThrow('secret text');
    works = true;
    expect(await secrets.keysOf('link-keys')).toHaveLength(1);
  });

  test.each([
    ['none', []],
    ['nothing', ['', ' ']],
    ['one that is too short', ['short']],
  ])('%s is no key', async (_, texts) => {
    await expect(cachedSecrets(async () => texts, () => 0).keysOf('link-keys')).rejects.toThrow(SecretUnavailable); // biome-ignore format: one line
  });
});

describe('on this machine', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mxready-secrets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const DECLARED = [{ id: 'link-keys', says: 'for links' }];

  test('a key is made once, for its user alone; older ones may stand beneath it', async () => {
    const path = openSecrets(DECLARED, folder).files.get('link-keys') ?? '';
    expect(path.startsWith(join(folder, 'keys'))).toBe(true);
    expect([statSync(path).mode & 0o777, statSync(join(folder, 'keys')).mode & 0o777]).toEqual([0o600, 0o700]);
    const made = readFileSync(path, 'utf8');
    openSecrets(DECLARED, folder).close();
    expect(readFileSync(path, 'utf8')).toBe(made);
    writeFileSync(path, `${KEY}\n${made}`);
    const load = secretsOf({ MXREADY_SECRET_LINK_KEYS: path });
    const ring = await cachedSecrets(load, () => 0).keysOf('link-keys');
    expect(ring.map(text)).toEqual([KEY, made.trim()]);
  });

  test('where nothing is kept, neither are keys', () => {
    const { files, close } = openSecrets(DECLARED, null);
    const path = files.get('link-keys') ?? '';
    expect(statSync(path).isFile()).toBe(true);
    close();
    expect(() => statSync(path)).toThrow();
  });

  test('a host that names no place, or one that is not there, has no keys', async () => {
    for (const environment of [{}, { MXREADY_SECRET_LINK_KEYS: join(folder, 'nowhere') }])
      await expect(cachedSecrets(secretsOf(environment), () => 0).keysOf('link-keys')).rejects.toThrow(SecretUnavailable); // biome-ignore format: one line
  });
});
