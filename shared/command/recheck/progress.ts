/** How far a run has come, as people see it. */
export interface Standing {
  status: 'listing' | 'running' | 'paused' | 'done' | 'cancelled';
  total: number;
  done: number;
  byVerdict: Readonly<Record<string, number>>;
  /** Findings that are told as worse; null: not known yet. */
  worse: number | null;
  /** Domains that wait for a second look. */
  waiting: number;
  /** Whether nothing more of it is begun, and what is under way still ends. */
  windingUp?: boolean;
  /** When it is expected to end, in milliseconds since 1970; null: reckon it from the pace. */
  endsAt: number | null;
}

export interface RunProgress {
  show(standing: Standing): void;
  /** A line of its own. */
  note(text: string): void;
  close(): void;
}

const LABELS: Readonly<Record<string, string>> = { ready: 'ready', readyWithWarnings: 'with warnings', notReady: 'not ready', incomplete: 'incomplete', unregistered: 'not registered any more', suppressed: 'not to be tested', unaskable: 'not begun', erased: 'erased' }; // biome-ignore format: one thought

/** Like `4 h 20 min`, `12 min`, `40 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const rateOf = (perSecond: number): string =>
  perSecond >= 1 ? `${perSecond.toFixed(1)}/s` : `${(perSecond * 60).toFixed(1)}/min`;

/** The pace since it was first looked at: what was done before, perhaps days ago, says nothing of it. */
export interface Pace {
  /** Domains per second; null: too early to say. */
  rate: number | null;
  /** Milliseconds; null: nobody knows. */
  left: number | null;
}

/** @param now milliseconds since 1970 */
export function createPace(): (standing: Standing, now: number) => Pace {
  let first: { at: number; done: number } | undefined;
  return ({ done, total, endsAt, status }, now) => {
    first ??= { at: now, done };
    const seconds = (now - first.at) / 1000;
    const rate = seconds >= 1 && done > first.done ? (done - first.done) / seconds : null;
    if (status !== 'running') return { rate, left: null };
    if (endsAt !== null) return { rate, left: Math.max(0, endsAt - now) };
    return { rate, left: rate === null ? null : ((total - done) / rate) * 1000 };
  };
}

const BAR = 20;
function barOf({ done, total }: Standing): string {
  const full = total === 0 ? 0 : Math.floor((done / total) * BAR);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}]`;
}

/** One line that says it all; what matters least stands last, where a narrow terminal cuts. */
export function standingLine(standing: Standing, { rate, left }: Pace): string {
  const { status, done, total, byVerdict, worse, waiting, windingUp = false } = standing;
  if (status === 'listing') return `listing the register, ${total} domains so far`;
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  const counts = Object.entries(byVerdict).filter(([, count]) => count > 0).map(([verdict, count]) => `${LABELS[verdict] ?? verdict} ${count}`); // biome-ignore format: one thought
  return [
    `${done}/${total} ${percent} %`,
    status === 'running' ? '' : `${status}${windingUp ? ', what is under way ends' : ''}`,
    left === null ? '' : `${duration(left)} left`,
    worse === null || worse === 0 ? '' : `worse ${worse}`,
    counts.join(', '),
    waiting === 0 ? '' : `${waiting} wait for a second look`,
    rate === null ? '' : rateOf(rate),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

type Write = (text: string) => void;

/** Milliseconds between two plain lines: logs are read later. */
const PLAIN_EVERY_MS = 10_000;

/** As plain lines, one now and then, for logs and pipes. */
export function plainRunProgress(write: Write, now: () => number = Date.now): RunProgress {
  const pace = createPace();
  let last = { at: Number.NEGATIVE_INFINITY, text: '' };
  let pending: string | null = null;
  const say = (text: string): void => {
    pending = null;
    if (text === last.text) return;
    last = { at: now(), text };
    write(`${text}\n`);
  };
  return {
    show: (standing) => {
      const text = standingLine(standing, pace(standing, now()));
      if (now() - last.at >= PLAIN_EVERY_MS) say(text);
      else pending = text;
    },
    note: (text) => write(`${text}\n`),
    // How far it came is worth a line, however soon it was over.
    close: () => {
      if (pending !== null) say(pending);
    },
  };
}

/** On a terminal: one line that is rewritten, each second too, so that the time left moves. */
export function liveRunProgress(write: Write, columns: number, now: () => number = Date.now): RunProgress {
  const pace = createPace();
  let seen: Standing | null = null;
  const draw = (): void => {
    if (seen === null) return;
    const line = `${barOf(seen)} ${standingLine(seen, pace(seen, now()))}`;
    write(`\r\x1b[2K${line.slice(0, columns - 1)}`);
  };
  const timer = setInterval(draw, 1000);
  timer.unref();
  return {
    show: (standing) => {
      seen = standing;
      draw();
    },
    note: (text) => {
      write(`\r\x1b[2K${text}\n`);
      draw();
    },
    close: () => {
      clearInterval(timer);
      write('\r\x1b[2K');
      if (seen !== null) write(`${standingLine(seen, { rate: null, left: null })}\n`);
      seen = null;
    },
  };
}

export const silentRunProgress: RunProgress = { show: () => {}, note: () => {}, close: () => {} };
