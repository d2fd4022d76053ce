import { isSafeOrigin } from '../../config-readers.ts';
import { harmless } from '../../net/harmless.ts';
import { ServiceUnreachable, UsageError } from '../run-check.ts';
import { pauseFor } from './pause.ts';
import { duration } from './progress.ts';

/** The service refused, and said why. */
export class ServiceRefusal extends UsageError {
  readonly status: number;
  /** Id of the run that it names; null: none. */
  readonly run: string | null;
  constructor(message: string, status: number, run: string | null) {
    super(message);
    this.status = status;
    this.run = run;
  }
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

export interface Asked {
  method?: 'GET' | 'POST' | 'PATCH';
  /** Under the address of the service, with a slash first. */
  path: string;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** Asks the service, patiently. */
export type Ask = (asked: Asked) => Promise<Answer>;

export interface ServiceOptions {
  url: string;
  token: string | null;
  stop: AbortSignal;
  /** Hears of trouble that may pass. */
  note(text: string): void;
  /** Milliseconds after which trouble is told instead of waited for. */
  patience?: number;
  pause?(ms: number, signal: AbortSignal): Promise<void>;
}

/** Of one answer. */
const ANSWER_MS = 30_000;
const PATIENCE_MS = 180_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Errors of fields that are told. */
const MOST_ERRORS = 20;

/** Milliseconds that `Retry-After` asks for (RFC 9110 10.2.3); null: it says nothing. */
export function retryAfter(headers: Headers, now: number = Date.now()): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,7}$/.test(text)) return Number(text) * 1000;
  const time = Date.parse(text);
  return text === '' || Number.isNaN(time) ? null : Math.max(0, time - now);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? harmless(value, 2048) : '');

interface ProblemBody {
  detail?: unknown;
  title?: unknown;
  errors?: unknown;
}

/** Where a conflict says which run it is about: its Location, or a path in its words. */
const runOf = ({ headers, text }: Answer): string | null =>
  /\/v1\/rechecks\/([A-Za-z0-9][A-Za-z0-9._-]{0,99})/.exec(`${headers.get('location') ?? ''} ${text}`)?.[1]?.replace(/\.$/, '') ?? null; // biome-ignore format: one thought

function problemOf({ text }: Answer): ProblemBody {
  try {
    return (JSON.parse(text) ?? {}) as ProblemBody;
  } catch {
    // Somebody before the service answered; its status says enough.
    return {};
  }
}

/** What a problem document says (RFC 9457); empty: there is none. */
const saidBy = ({ detail, title }: ProblemBody): string => textOf(detail) || textOf(title);

/** A refusal in the words of its problem document, its fields one a line. */
function refusalOf(answer: Answer): ServiceRefusal {
  const body = problemOf(answer);
  const said = saidBy(body) || 'no reason given';
  const errors = Array.isArray(body.errors) ? (body.errors as { pointer?: unknown; detail?: unknown }[]) : [];
  const lines = errors.slice(0, MOST_ERRORS).map(({ pointer, detail }) => `\n  ${textOf(pointer)}: ${textOf(detail)}`);
  return new ServiceRefusal(`the service refuses (${answer.status}): ${said}${lines.join('')}`, answer.status, runOf(answer)); // biome-ignore format: one thought
}

/** Trouble that may pass: the server's own, and too many requests. */
export const mayPass = (status: number): boolean => status >= 500 || status === 429 || status === 408;

const causeOf = (error: unknown): string => {
  const { cause = error } = error as { cause?: unknown };
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return harmless(String(code ?? message ?? 'no answer'), 200);
};

/** Tables begin with one, for spreadsheets. */
const WITH_BOM = new TextDecoder('utf-8', { ignoreBOM: true });

/** What came, or what kept it from coming. */
type Try = { answer: Answer } | { trouble: string };

const troubleOf = (tried: Try): string => ('trouble' in tried ? tried.trouble : refusalOf(tried.answer).message);

async function once({ url, token, stop }: ServiceOptions, asked: Asked): Promise<Try> {
  const { method = 'GET', path, body, headers = {} } = asked;
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A token is for whom it was given to, not for wherever that one points.
      redirect: 'manual',
      signal: AbortSignal.any([stop, AbortSignal.timeout(ANSWER_MS)]),
    });
    return {
      answer: {
        status: response.status,
        headers: response.headers,
        text: WITH_BOM.decode(await response.arrayBuffer()),
      },
    };
  } catch (error) {
    stop.throwIfAborted();
    return { trouble: causeOf(error) };
  }
}

/**
 * Why nobody asks any longer. A service that wants to be left alone for longer than anybody waits here refuses, as it
 * does while all testing is switched off; one that says what is wrong is there, and was found.
 */
function givenUp({ url }: ServiceOptions, tried: Try, patience: number): UsageError | ServiceUnreachable {
  const trouble = troubleOf(tried);
  if ('answer' in tried && saidBy(problemOf(tried.answer)) !== '') {
    const after = retryAfter(tried.answer.headers) ?? 0;
    if (after > patience) {
      const { message, status, run } = refusalOf(tried.answer);
      return new ServiceRefusal(`${message}; ask again in ${duration(after)}`, status, run);
    }
    return new ServiceUnreachable(`${harmless(url)} is there, and does not do what it is asked for: ${trouble}; ask again later`); // biome-ignore format: one thought
  }
  return new ServiceUnreachable(`${harmless(url)} cannot be reached: ${trouble}; is it there, and does --service or MXREADY_SERVICE name it?`); // biome-ignore format: one thought
}

/**
 * Asks again, with growing pauses, as long as trouble may pass; whatever is asked for here may be asked twice.
 * Its errors: UsageError where a token would go in the clear, ServiceRefusal, ServiceUnreachable; the reason of `stop`.
 */
export function createAsk(options: ServiceOptions): Ask {
  const { url, token, stop, note, patience = PATIENCE_MS, pause = pauseFor } = options; // biome-ignore format: one thought
  if (token !== null && !isSafeOrigin(new URL(url)))
    throw new UsageError(`--service ${harmless(url)}: a token would go there in the clear; name it with https`);
  return async (asked) => {
    let waited = 0;
    for (let next = FIRST_PAUSE_MS; ; next = Math.min(next * 2, LONGEST_PAUSE_MS)) {
      stop.throwIfAborted();
      const tried = await once(options, asked);
      const answer = 'answer' in tried ? tried.answer : null;
      if (answer !== null && !mayPass(answer.status)) {
        if (answer.status < 300 || answer.status === 304) return answer;
        if (answer.status >= 400) throw refusalOf(answer);
        throw new ServiceUnreachable(`${harmless(url)} leads elsewhere (${answer.status}); name the service itself with --service`); // biome-ignore format: one thought
      }
      const ms = Math.max(next, (answer === null ? null : retryAfter(answer.headers)) ?? 0);
      if (waited + ms > patience) throw givenUp(options, tried, patience);
      note(`${troubleOf(tried)}; again in ${Math.ceil(ms / 1000)} s`);
      await pause(ms, stop);
      waited += ms;
    }
  };
}
