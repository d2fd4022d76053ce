import * as z from 'zod';
import type { Language } from '../../check/request.ts';
import { counted } from '../../pipeline/recheck/fold.ts';
import type { Page, Run } from '../../pipeline/recheck/run.ts';
import { type Digest, type DigestInput, digestOf } from '../../report/digest.ts';
import { renderDigestText } from '../../report/render/digest-text.ts';
import { renderDigestHtml } from '../../report/render/html/digest.ts';
import type { DomainNews } from '../../store/run-stores.ts';
import type { ApiDeps } from '../api-deps.ts';
import { type Call, json, LANG, readQuery } from '../context.ts';
import { preferredLanguage, preferredType } from '../negotiation.ts';
import { PAGE_ANSWER } from '../pages.ts';
import { inTurns } from './turns.ts';
import { openPages, runOf } from './view.ts';

/** Domains whose news are read for a digest, the gravest first, and how many at once: nobody reads more. */
const [MOST_NEWS, AT_ONCE] = [2000, 200] as const;

const TYPES = { json: 'application/json', text: 'text/plain', html: 'text/html' } as const;
type Form = keyof typeof TYPES;
const FORMS = Object.keys(TYPES) as [Form, ...Form[]];

export const DIGEST_QUERY = z.strictObject({ format: z.enum(FORMS).optional(), lang: LANG });
export const DIGEST_TYPES = FORMS.map((one) => TYPES[one]);

type Read = Pick<DigestInput, 'news' | 'complete'>;

async function gravestNews({ runs }: Pick<ApiDeps, 'runs'>, { id }: Run): Promise<Read> {
  const found: DomainNews[] = [];
  for (let after: string | null = null; found.length < MOST_NEWS; ) {
    const { items, next } = await runs.listNews(id, AT_ONCE, after);
    // What a single look saw is counted and not told.
    const told = items.filter(({ items: [gravest] }) => gravest !== undefined && gravest.kind !== 'unconfirmed');
    found.push(...told);
    if (next === null || told.length < items.length) return { news: found, complete: true };
    after = next;
  }
  return { news: found, complete: false };
}

/** Names of the tenants that something is told of, and what they know of already. */
async function tenantsOf({ tenants }: Pick<ApiDeps, 'tenants'>, news: readonly DomainNews[]): Promise<DigestInput['tenants']> {
  const ids = [...new Set(news.map(({ tenantId }) => tenantId))];
  const read = await inTurns(ids, async (id) => {
    const [tenant, acknowledgements] = await Promise.all([tenants.readTenant(id), tenants.readAcknowledgements(id)]);
    return [id, { name: tenant?.name ?? null, acknowledgements }] as const;
  });
  return new Map(read);
} // biome-ignore format: one thought

/** @param pages those that are open, whose domains the run has not counted yet @param base before the paths of links */
export async function digestFor(
  deps: ApiDeps,
  run: Run,
  pages: readonly Page[],
  { lang, base }: { lang: Language; base: string },
): Promise<Digest> {
  const read = await gravestNews(deps, run);
  const tenants = await tenantsOf(deps, read.news);
  return digestOf({ run: { ...run, ...counted(run, pages) }, ...read, tenants, lang, base, now: deps.now() });
}

/** `GET /v1/rechecks/{id}/digest`: what there is to be read of a run, also while it goes on. */
export async function readDigest(call: Call): Promise<Response> {
  const query = readQuery(call, DIGEST_QUERY);
  const { deps, request, origin } = call;
  const run = await runOf(call);
  const wanted = preferredType(request, DIGEST_TYPES);
  const form = query.format ?? FORMS.find((one) => TYPES[one] === wanted) ?? 'json';
  const lang = query.lang ?? preferredLanguage(request);
  const base = deps.settings.publicUrl ?? origin;
  const digest = await digestFor(deps, run, await openPages(deps, run), { lang, base });
  const headers = { vary: 'accept, accept-language', 'cache-control': 'no-store' };
  if (form === 'json') return json(digest, 200, headers);
  if (form === 'html') return new Response(renderDigestHtml(digest), { headers: { ...headers, ...PAGE_ANSWER } });
  return new Response(renderDigestText(digest), {
    headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
  });
}
