import * as z from 'zod';
import { STATUSES } from '../check/status.ts';
import { type Change, type Changes, KINDS, notCompared } from '../report/changes.ts';
import type { ReportRow } from '../report/report.ts';
import { type Call, json, LANG, readQuery } from './context.ts';
import { endOf } from './reports.ts';

export const CHANGES_QUERY = z.strictObject({ lang: LANG });

const DECIDED = z.strictObject({ status: z.enum(STATUSES), code: z.string(), value: z.string().nullable() });
const CHANGE = z.strictObject({
  row: z.string(),
  subject: z.string().nullable(),
  title: z.string().nullable(),
  text: z.string().nullable(),
  side: z.enum(['server', 'dns', 'gateway', 'tester']).nullable(),
  gravity: z.int().nullable(),
  from: DECIDED.nullable(),
  to: DECIDED,
});
const LIST = z.array(CHANGE);

export const CHANGES = z
  .strictObject({
    id: z.uuid(),
    since: z.strictObject({ checkId: z.uuid(), finishedAt: z.iso.datetime() }).nullable(),
    worse: LIST,
    better: LIST,
    new: LIST,
    unknown: LIST,
    changed: LIST,
  })
  .meta({ id: 'Changes' });

function shown(change: Change, rows: readonly ReportRow[]): z.output<typeof CHANGE> {
  const row = rows.find(({ id, subject }) => id === change.row && subject === change.subject);
  const { title = null, text = null, side = null, gravity = null } = row ?? {};
  return { row: change.row, subject: change.subject, title, text, side, gravity, from: change.from, to: change.to };
}

const sinceOf = ({ since }: Changes) =>
  since === null ? null : { checkId: since.checkId, finishedAt: new Date(since.finishedAt).toISOString() };

/** What differs from the check before; of a check from before there were comparisons, nothing. */
export async function readChanges(call: Call): Promise<Response> {
  const { lang } = readQuery(call, CHANGES_QUERY);
  const { check, report, changes } = await endOf(call, lang);
  const told = changes ?? notCompared();
  const lists = Object.fromEntries(KINDS.map((kind) => [kind, told[kind].map((one) => shown(one, report.rows))]));
  return json({ id: check.id, since: sinceOf(told), ...lists });
}
