import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { errorCode } from '../check/failure.ts';
import { harmless } from '../net/harmless.ts';
import { UsageError } from './run-check.ts';

/** Where the report goes. */
export interface Output {
  write(text: string): Promise<void>;
  /** Nothing will be written: leaves no empty file behind. */
  discard(): void;
}

/** Whoever goes on after a write takes it for told, so it is on the disk; devices and pipes have none. */
function writeWhole(path: string, text: string): void {
  const file = openSync(path, 'w');
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EROFS'].includes(errorCode(error) ?? '')) throw error;
  } finally {
    closeSync(file);
  }
}

/**
 * Standard output, or a file that is tried before the check begins, so that minutes of work are not lost.
 * @throws UsageError when the file cannot be written
 */
export function openOutput(path: string | undefined): Output {
  if (path === undefined) {
    return {
      write: (text) =>
        new Promise((resolve, reject) =>
          // A reader that has seen enough (`mxready … | head`) is no fault.
          process.stdout.write(text, (error) =>
            error == null || errorCode(error) === 'EPIPE' ? resolve() : reject(error),
          ),
        ),
      discard: () => {},
    };
  }
  const existed = existsSync(path);
  try {
    // Appending nothing: an older report stays whole until the new one is there.
    closeSync(openSync(path, 'a'));
  } catch (error) {
    const why = errorCode(error) ?? 'no reason given';
    throw new UsageError(
      `--out: "${harmless(path)}" cannot be written (${why}); name a file in a folder that you may write to`,
    );
  }
  return {
    write: async (text) => writeWhole(path, text),
    discard: () => {
      if (!existed) rmSync(path, { force: true });
    },
  };
}
