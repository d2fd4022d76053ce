import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import { routePath } from 'hono/route';
import type { Deps } from '../pipeline/deps.ts';
import { logAbout } from '../pipeline/log.ts';
import { type Caller, isCheckId } from './context.ts';
import { Problem } from './problem.ts';
import { ROUTES, type RouteId, type Scope } from './route-list.ts';
import { routes } from './routes.ts';

/** What the host knows of a request beside the request itself. */
export type CallerOf = (environment: unknown) => Caller | null;
export type RequestIdOf = (environment: unknown) => string;

const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');
const pathOnly = (request: Request): string => new URL(request.url).pathname;

/** Methods of the routes whose path this is; to tell "no such path" from "not this method". */
function methodsOf(path: string): string[] {
  return Object.values(ROUTES)
    .filter((one) => new RegExp(`^${one.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
    .map(({ method }) => method);
}

function nowhere(request: Request): Problem {
  const methods = [...new Set(methodsOf(pathOnly(request)))];
  if (methods.length === 0) return new Problem(404, 'there is no such path; see /v1/openapi.json');
  const allow = methods.join(', ');
  return new Problem(405, `this path takes ${allow}`, [], { allow });
}

/** What the log may know of a request that failed: its route, as the access log names it, and the check in its path. */
function placeOf({ req }: Context, path: string): Record<string, string> {
  const id = req.param('id');
  const route = `${req.method} ${path.replace(/:(\w+)/g, '{$1}')}`;
  return id !== undefined && isCheckId(id) ? { route, checkId: id } : { route };
}

/** The authorizer asks for the same; who is let through by mistake all the same may do nothing. @throws Problem 403 */
function refuseUnscoped(scope: Scope, caller: Caller | null): void {
  if (scope === null || caller?.scopes == null || caller.scopes.includes(scope)) return;
  throw new Problem(403, `this needs the scope ${scope}`, [], {
    'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"`,
  });
}

function answerOf(error: unknown, { log }: Deps, context: Context): Problem {
  if (error instanceof Problem) return error;
  log.error('fault in the API', {
    ...placeOf(context, routePath(context)),
    fault: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return new Problem(500, 'a fault of ours; it has been logged');
}

/**
 * The whole API, for any host that speaks Request and Response.
 * @param requestIdOf id that the host's own log has of the request, so that one leads to the other
 */
export function createApp(depsOf: () => Deps, callerOf: CallerOf, requestIdOf: RequestIdOf = () => randomUUID()): Hono {
  const app = new Hono();
  // Nobody before us does it: an HTTP API of API Gateway hands on what it gets.
  app.use(compress({ encoding: 'gzip' }));
  const depsFor = ({ env }: Context): Deps => {
    const deps = depsOf();
    return { ...deps, log: logAbout(deps.log, { requestId: requestIdOf(env) }) };
  };
  for (const [id, { method, path, scope }] of Object.entries(ROUTES)) {
    app.on(method, honoPath(path), async (context) => {
      const request = context.req.raw;
      const caller = callerOf(context.env);
      // The host lets nobody through without a token; a host that forgot to must not open everything.
      if (scope !== null && caller === null)
        return new Problem(401, 'show a token', [], { 'www-authenticate': 'Bearer' }).toResponse(pathOnly(request));
      refuseUnscoped(scope, caller);
      const params = context.req.param() as Record<string, string>;
      const query = new URL(request.url).searchParams;
      return routes[id as RouteId].handle({ request, params, query, caller, deps: depsFor(context) });
    });
  }
  app.notFound((context) => nowhere(context.req.raw).toResponse(pathOnly(context.req.raw)));
  app.onError((error, context) => answerOf(error, depsFor(context), context).toResponse(pathOnly(context.req.raw)));
  return app;
}
