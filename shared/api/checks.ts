import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { CheckRequest } from '../check/request.ts';
import { cancel } from '../pipeline/cancel.ts';
import { type Check, isOpen, type LiveCheck } from '../pipeline/check.ts';
import { createCheck } from '../pipeline/create.ts';
import { readBody } from './body.ts';
import { CHECK_BODY, type CheckBody } from './check-schema.ts';
import { type Call, checkOf, json, LANG, readQuery } from './context.ts';
import { admit, refuseImpossible, refuseSuppressed } from './guards.ts';
import { preferredLanguage, preferredType } from './negotiation.ts';
import { PAGE_ANSWER, pageOf } from './pages.ts';
import { Problem } from './problem.ts';
import { type CheckView, viewOf } from './view.ts';
import { MOST_WAITING, waitingRoom, watch } from './waiting.ts';

/** Seconds after which it is worth asking again: a second look is parked until its time. */
function retryAfter(check: Check, now: number): { 'retry-after'?: string } {
  if (!isOpen(check)) return {};
  const parked = Math.ceil(((check.followUp?.notBefore ?? 0) - now) / 1000);
  return { 'retry-after': `${Math.max(1, Math.min(parked, 300))}` };
}

/** Of this process: on Lambda, where each answers one request at a time, reserved concurrency is the bound. */
const whileWaiting = waitingRoom(MOST_WAITING);

export const CHECK_QUERY = z.strictObject({
  wait: z.coerce.number().int().min(1).max(25).optional().meta({ description: 'seconds to wait for a change' }),
  lang: LANG,
});

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

/** Waits until the check is another than it was, or the time is up; a caller who waits too often does not wait. */
async function changed(call: Call, before: LiveCheck, seconds: number): Promise<Check> {
  const isNews = (check: Check): boolean => !isOpen(check) || check.version !== before.version;
  const news = await whileWaiting(whoIs(call), () => watch(() => checkOf(call), isNews, seconds));
  return news ?? before;
}

const tagOf = (body: string): string => `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;

const matches = (header: string | null, tag: string): boolean =>
  (header ?? '').split(',').some((one) => [tag, '*'].includes(one.trim().replace(/^W\//, '')));

interface Shown {
  check: Check;
  view: CheckView;
  body: string;
  tag: string;
}

/** A check as it is now, or, where the caller waits and knows this state, as it is after the next change. */
async function show(call: Call, { wait, lang }: z.output<typeof CHECK_QUERY>, form: string): Promise<Shown> {
  const seen = call.request.headers.get('if-none-match');
  const shownOf = async (check: Check): Promise<Shown> => {
    const view = await viewOf(call.deps, check, lang);
    const body = `${JSON.stringify(view)}\n`;
    return { check, view, body, tag: tagOf(`${form} ${lang} ${body}`) };
  };
  const shown = await shownOf(await checkOf(call));
  // Who has an older state than ours learns of it at once.
  const waits = wait !== undefined && isOpen(shown.check) && (seen === null || matches(seen, shown.tag));
  return waits ? shownOf(await changed(call, shown.check as LiveCheck, wait)) : shown;
}

export async function read(call: Call): Promise<Response> {
  const query = readQuery(call, CHECK_QUERY);
  const isPage = preferredType(call.request, ['application/json', 'text/html']) === 'text/html';
  // The page is in the reader's language, the JSON in that of the request, unless one is asked for.
  const lang = query.lang ?? (isPage ? preferredLanguage(call.request) : undefined);
  const { check, view, body, tag } = await show(call, { ...query, lang }, isPage ? 'page' : 'json');
  const headers = { etag: tag, vary: 'accept, accept-language', ...retryAfter(check, call.deps.now()) };
  if (matches(call.request.headers.get('if-none-match'), tag)) return new Response(null, { status: 304, headers });
  if (!isPage)
    return new Response(body, {
      headers: { ...headers, 'cache-control': 'no-cache', 'content-type': 'application/json' },
    });
  const path = `/v1/checks/${check.id}`;
  const page = pageOf({ check, view, tag, lang: lang ?? 'en', path, formats: true, now: call.deps.now() });
  return new Response(page, { headers: { ...headers, ...PAGE_ANSWER } });
}

export async function remove(call: Call): Promise<Response> {
  const check = await checkOf(call);
  await cancel(call.deps, check.id);
  // The only trace of it: whoever restores a backup must be able to erase the check again.
  call.deps.log.info('check erased', { checkId: check.id });
  return new Response(null, { status: 204 });
}
