import * as z from 'zod';
import { askForTurn } from '../../pipeline/hints.ts';
import type { Run, RunStatus } from '../../pipeline/recheck/run.ts';
import { isOver } from '../../pipeline/recheck/start.ts';
import { readBody } from '../body.ts';
import { type Call, json, LANG, NO_QUERY, readQuery } from '../context.ts';
import { cursorOf, LIST_QUERY, positionOf } from '../cursor.ts';
import { matches } from '../etag.ts';
import { preferredType } from '../negotiation.ts';
import { noSuchRun, Problem } from '../problem.ts';
import { showRun } from './page.ts';
import { STEERING_BODY } from './schema.ts';
import { retryAfter, runOf, shownRun, shownSummary, stateTag } from './view.ts';

export const RECHECKS_QUERY = z.strictObject(LIST_QUERY);

/** `lang` is of the page: the document has no words of ours. */
export const RECHECK_QUERY = z.strictObject({ lang: LANG });

/** What a run's place in the list looks like: time and id. */
const POSITION = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z#[0-9a-f-]{36}$/;

/** `GET /v1/rechecks`, newest first: all runs or, for a caller who is confined to a tenant, that tenant's. */
export async function listRechecks(call: Call): Promise<Response> {
  const { limit, cursor } = readQuery(call, RECHECKS_QUERY);
  const { deps, caller } = call;
  const of = caller?.tenantId ?? null;
  const list = ['rechecks', of];
  const { items, next } = await deps.runs.listRuns(of, limit, positionOf(list, cursor, POSITION));
  const shown = await Promise.all(items.map((run) => shownSummary(deps, run)));
  return json({ items: shown, next: next === null ? null : cursorOf(list, next) });
}

/** `GET /v1/rechecks/{id}` */
export async function followRecheck(call: Call): Promise<Response> {
  const { lang } = readQuery(call, RECHECK_QUERY);
  const { deps, request } = call;
  const run = await runOf(call);
  if (preferredType(request, ['application/json', 'text/html']) === 'text/html') return showRun(call, run, lang);
  const view = await shownRun(deps, run);
  const headers = { etag: stateTag(view, 'json'), vary: 'accept', 'cache-control': 'no-cache', ...retryAfter(run) };
  if (matches(request.headers.get('if-none-match'), headers.etag)) return new Response(null, { status: 304, headers });
  return json(view, 200, headers);
}

type Steered = z.output<typeof STEERING_BODY>['status'];

/** Where a run may come from, to be this. */
const FROM = {
  running: ['paused'],
  paused: ['running'],
  cancelled: ['running', 'paused'],
} as const satisfies Record<Steered, readonly RunStatus[]>;

/** @throws Problem 409 for a run that is over, 404 for one that is gone */
export async function steer({ deps }: Call, seen: Run, to: Steered): Promise<Run> {
  const { runs, now, log } = deps;
  for (let run: Run | null = seen; run !== null; run = await runs.readRun(seen.id)) {
    if (run.status === to) return run;
    if (isOver(run)) throw new Problem(409, `the run is ${run.status}; it cannot be ${to} any more`);
    const moved = await runs.changeStatusIfIn(run.id, FROM[to], to, now());
    if (moved === null) continue;
    log.info('run steered', { runId: run.id, status: to });
    await askForTurn(deps, run.id).catch((error: unknown) => {
      log.warn('hint not sent; the tick will', { runId: seen.id, error: `${error}` });
    });
    return moved;
  }
  throw noSuchRun();
}

/** `PATCH /v1/rechecks/{id}`: pauses, goes on, cancels. Repeating it is harmless. */
export async function steerRecheck(call: Call): Promise<Response> {
  readQuery(call, NO_QUERY);
  const run = await runOf(call);
  const { status } = await readBody(call.request, STEERING_BODY);
  const steered = await steer(call, run, status);
  return json(await shownRun(call.deps, steered), 200, retryAfter(steered));
}
