import { harmless } from '../../net/harmless.ts';
import { ServiceUnreachable } from '../run-check.ts';
import { type Ask, retryAfter } from './http.ts';
import type { RunProgress, Standing } from './progress.ts';

/** A run as the service shows it, as far as it matters here. */
export interface ShownRun extends Omit<Standing, 'waiting'> {
  id: string;
  startedAt: string | null;
  /** Null: something of it is still under way, whatever its status. */
  finishedAt: string | null;
}

const STATUSES: readonly Standing['status'][] = ['listing', 'running', 'paused', 'done', 'cancelled'];

const countOf = (value: unknown): number => (typeof value === 'number' && value >= 0 ? value : 0);
const record = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}); // biome-ignore format: one thought
const countsOf = (value: unknown): Record<string, number> => Object.fromEntries(Object.entries(record(value)).map(([name, count]) => [harmless(name, 40), countOf(count)])); // biome-ignore format: one thought
const textOf = (value: unknown): string | null => (typeof value === 'string' ? harmless(value, 100) : null);

/** @throws ServiceUnreachable for what is no run of ours */
export function readRun(value: unknown): ShownRun {
  const said = record(value);
  const status = STATUSES.find((one) => one === said.status);
  const id = textOf(said.id);
  if (status === undefined || id === null || said.finishedAt === undefined)
    throw new ServiceUnreachable('what answers does not describe a run; does --service name mxready, and this version of it?'); // biome-ignore format: one thought
  const endsAt = Date.parse(textOf(said.expectedEnd) ?? '');
  const finishedAt = textOf(said.finishedAt);
  return {
    id,
    status,
    total: countOf(said.total),
    done: countOf(said.done),
    byVerdict: countsOf(said.byVerdict),
    worse: said.news === undefined ? null : countOf(record(said.news).worse),
    startedAt: textOf(said.startedAt),
    finishedAt,
    windingUp: status === 'cancelled' && finishedAt === null,
    endsAt: Number.isNaN(endsAt) ? null : endsAt,
  };
}

/** @throws ServiceUnreachable for what is no JSON */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceUnreachable('what answers does not speak JSON; does --service name mxready?');
  }
}

/** Milliseconds between two questions where the service does not say, and at most: people watch. */
const POLL_MS = 5000;
const LONGEST_POLL_MS = 60_000;

/** Asks how far a run has come until it has ended. Its errors are those of `ask`. */
export async function followRun(
  id: string,
  ask: Ask,
  progress: RunProgress,
  pause: (ms: number) => Promise<void>,
): Promise<ShownRun> {
  let run: ShownRun | null = null;
  let etag: string | null = null;
  for (;;) {
    const answer = await ask({ path: `/v1/rechecks/${id}`, headers: etag === null ? {} : { 'if-none-match': etag } });
    if (answer.status !== 304 || run === null) run = readRun(readJson(answer.text));
    etag = answer.headers.get('etag') ?? etag;
    progress.show({ ...run, waiting: 0 });
    // It is cancelled at once, and what was under way then still ends and is counted.
    if (run.finishedAt !== null) return run;
    await pause(Math.min(retryAfter(answer.headers) ?? POLL_MS, LONGEST_POLL_MS));
  }
}
