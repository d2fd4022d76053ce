import type { Target } from '../check/target.ts';
import type { Listener } from './run-check.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const goal = ({ domain, host, port, addresses, absence }: Target): string =>
  host === null
    ? `${domain}: no server to test (${absence?.because})`
    : `${domain}: ${host} port ${port}, ${addresses.map((one) => one.address).join(', ') || 'no address'}`;

const waitingFor = (until: Date): string =>
  `the server puts unknown senders off; the second look is at ${until.toISOString().slice(11, 19)} UTC`;

/** Progress as plain lines, for logs and pipes. */
export function plainProgress(write: (text: string) => void): Listener & { close(): void } {
  return {
    target: (target) => write(`${goal(target)}\n`),
    begun: (category) => write(`${category}: running\n`),
    ended: ({ category, outcome, ms }) => write(`${category}: ${outcome} after ${seconds(ms)}\n`),
    waiting: (until) => write(`${waitingFor(until)}\n`),
    close: () => {},
  };
}

/** Progress on a terminal: one line that is rewritten, with the seconds that each running category has taken. */
export function liveProgress(write: (text: string) => void, columns: number): Listener & { close(): void } {
  const running = new Map<string, number>();
  const done: string[] = [];
  const draw = (): void => {
    const now = performance.now();
    const parts = [
      ...done,
      ...[...running].map(([category, since]) => `${category} … ${Math.round((now - since) / 1000)} s`),
    ];
    write(`\r\x1b[2K${parts.join('   ').slice(0, columns - 1)}`);
  };
  const timer = setInterval(draw, 250);
  timer.unref();
  return {
    target: (target) => write(`\r\x1b[2K${goal(target)}\n`),
    begun: (category) => {
      running.set(category, performance.now());
      draw();
    },
    ended: ({ category, ms }) => {
      running.delete(category);
      done.push(`${category} ${seconds(ms)}`);
      draw();
    },
    waiting: (until) => {
      running.clear();
      done.length = 0;
      write(`\r\x1b[2K${waitingFor(until)}\n`);
    },
    close: () => {
      clearInterval(timer);
      write('\r\x1b[2K');
    },
  };
}
