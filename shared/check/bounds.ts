import { harmless, LINE_LIMIT } from '../net/harmless.ts';
import type { Data, Value } from './row.ts';

/** How much of what a row tells is kept, in characters of a text and entries of a list. */
export interface Bounds {
  text: number;
  /** Of a text within a list. */
  entry: number;
  entries: number;
  /** Characters of a list in all. */
  list: number;
}

/** What every row of a report keeps to: more than any honest server has to say, and little enough to be stored. */
export const ROW_BOUNDS: Bounds = {
  // A short reply is shown whole: three lines (`shown`).
  text: 3 * (LINE_LIMIT + 3),
  entry: LINE_LIMIT,
  entries: 250,
  list: 8 * 1024,
};

const REST = /^… \+(\d+)$/;

/** The entries that fit, and behind them how many more there were: "… +400". */
export function boundedList<T extends string | number>(
  list: readonly T[],
  { entry, entries, list: room }: Bounds = ROW_BOUNDS,
): (T | string)[] {
  // What was cut before says so in its last entry.
  const before = REST.exec(String(list.at(-1)))?.[1];
  const whole = before === undefined ? list : list.slice(0, -1);
  const kept: (T | string)[] = [];
  let size = 0;
  for (const one of whole.slice(0, entries)) {
    const told = typeof one === 'string' ? harmless(one, entry) : one;
    size += String(told).length;
    if (size > room) break;
    kept.push(told);
  }
  const rest = whole.length - kept.length + Number(before ?? 0);
  return rest === 0 ? kept : [...kept, `… +${rest}`];
}

type Datum = Data[string];

function boundedDatum(datum: Datum, bounds: Bounds): Datum {
  if (typeof datum === 'string') return harmless(datum, bounds.text);
  return Array.isArray(datum) ? boundedList<string | number>(datum, bounds) : datum;
}

export function boundedValue(value: Value, bounds: Bounds = ROW_BOUNDS): Value {
  if (typeof value === 'string') return harmless(value, bounds.text);
  return Array.isArray(value) ? boundedList(value, bounds) : value;
}

export const boundedData = (data: Data, bounds: Bounds = ROW_BOUNDS): Data =>
  Object.fromEntries(Object.entries(data).map(([name, datum]) => [name, boundedDatum(datum, bounds)]));

/** The same of a text that may be missing. */
export const boundedText = (text: string | null, limit = ROW_BOUNDS.text): string | null =>
  text === null ? null : harmless(text, limit);
