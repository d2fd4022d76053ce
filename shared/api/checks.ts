import type { CheckRequest } from '../check/request.ts';
import { cancel } from '../pipeline/cancel.ts';
import { createCheck } from '../pipeline/create.ts';
import { readBody } from './body.ts';
import { CHECK_BODY, type CheckBody } from './check-schema.ts';
import { type Call, checkOf, json } from './context.ts';
import { retryAfter } from './following.ts';
import { admit, refuseImpossible, refuseSuppressed } from './guards.ts';
import { Problem } from './problem.ts';
import { viewOf } from './view.ts';

const requestFrom = (body: CheckBody): CheckRequest => {
  const { target = null, gateway = null, categories = null, tenantId: _, maxAge: __, ...rest } = body;
  return { ...rest, target, gateway, categories, recipients: [...new Set(rest.recipients)] };
};

function keyOf(request: Request): string | null {
  const key = request.headers.get('idempotency-key');
  if (key !== null && !/^[\x21-\x7e]{1,255}$/.test(key))
    throw new Problem(400, 'Idempotency-Key must be 1 to 255 visible ASCII characters');
  return key;
}

const whoIs = ({ caller }: Call): string => caller?.id ?? 'nobody';

export async function create(call: Call): Promise<Response> {
  const { deps, caller } = call;
  const key = keyOf(call.request);
  const body = await readBody(call.request, CHECK_BODY);
  const request = requestFrom(body);
  const who = whoIs(call);
  const confined = caller?.tenantId ?? null;
  if (confined !== null && body.tenantId !== undefined && body.tenantId !== confined)
    throw new Problem(403, 'tenantId is not the tenant that you may speak for', [{ pointer: '/tenantId', detail: 'another tenant' }]); // biome-ignore format: one thought
  if (request.send && caller?.scopes != null && !caller.scopes.includes('checks:send'))
    throw new Problem(403, 'send needs the scope checks:send', [{ pointer: '/send', detail: 'not allowed to you' }]);
  refuseImpossible(deps, request);
  refuseSuppressed(deps, request);
  const order = {
    request,
    tenantId: body.tenantId ?? confined,
    caller: who,
    lane: 'interactive' as const,
    key,
    maxAge: body.maxAge ?? null,
  };
  const created = await createCheck(deps, order, () => admit(deps, who, request));
  if (created.outcome === 'conflict')
    throw new Problem(422, 'this Idempotency-Key was used for another request; take a new key', [
      { pointer: 'Idempotency-Key', detail: 'used for another body' },
    ]);
  const { outcome, check } = created;
  // A new one is in the log by itself.
  if (outcome !== 'created') deps.log.info('check asked for again', { checkId: check.id, outcome });
  return json(await viewOf(deps, check), outcome === 'recent' ? 200 : 202, {
    location: `/v1/checks/${check.id}`,
    ...retryAfter(check, deps.now()),
  });
}

export async function remove(call: Call): Promise<Response> {
  const check = await checkOf(call);
  await cancel(call.deps, check.id);
  // The only trace of it: whoever restores a backup must be able to erase the check again.
  call.deps.log.info('check erased', { checkId: check.id });
  return new Response(null, { status: 204 });
}
