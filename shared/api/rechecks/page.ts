import type { Language } from '../../check/request.ts';
import type { Run } from '../../pipeline/recheck/run.ts';
import { runPage } from '../../report/render/html/run.ts';
import { type Call, mayDo, queryOf } from '../context.ts';
import { matches } from '../etag.ts';
import { preferredLanguage } from '../negotiation.ts';
import { FORM_ANSWER, PAGE_ANSWER } from '../pages.ts';
import { digestFor } from './digest.ts';
import { openPages, pathOf, retryAfter, stateTag, viewOf } from './view.ts';

/** A run for a person: how far it is, what it waits for, and its digest. */
export async function showRun(call: Call, run: Run, asked: Language | undefined): Promise<Response> {
  const { deps, request } = call;
  const lang = asked ?? preferredLanguage(request);
  const pages = await openPages(deps, run);
  const view = viewOf(deps, run, pages);
  const digest = await digestFor(deps, run, pages, { lang, base: '' });
  const tag = stateTag(view, `page ${JSON.stringify(digest)}`);
  const headers = { etag: tag, vary: 'accept, accept-language', ...retryAfter(run) };
  if (matches(request.headers.get('if-none-match'), tag)) return new Response(null, { status: 304, headers });
  const home = deps.settings.startPage ? `/?lang=${lang}` : null;
  // Also of a run that is over: the page that follows it would be refused another style by its own policy.
  const steer = mayDo(call, 'rechecks:write') ? `${pathOf(run.id)}${queryOf({ lang })}` : null;
  const page = runPage({ run: view, digest, lang, path: pathOf(run.id), tag, home, steer });
  return new Response(page, { headers: { ...headers, ...(steer === null ? PAGE_ANSWER : FORM_ANSWER) } });
}
