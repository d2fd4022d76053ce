import { cancel } from '../pipeline/cancel.ts';
import type { Callback } from '../pipeline/check.ts';
import { type Created, createCheck, type Order } from '../pipeline/create.ts';
import { readFields, readJson } from './body.ts';
import { CHECK_BODY, RETRY_BODY } from './check-schema.ts';
import { type Call, checkOf, json, visibleCheck } from './context.ts';
import { retryAfter } from './following.ts';
import { admit, refuseImpossible, refuseSuppressed } from './guards.ts';
import { Problem } from './problem.ts';
import { requestFrom } from './request-from.ts';
import { viewOf } from './view.ts';

/** @throws Problem 400 */
export function keyOf(request: Request): string | null {
  const key = request.headers.get('idempotency-key');
  if (key !== null && !/^[\x21-\x7e]{1,255}$/.test(key))
    throw new Problem(400, 'Idempotency-Key must be 1 to 255 visible ASCII characters');
  return key;
}

export const keyUsed = (): Problem =>
  new Problem(422, 'this Idempotency-Key was used for another request; take a new key', [
    { pointer: 'Idempotency-Key', detail: 'used for another body' },
  ]);

/** What is asked for, whichever body says it. */
type Asked = Pick<Order, 'request' | 'tenantId' | 'maxAge' | 'callback'>;

/** Where to tell that it has ended, and from where on. */
export const callbackTo = ({ origin }: Call, url: string | undefined): Callback | null =>
  url === undefined ? null : { url, origin };

export const whoIs = ({ caller }: Call): string => caller?.id ?? 'nobody';

/** What another check was asked for. @throws Problem 422 where there is none, or nothing is left of it */
async function askedBefore(call: Call, body: unknown): Promise<Asked> {
  const { retryOf } = readFields(body, RETRY_BODY);
  const check = await visibleCheck(call, retryOf);
  if (check?.status === 'cancelled' || check === null)
    throw new Problem(422, 'there is no such check to repeat; it may have expired or been deleted', [
      { pointer: '/retryOf', detail: 'no check of this id' },
    ]);
  // Whose secret the letter is signed with is whose receiver it is for.
  const isOurs = check.tenantId !== null || check.caller === whoIs(call);
  const callback = isOurs ? callbackTo(call, check.callback?.url) : null;
  return { request: check.request, tenantId: check.tenantId, maxAge: null, callback };
}

function askedNow(call: Call, body: unknown): Asked {
  const read = readFields(body, CHECK_BODY);
  const confined = call.caller?.tenantId ?? null;
  if (confined !== null && read.tenantId !== undefined && read.tenantId !== confined)
    throw new Problem(403, 'tenantId is not the tenant that you may speak for', [{ pointer: '/tenantId', detail: 'another tenant' }]); // biome-ignore format: one thought
  const callback = callbackTo(call, read.callbackUrl);
  return { request: requestFrom(read), tenantId: read.tenantId ?? confined, maxAge: read.maxAge ?? null, callback };
}

const isRetry = (body: unknown): boolean => typeof body === 'object' && body !== null && 'retryOf' in body;

/** A check that there is now, or was already. */
export type Started = Exclude<Created, { outcome: 'conflict' }>;

/**
 * Every way in on which a caller asks for a check: what may be asked for is told here alone.
 * @param body of `POST /v1/checks`, not read by its schema yet
 * @throws Problem 403, 422, 429, 503 with a pointer into the body where one field is to blame
 */
export async function startCheck(call: Call, body: unknown, key: string | null): Promise<Started> {
  const { deps, caller } = call;
  const asked = isRetry(body) ? await askedBefore(call, body) : askedNow(call, body);
  const { request } = asked;
  const who = whoIs(call);
  if (request.send && caller?.scopes != null && !caller.scopes.includes('checks:send'))
    throw new Problem(403, 'send needs the scope checks:send', [{ pointer: '/send', detail: 'not allowed to you' }]);
  refuseImpossible(deps, request, asked.callback?.url);
  refuseSuppressed(deps, request, asked.callback?.url);
  const order = { ...asked, caller: who, lane: 'interactive' as const, key };
  const created = await createCheck(deps, order, () => admit(deps, who, request));
  if (created.outcome === 'conflict') throw keyUsed();
  const { outcome, check } = created;
  // A new one is in the log by itself.
  if (outcome !== 'created') deps.log.info('check asked for again', { checkId: check.id, outcome });
  return created;
}

export async function create(call: Call): Promise<Response> {
  const { deps } = call;
  const key = keyOf(call.request);
  const { outcome, check } = await startCheck(call, await readJson(call.request), key);
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
