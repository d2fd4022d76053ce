import * as z from 'zod';
import { type Check, isOpen } from '../pipeline/check.ts';
import { type Call, checkById, checkOf, LANG, readQuery } from './context.ts';
import { matches, tagOf } from './etag.ts';
import { checkIdOfLink } from './links.ts';
import { preferredLanguage, preferredType } from './negotiation.ts';
import { PAGE_ANSWER, pageOf } from './pages.ts';
import { type Seen, seenOf } from './view.ts';
import { MOST_WAITING, waitingRoom, watch } from './waiting.ts';

export const CHECK_QUERY = z.strictObject({
  wait: z.coerce.number().int().min(1).max(25).optional().meta({ description: 'seconds to wait for a change' }),
  lang: LANG,
});

/** Of this process: on Lambda, where each answers one request at a time, reserved concurrency is the bound. */
const whileWaiting = waitingRoom(MOST_WAITING);

/** How a check is looked at: by whom it may be, or by whoever has a link to it. */
interface Sight {
  load(): Promise<Check>;
  path: string;
  /** Whose places are taken while waiting. */
  who: string;
  /** Whether other addresses of the API, such as those of other formats, are open to whoever looks. */
  isCaller: boolean;
}

/** Seconds after which it is worth asking again: a second look is parked until its time. */
export function retryAfter(check: Check, now: number): { 'retry-after'?: string } {
  if (!isOpen(check)) return {};
  const parked = Math.ceil(((check.followUp?.notBefore ?? 0) - now) / 1000);
  return { 'retry-after': `${Math.max(1, Math.min(parked, 300))}` };
}

interface Shown extends Seen {
  check: Check;
  body: string;
  tag: string;
}

/** Waits until the check is another than it was, or the time is up; a caller who waits too often does not wait. */
async function changed({ load, who }: Sight, before: Check, seconds: number): Promise<Check> {
  const version = (check: Check): number => (check.status === 'cancelled' ? -1 : check.version);
  const isNews = (check: Check): boolean => !isOpen(check) || version(check) !== version(before);
  const news = await whileWaiting(who, () => watch(load, isNews, seconds));
  return news ?? before;
}

/** A check as it is now, or, where the caller waits and knows this state, as it is after the next change. */
async function show(
  call: Call,
  sight: Sight,
  { wait, lang }: z.output<typeof CHECK_QUERY>,
  form: string,
): Promise<Shown> {
  const seen = call.request.headers.get('if-none-match');
  const shownOf = async (check: Check): Promise<Shown> => {
    const { view: whole, changes } = await seenOf(call.deps, check, lang);
    const view = sight.isCaller ? whole : { ...whole, links: { self: sight.path } };
    const body = `${JSON.stringify(view)}\n`;
    return { check, view, changes, body, tag: tagOf(`${form} ${lang} ${body}`) };
  };
  const shown = await shownOf(await sight.load());
  // Who has an older state than ours learns of it at once.
  const waits = wait !== undefined && isOpen(shown.check) && (seen === null || matches(seen, shown.tag));
  return waits ? shownOf(await changed(sight, shown.check, wait)) : shown;
}

async function answer(call: Call, sight: Sight): Promise<Response> {
  const query = readQuery(call, CHECK_QUERY);
  const isPage = preferredType(call.request, ['application/json', 'text/html']) === 'text/html';
  // The page is in the reader's language, the JSON in that of the request, unless one is asked for.
  const lang = query.lang ?? (isPage ? preferredLanguage(call.request) : undefined);
  const { check, view, changes, body, tag } = await show(call, sight, { ...query, lang }, isPage ? 'page' : 'json');
  const headers = { etag: tag, vary: 'accept, accept-language', ...retryAfter(check, call.deps.now()) };
  if (matches(call.request.headers.get('if-none-match'), tag)) return new Response(null, { status: 304, headers });
  if (!isPage) {
    const json = { 'cache-control': 'no-cache', 'content-type': 'application/json' };
    return new Response(body, { headers: { ...headers, ...json } });
  }
  const { path, isCaller } = sight;
  const hasStart = call.deps.settings.startPage;
  const page = pageOf({
    check,
    view,
    changes,
    tag,
    lang: lang ?? 'en',
    path,
    formats: isCaller,
    hasStart,
    now: call.deps.now(),
  });
  return new Response(page, { headers: { ...headers, ...PAGE_ANSWER } });
}

/** A check as it goes on, for who may see it: JSON or, for a browser, the page. */
export async function followCheck(call: Call): Promise<Response> {
  const path = `/v1/checks/${call.params.id ?? ''}`;
  return answer(call, { load: () => checkOf(call), path, who: call.caller?.id ?? 'nobody', isCaller: true });
}

/** The same for whoever has a link to it: this one check, to be read and no more. */
export async function followLink(call: Call): Promise<Response> {
  const id = await checkIdOfLink(call);
  const path = `/s/${call.params.token ?? ''}`;
  return answer(call, { load: () => checkById(call.deps, id), path, who: `link:${id}`, isCaller: false });
}
