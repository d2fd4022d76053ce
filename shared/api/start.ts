import * as z from 'zod';
import { emptyForm, type StartForm } from '../report/render/html/start-form.ts';
import {
  type ListedCheck,
  type ListedRun,
  type StartList,
  type StartTenants,
  startPage,
} from '../report/render/html/start.ts';
import type { CheckSummary } from '../store/history-store.ts';
import { readForm } from './body.ts';
import { startCheck } from './checks.ts';
import { type Call, FORM_QUERY, LANG, mayDo, queryOf, readQuery } from './context.ts';
import { HISTORY_QUERY, listChecks } from './history.ts';
import { preferredLanguage, preferredType } from './negotiation.ts';
import { FORM_ANSWER } from './pages.ts';
import { Problem } from './problem.ts';
import { shownSummary } from './rechecks/view.ts';
import { ROUTES } from './route-list.ts';
import { bodyOf, refusedBy } from './start-form.ts';

/** The list is looked up by the query of `GET /v1/checks`; what is wrong with it the page says. */
export const START_QUERY = z.strictObject({
  lang: LANG,
  domain: z.string().optional().meta({ description: 'whose checks are listed' }),
  tenantId: z.string().optional().meta({ description: 'whose checks are listed' }),
  cursor: z.string().optional().meta({ description: 'where an older page of the list begins' }),
});

type StartQuery = z.output<typeof START_QUERY>;

/** Checks of a page, and runs. */
const [SHOWN, RUNS] = [20, 5] as const;

const listed = ({ createdAt, ...rest }: CheckSummary): ListedCheck => ({
  ...rest,
  createdAt: new Date(createdAt).toISOString(),
});

const asked = ({ domain = '', tenantId = '' }: StartQuery): StartList['asked'] => ({ domain, tenantId });

/** The newest checks that the caller may see. */
async function recentList({ caller, deps }: Call, query: StartQuery): Promise<StartList> {
  const confined = caller?.tenantId ?? null;
  const checks =
    confined === null
      ? await deps.history.readRecent(deps.now(), SHOWN)
      : (await deps.history.readHistory({ domain: null, tenantId: confined }, SHOWN, null)).items;
  return { of: null, checks: checks.map(listed), older: null, asked: asked(query), wrong: null };
}

async function foundList(call: Call, query: StartQuery): Promise<StartList> {
  const { lang, ...of } = query;
  const history = readQuery({ ...call, query: new URLSearchParams(queryOf({ ...of, limit: `${SHOWN}` })) }, HISTORY_QUERY); // biome-ignore format: one thought
  const { items, next } = await listChecks(call, history);
  return {
    of: [history.domain, history.tenantId].filter((one) => one !== undefined).join(', '),
    checks: items.map(listed),
    older: next === null ? null : `/${queryOf({ lang, ...of, cursor: next })}`,
    asked: asked(query),
    wrong: null,
  };
}

/** What is wrong with what was looked up, as the page says it; null where it is nothing that a person enters. */
function wrongBy({ status, message, errors }: Problem): StartList['wrong'] {
  const [first] = errors;
  const name = first?.pointer.replace('/', '');
  const detail = first?.detail ?? message;
  if (name === 'domain') return { says: 'wrongDomain', field: 'domain', detail };
  if (name === 'tenantId') return { says: status === 403 ? 'lookUpNotYours' : 'wrongTenantId', field: 'tenantId', detail }; // biome-ignore format: one thought
  return null;
}

const isPerson = ({ request }: Call): boolean => preferredType(request, ['application/json', 'text/html']) === 'text/html'; // biome-ignore format: one thought

/** The form as it is for who has not filled it in, or as it was sent and refused. */
function formOf(call: Call, query: StartQuery, sent: Pick<StartForm, 'values' | 'refused'>): StartForm | null {
  const tenantId = call.caller?.tenantId ?? null;
  if (!mayDo(call, 'checks:write')) return null;
  return {
    action: `/${queryOf({ lang: query.lang })}`,
    leftOut: [...(mayDo(call, 'checks:send') ? [] : (['send'] as const)), ...(tenantId === null ? [] : (['tenantId'] as const))], // biome-ignore format: one list
    ...sent,
  };
}

/** Some of the register, for who may see it; whoever is confined to a tenant knows which it is. */
async function tenantsFor(call: Call): Promise<StartTenants | null> {
  if (call.caller?.tenantId != null || !mayDo(call, 'tenants:read')) return null;
  const { items, next } = await call.deps.tenants.listTenants(SHOWN, null);
  return { items, hasMore: next !== null };
}

/** The newest runs, for who may see them. */
async function runsFor(call: Call): Promise<ListedRun[] | null> {
  if (!mayDo(call, 'rechecks:read')) return null;
  const { caller, deps } = call;
  const { items } = await deps.runs.listRuns(caller?.tenantId ?? null, RUNS, null);
  return Promise.all(items.map((run) => shownSummary(deps, run)));
}

interface Shown {
  query: StartQuery;
  list: StartList;
  sent?: Pick<StartForm, 'values' | 'refused'>;
  status?: number;
  headers?: Readonly<Record<string, string>>;
}

async function answer(call: Call, { query, list, sent, status = 200, headers = {} }: Shown): Promise<Response> {
  const lang = query.lang ?? preferredLanguage(call.request);
  const page = startPage({
    lang,
    query: queryOf({ lang: query.lang }),
    form: formOf(call, query, sent ?? { values: emptyForm(lang), refused: null }),
    list,
    tenants: await tenantsFor(call),
    runs: await runsFor(call),
    runsForm: mayDo(call, 'rechecks:write') ? `${ROUTES.recheckForm.path}${queryOf({ lang: query.lang })}` : null,
    isConfined: (call.caller?.tenantId ?? null) !== null,
    otherLanguage: queryOf({ ...query, lang: lang === 'de' ? 'en' : 'de' }),
  });
  return new Response(page, { status, headers: { ...headers, ...FORM_ANSWER, vary: 'accept-language' } });
}

/** `GET /`: a form for a check, and checks: the recent ones or those of a domain or a tenant. */
export async function showStart(call: Call): Promise<Response> {
  const query = readQuery(call, START_QUERY);
  if (!query.domain && !query.tenantId) return answer(call, { query, list: await recentList(call, query) });
  try {
    return await answer(call, { query, list: await foundList(call, query) });
  } catch (error) {
    const wrong = error instanceof Problem && isPerson(call) ? wrongBy(error) : null;
    if (!(error instanceof Problem) || wrong === null) throw error;
    const list = { of: null, checks: [], older: null, asked: asked(query), wrong };
    return answer(call, { query, list, status: error.status });
  }
}

/**
 * `POST /`: starts a check as `POST /v1/checks` does and leads to it. What is refused comes back in the form with
 * everything that was entered; who takes no page gets the problem.
 */
export async function submitStart(call: Call): Promise<Response> {
  const query = readQuery(call, FORM_QUERY);
  const values = await readForm(call.request);
  try {
    const { check } = await startCheck(call, bodyOf(values), null);
    const location = `/v1/checks/${check.id}${queryOf({ lang: query.lang })}`;
    return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
  } catch (error) {
    if (!(error instanceof Problem) || !isPerson(call)) throw error;
    const sent = { values, refused: refusedBy(error) };
    const list = await recentList(call, query);
    return answer(call, { query, list, sent, status: error.status, headers: error.headers });
  }
}
