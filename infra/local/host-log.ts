import type { Log } from '../../shared/pipeline/deps.ts';
import { NAMESPACE } from '../../shared/pipeline/figures.ts';
import { discreetLog } from '../../shared/pipeline/log.ts';

type Write = (line: string) => void;

/** Lines of the host itself, in the form of those that the functions write, and masked as theirs are. */
export function hostLog(write: Write, now: () => Date = () => new Date()): Log {
  const at =
    (level: string): Log['info'] =>
    (message, details) =>
      write(`${JSON.stringify({ level, message, timestamp: now().toISOString(), service: NAMESPACE, ...details })}\n`);
  return discreetLog({ info: at('INFO'), warn: at('WARN'), error: at('ERROR') });
}

/** Characters that are kept while a line has no end. */
const LONGEST_LINE = 256 * 1024;

/** Whether it is a line of a function's own log, which has been masked where it was written. */
function isEntry(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    const { level, message, service } = JSON.parse(line) as Record<string, unknown>;
    return typeof level === 'string' && typeof message === 'string' && service === NAMESPACE;
  } catch {
    return false;
  }
}

/** What one of a thread's streams brings. */
export interface ThreadLog {
  take(chunk: string): void;
  /** The stream has ended: what has no end of line is told too. */
  end(): void;
}

/**
 * What a function's thread writes on one of its streams. Lines of its log go on as they are; anything else (warnings of
 * Node.js, the last words of a thread that dies) becomes an entry, all lines that came together one.
 * @param name of the function
 */
export function threadLog(write: Write, name: string, log: Log = hostLog(write)): ThreadLog {
  let rest = '';
  const tell = (lines: readonly string[]): void => {
    let loose: string[] = [];
    const flush = (): void => {
      if (loose.some((line) => line.trim() !== '')) log.warn('a function wrote', { function: name, text: loose.join('\n') }); // biome-ignore format: one thought
      loose = [];
    };
    for (const line of lines) {
      if (!isEntry(line)) loose.push(line);
      else {
        flush();
        write(`${line}\n`);
      }
    }
    flush();
  };
  return {
    take(chunk) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) lines.push(rest.slice(0, LONGEST_LINE));
      if (rest.length > LONGEST_LINE) rest = '';
      tell(lines);
    },
    end() {
      tell([rest]);
      rest = '';
    },
  };
}
