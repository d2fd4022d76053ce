import { gunzipSync, gzipSync } from 'node:zlib';
import { boundedText } from '../check/bounds.ts';
import type { Conversation } from '../check/conversation.ts';
import type { StoredReport, StoredResult } from '../pipeline/check.ts';
import { shorterRows } from './shorten.ts';

/** Of one category's result, packed; an item of DynamoDB ends at 400 kB. */
export const RESULT_BYTES = 200 * 1024;
/** Of a report. */
export const REPORT_BYTES = 256 * 1024;
/**
 * Of each, as it stands within an answer of Lambda, which ends at 6 MB: there it is text within text, and a report's
 * rows stand twice beside the conversations of all categories.
 */
const [RESULT_ANSWER, REPORT_ANSWER] = [800 * 1024, 1024 * 1024];
const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const LEFT_OUT = '(left out: the transcript is too long)';
/** Characters of an error of ours, and of a headline, where room is scarce. */
const FAULT = 1024;

export const pack = (value: unknown): Uint8Array => gzipSync(JSON.stringify(value));
export const unpack = <T>(packed: Uint8Array): T => JSON.parse(gunzipSync(packed).toString('utf8')) as T;

/** Bytes of a JSON text as text within another: quotes and backslashes take one more. It is not built for that. */
function lengthInAnswer(json: Buffer): number {
  let length = json.length + 2;
  for (const byte of json) if (byte === QUOTE || byte === BACKSLASH) length += 1;
  return length;
}

/** Packs the first of ever shorter forms that fits. The last one must: nothing in it is as long as a stranger wants. */
function packFirst<T>(forms: Iterable<T>, limit: number, answer: number): Uint8Array {
  let json: Buffer = Buffer.alloc(0);
  for (const form of forms) {
    json = Buffer.from(JSON.stringify(form));
    if (lengthInAnswer(json) > answer) continue;
    const packed = gzipSync(json);
    if (packed.length <= limit) return packed;
  }
  return gzipSync(json);
}

const sizeOf = ({ lines }: Conversation): number => lines.reduce((sum, { text }) => sum + text.length, 0);

/** A conversation whose lines have lost their text, but for those that are spared; their number stays. */
const silenced = (one: Conversation, spared: ReadonlySet<string>): Conversation => ({
  ...one,
  lines: one.lines.map((line, index) => (spared.has(`${one.id} ${index + 1}`) ? line : { ...line, text: LEFT_OUT })),
});

/**
 * Ever fewer lines: of the longest conversations first, those that rows cite last of all. Of twice as many each time,
 * since every form is packed to see whether it fits.
 */
function* shorterTalks({ rows, conversations }: StoredResult): Generator<Conversation[]> {
  const cited = new Set(
    rows.flatMap(({ evidence }) =>
      evidence.flatMap(({ conversation, lines }) => lines.map((line) => `${conversation} ${line}`)),
    ),
  );
  const longest = [...conversations].sort((one, other) => sizeOf(other) - sizeOf(one));
  let talks = conversations;
  for (const spared of [cited, new Set<string>()]) {
    for (let count = 1; count < 2 * longest.length; count *= 2) {
      const long = new Set(longest.slice(0, count).map(({ id }) => id));
      talks = talks.map((one) => (long.has(one.id) ? silenced(one, spared) : one));
      yield talks;
    }
  }
}

/** What is left of a conversation that a single line must do for. */
const told = (one: Conversation): Conversation => ({
  ...one,
  lines: [{ ms: 0, dir: '*', tls: false, text: LEFT_OUT }],
  ending: { ...one.ending, words: boundedText(one.ending.words, 64), line: null },
});

function* formsOfResult(result: StoredResult): Generator<StoredResult> {
  yield result;
  for (const conversations of shorterTalks(result)) yield { ...result, conversations };
  // Citations lead nowhere from here on.
  const rows = result.rows.map((row) => ({ ...row, evidence: [] }));
  const bare = { ...result, fault: boundedText(result.fault, FAULT), conversations: result.conversations.map(told) };
  yield { ...bare, rows };
  let last = rows;
  for (const shorter of shorterRows(rows)) {
    last = shorter;
    yield { ...bare, rows: shorter };
  }
  yield { ...bare, rows: last, conversations: [] };
}

/**
 * Packs a result into what an item holds, whatever a server said. Where it is too long, transcripts lose their text
 * first, then rows what they quote.
 */
export const packResult = (result: StoredResult, limit = RESULT_BYTES): Uint8Array =>
  packFirst(formsOfResult(result), limit, RESULT_ANSWER);

function* formsOfReport(report: StoredReport): Generator<StoredReport> {
  yield report;
  const headline = boundedText(report.headline, FAULT) ?? '';
  for (const rows of shorterRows(report.rows)) yield { ...report, headline, rows };
}

/**
 * Packs a report into what an item holds: a report that could not be stored would leave its check open for ever.
 * Where it is too long, rows lose what they quote, those first about which nothing is to be done.
 */
export const packReport = (report: StoredReport, limit = REPORT_BYTES): Uint8Array =>
  packFirst(formsOfReport(report), limit, REPORT_ANSWER);
