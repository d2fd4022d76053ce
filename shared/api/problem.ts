import { harmless } from '../net/harmless.ts';

/** One field that is wrong. */
export interface FieldError {
  /** JSON Pointer (RFC 6901) into the body, or the name of a parameter or header. */
  pointer: string;
  detail: string;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Malformed request',
  401: 'Token needed',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Body too large',
  415: 'Unsupported media type',
  422: 'Cannot be processed',
  429: 'Too many checks',
  500: 'A fault of ours',
  503: 'Not available now',
};

/** Characters of what is said in a problem. Ten recipients may be named in one, each with what is wrong with it. */
const DETAIL_LIMIT = 2048;

/** Problems that people meet, with what pages say of them in every language. */
export type KnownProblem = 'linkExpired' | 'linkUnknown' | 'noSuchCheck' | 'noSuchRun';

/** An error as the caller sees it (RFC 9457). Whatever of a request it quotes comes out harmless. */
export class Problem extends Error {
  readonly status: number;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;
  readonly known: KnownProblem | null;
  /** Further members of the document (RFC 9457 3.2). */
  readonly members: Readonly<Record<string, string>>;

  constructor(
    status: number,
    detail: string,
    errors: readonly FieldError[] = [],
    headers: Record<string, string> = {},
    known: KnownProblem | null = null,
    members: Readonly<Record<string, string>> = {},
  ) {
    super(harmless(detail, DETAIL_LIMIT));
    this.status = status;
    this.errors = errors.map((one) => ({ pointer: harmless(one.pointer), detail: harmless(one.detail) }));
    this.headers = headers;
    this.known = known;
    this.members = members;
  }

  toResponse(instance: string): Response {
    const { status, message, errors, members } = this;
    const body = {
      type: 'about:blank',
      title: TITLES[status] ?? 'Error',
      status,
      detail: message,
      instance,
      ...(errors.length === 0 ? {} : { errors }),
      ...members,
    };
    return new Response(`${JSON.stringify(body)}\n`, {
      status,
      headers: { ...this.headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    });
  }
}

export const noSuchCheck = (): Problem =>
  new Problem(404, 'there is no check of this id; it may have expired or been deleted', [], {}, 'noSuchCheck');

export const noSuchRun = (): Problem =>
  new Problem(404, 'there is no run of re-checks of this id; it may have expired', [], {}, 'noSuchRun');
