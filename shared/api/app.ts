import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import type { Deps } from '../pipeline/deps.ts';
import { logAbout } from '../pipeline/log.ts';
import { problemPage } from '../report/render/html/problem.ts';
import { pageTexts } from '../report/texts/page/index.ts';
import type { ApiDeps } from './api-deps.ts';
import { FORM_TYPE } from './body.ts';
import { TENANT_ID } from './check-schema.ts';
import { type Caller, isCheckId } from './context.ts';
import { preferredLanguage, preferredType } from './negotiation.ts';
import { PAGE_ANSWER } from './pages.ts';
import { Problem } from './problem.ts';
import { ROUTES, type RouteId, type Scope } from './route-list.ts';
import { routes } from './routes.ts';

/** What the host knows of a request beside the request itself. */
export interface Host {
  /** @param caller whose tenant may be all that is to be seen */
  depsOf(caller: Caller | null): ApiDeps;
  callerOf(environment: unknown): Caller | null;
  /** Id that the host's own log has of the request, so that one leads to the other. */
  requestIdOf(environment: unknown): string;
  /** Under which the caller reached us; what we say of where we are begins with it. */
  originOf(environment: unknown): string;
}

const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');
const pathOnly = (request: Request): string => new URL(request.url).pathname;

/** Methods of the routes whose path this is; to tell "no such path" from "not this method". */
function methodsOf(path: string): string[] {
  return Object.values(ROUTES)
    .filter((one) => new RegExp(`^${one.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
    .map(({ method }) => method);
}

const noSuchPath = (): Problem => new Problem(404, 'there is no such path; see /v1/openapi.json');

function nowhere(request: Request): Problem {
  const methods = [...new Set(methodsOf(pathOnly(request)))];
  if (methods.length === 0) return noSuchPath();
  const allow = methods.join(', ');
  return new Problem(405, `this path takes ${allow}`, [], { allow });
}

/** What the log may know of a request that failed: its route, as the access log names it, and the check or run in its path. */
function placeOf({ req }: Context, path: string): Record<string, string> {
  const id = req.param('id');
  const route = `${req.method} ${path.replace(/:(\w+)/g, '{$1}')}`;
  if (id === undefined || !isCheckId(id)) return { route };
  return path.startsWith(ROUTES.listRechecks.path) ? { route, runId: id } : { route, checkId: id };
}

/** The authorizer asks for the same; who is let through by mistake all the same may do nothing. @throws Problem 403 */
function refuseUnscoped(scope: Scope, caller: Caller | null): void {
  if (scope === null || caller?.scopes == null || caller.scopes.includes(scope)) return;
  throw new Problem(403, `this needs the scope ${scope}`, [], {
    'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"`,
  });
}

/** A token that confines to something that cannot be a tenant is a mistake of its issuer. @throws Problem 403 */
function refuseNameless(caller: Caller | null): void {
  if (caller?.tenantId == null || TENANT_ID.safeParse(caller.tenantId).success) return;
  throw new Problem(403, 'the claim tenant of the token is no tenant id');
}

const fromElsewhere = (): Problem =>
  new Problem(403, 'a form is taken from our own pages alone; a program sends JSON, to /v1/checks or /v1/rechecks');

/**
 * Before what forms are sent to. A page of somebody else, open in the same browser, must not send its form in the
 * reader's name, where no login or one that the browser adds would let it. So a form says by `Sec-Fetch-Site` or
 * `Origin`, which no page can set, that it is our own.
 */
function guardForm({ depsOf, originOf }: Host): MiddlewareHandler {
  const isOurs = (origin: string, env: unknown): boolean =>
    [originOf(env), depsOf(null).settings.publicUrl].includes(origin);
  return csrf({ origin: (origin, { env }) => isOurs(origin, env) });
}

/** Where the start page is off there is none, nor what its forms are sent to. */
const guardStart =
  ({ depsOf }: Host): MiddlewareHandler =>
  (_, next) => {
    if (!depsOf(null).settings.startPage) throw noSuchPath();
    return next();
  };

const OF_START = [ROUTES.startPage, ROUTES.recheckForm];
const FORMS = (Object.keys(ROUTES) as RouteId[])
  .filter((id) => routes[id].bodyTypes?.includes(FORM_TYPE))
  .map((id) => ROUTES[id]);

function answerOf(error: unknown, { log }: Deps, context: Context): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException && error.status === 403) return fromElsewhere();
  log.error('fault in the API', {
    ...placeOf(context, routePath(context)),
    fault: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return new Problem(500, 'a fault of ours; it has been logged');
}

/** As a document for programs or, for a browser, as a page. */
function toAnswer(problem: Problem, request: Request, requestId: string): Response {
  if (preferredType(request, ['application/json', 'text/html']) !== 'text/html')
    return problem.toResponse(pathOnly(request));
  const lang = preferredLanguage(request);
  const detail = problem.known === null ? problem.message : pageTexts[lang][problem.known];
  const headers = { ...problem.headers, ...PAGE_ANSWER };
  return new Response(problemPage(detail, requestId, lang), { status: problem.status, headers });
}

/** The whole API, for any host that speaks Request and Response. */
export function createApp(host: Host): Hono {
  const { depsOf, callerOf, requestIdOf, originOf } = host;
  const app = new Hono();
  // Nobody before us does it: an HTTP API of API Gateway hands on what it gets.
  app.use(compress({ encoding: 'gzip' }));
  const depsFor = ({ env }: Context, caller: Caller | null): ApiDeps => {
    const deps = depsOf(caller);
    return { ...deps, log: logAbout(deps.log, { requestId: requestIdOf(env) }) };
  };
  for (const { path } of OF_START) app.use(path, guardStart(host));
  for (const { method, path } of FORMS) app.on(method, honoPath(path), guardForm(host));
  for (const [id, { method, path, scope }] of Object.entries(ROUTES)) {
    app.on(method, honoPath(path), async (context) => {
      const request = context.req.raw;
      const caller = callerOf(context.env);
      // The host lets nobody through without a token; a host that forgot to must not open everything.
      if (scope !== null && caller === null)
        throw new Problem(401, 'show a token', [], { 'www-authenticate': 'Bearer' });
      refuseUnscoped(scope, caller);
      refuseNameless(caller);
      const params = context.req.param() as Record<string, string>;
      const query = new URL(request.url).searchParams;
      return routes[id as RouteId].handle({
        request,
        params,
        query,
        caller,
        origin: originOf(context.env),
        deps: depsFor(context, caller),
      });
    });
  }
  const refuse = (problem: Problem, { req, env }: Context): Response => toAnswer(problem, req.raw, requestIdOf(env));
  app.notFound((context) => refuse(nowhere(context.req.raw), context));
  app.onError((error, context) => refuse(answerOf(error, depsFor(context, null), context), context));
  return app;
}
