import { startRun } from '../../pipeline/recheck/start.ts';
import type { RunFilter, RunOrder } from '../../pipeline/recheck/run.ts';
import type * as z from 'zod';
import { brief } from '../../net/domain.ts';
import { readBody } from '../body.ts';
import { callbackTo, keyOf, keyUsed, whoIs } from '../checks.ts';
import { type Call, json, NO_QUERY, readQuery } from '../context.ts';
import { refuseCallback, refuseStopped } from '../guards.ts';
import { type FieldError, Problem } from '../problem.ts';
import { RECHECK_BODY } from './schema.ts';
import { inTurns } from './turns.ts';
import { pathOf, retryAfter, shownRun } from './view.ts';

type Body = z.output<typeof RECHECK_BODY>;

/** Mistakes that are named. */
const MOST_ERRORS = 20;

/**
 * Which domains are meant. The order in which something is named says nothing, so it makes no other request.
 * @param confined the tenant of the caller, whose domains are all that it may have checked
 * @throws Problem 403
 */
function filterOf({ filter = {} }: Body, confined: string | null): RunFilter {
  const { tenantIds, verdicts, checkedBefore } = filter;
  const foreign = confined === null ? undefined : tenantIds?.findIndex((id) => id !== confined);
  if (foreign !== undefined && foreign >= 0)
    throw new Problem(403, `you may not speak for the tenant ${brief(tenantIds?.[foreign] ?? '')}`, [
      { pointer: `/filter/tenantIds/${foreign}`, detail: 'another tenant' },
    ]);
  return {
    tenantIds: confined === null ? (tenantIds?.toSorted() ?? null) : [confined],
    verdicts: verdicts?.toSorted() ?? null,
    checkedBefore: checkedBefore === undefined ? null : Date.parse(checkedBefore),
  };
}

/** A name that nobody registered is a mistake of who asks; what is erased after this ends as `unregistered`. @throws Problem 422 */
async function refuseUnregistered({ deps }: Call, ids: readonly string[]): Promise<void> {
  const found = await inTurns(ids, (id) => deps.tenants.readTenant(id));
  const errors = ids.flatMap((id, at): FieldError[] =>
    found[at] === null ? [{ pointer: `/filter/tenantIds/${at}`, detail: `no tenant ${id} is registered` }] : [],
  );
  if (errors.length > 0) throw new Problem(422, errors[0]?.detail ?? '', errors.slice(0, MOST_ERRORS));
}

function orderOf(call: Call, body: Body): RunOrder {
  const tenantId = call.caller?.tenantId ?? null;
  const { spreadOver, maxAge = null, force, callbackUrl } = body;
  return {
    filter: filterOf(body, tenantId),
    ...{ spreadOver, maxAge, force, tenantId, caller: whoIs(call) },
    callback: callbackTo(call, callbackUrl),
  };
}

/** Another run goes on; it is of those whom the caller may see. */
const busy = (runId: string): Problem =>
  new Problem(409, `the run ${runId} goes on; wait for its end, or cancel it`, [], { link: `<${pathOf(runId)}>; rel="related"` }, null, { runId }); // biome-ignore format: one thought

/**
 * Starts a run over the register or, for a caller who is confined to a tenant, over that tenant's domains.
 * @param key under which it may be asked for again; null: none
 * @throws Problem 403, 409, 422, 503
 */
export async function startOf(call: Call, body: Body, key: string | null) {
  const { deps } = call;
  const order = orderOf(call, body);
  // What was begun already is told whatever is so by now.
  const started = await startRun(deps, order, key, async () => {
    refuseStopped(deps);
    if (order.callback !== null) refuseCallback(deps, order.callback.url);
    await refuseUnregistered(call, body.filter?.tenantIds ?? order.filter.tenantIds ?? []);
  });
  if (started.outcome === 'conflict') throw keyUsed();
  return started;
}

/** `POST /v1/rechecks` */
export async function createRecheck(call: Call): Promise<Response> {
  readQuery(call, NO_QUERY);
  const key = keyOf(call.request);
  const started = await startOf(call, await readBody(call.request, RECHECK_BODY), key);
  if (started.outcome === 'busy') throw busy(started.runId);
  const { run } = started;
  return json(await shownRun(call.deps, run), 202, { location: pathOf(run.id), ...retryAfter(run) });
}
