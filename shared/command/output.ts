import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { errorCode } from '../check/failure.ts';
import { harmless } from '../net/harmless.ts';
import { UsageError } from './run-check.ts';

/** Where the report goes. */
export interface Output {
  write(text: string): Promise<void>;
  /** Nothing will be written: leaves no empty file behind. */
  discard(): void;
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
    write: async (text) => writeFileSync(path, text),
    discard: () => {
      if (!existed) rmSync(path, { force: true });
    },
  };
}
