import { UsageError } from '../../shared/command/run-check.ts';
import { SettingError } from '../../shared/config-readers.ts';
import { DataFolderError } from './data-folder.ts';

const [USAGE, FAULT] = [64, 70];

/** Why the service does not start: one line, and the exit code of the process. */
export interface Explanation {
  line: string;
  code: number;
}

/** @param port as the user named it */
function lineOf(error: unknown, port: string): string | null {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `port ${port} is taken; name another with PORT`;
  if (code === 'EACCES') return `port ${port} may not be used; name one above 1023 with PORT`;
  const isOfUse = error instanceof SettingError || error instanceof UsageError || error instanceof DataFolderError;
  return isOfUse ? message : null;
}

export function explain(error: unknown, port: string): Explanation {
  const line = lineOf(error, port);
  if (line !== null) return { line, code: USAGE };
  const message = error instanceof Error ? error.message : String(error);
  return { line: `a fault of ours: ${message}; please report it`, code: FAULT };
}
