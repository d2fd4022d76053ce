import * as z from 'zod';
import { VERSION } from '../version.ts';
import { ROUTES, type RouteDeclaration, type RouteId } from './route-list.ts';
import type { Route } from './routes.ts';

const PROBLEM = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
    runId: z.uuid().optional().meta({ description: 'of the run that goes on, where it keeps another from beginning' }),
  })
  .meta({ id: 'Problem' });

type Json = Record<string, unknown>;

/** Schemas that have a name, by it: each stands in the document once. */
type Named = Record<string, Json>;

/** References of a JSON Schema as references of an OpenAPI document. */
function referring(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referring);
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as { $ref?: string };
  if (typeof $ref === 'string') return { $ref: $ref.replace('#/$defs/', '#/components/schemas/') };
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, referring(one)]));
}

/** A schema as OpenAPI 3.1 takes it: JSON Schema 2020-12. What has a name goes where all such are. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', named: Named): Json {
  const { $schema: _, $defs = {}, id, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }) as Json & { $defs?: Named }; // biome-ignore format: one thought
  const parts = { ...$defs, ...(typeof id === 'string' ? { [id]: rest } : {}) };
  for (const [name, { id: __, ...part }] of Object.entries(parts)) named[name] = referring(part) as Json;
  return typeof id === 'string' ? { $ref: `#/components/schemas/${id}` } : (referring(rest) as Json);
}

const content = (type: string, schema: z.ZodType, named: Named): Json => ({
  [type]: { schema: schemaOf(schema, 'output', named) },
});

/** Of every answer. */
const HEADERS: Json = {
  'x-request-id': { description: 'names the request in our logs', schema: { type: 'string' } },
};

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'Done',
  303: 'See what was made',
  304: 'Not modified',
};

/** Of an answer: JSON where it has a schema, and what else it may be. */
function contentOf(schema: z.ZodType | null, types: readonly string[], named: Named): Json {
  const others = types.map((type) => [type, { schema: { type: 'string' } }]);
  const all = { ...(schema === null ? {} : content('application/json', schema, named)), ...Object.fromEntries(others) };
  return Object.keys(all).length === 0 ? {} : { content: all };
}

function responsesOf({ answers, problems, types = [] }: Route, named: Named): Json {
  const well = Object.entries(answers).map(([status, schema]) => [
    status,
    {
      description: DESCRIPTIONS[Number(status)] ?? 'OK',
      headers: HEADERS,
      // What has not changed, and what was erased, has nothing to show.
      ...contentOf(schema, ['200', '201', '202'].includes(status) ? types : [], named),
    },
  ]);
  const ill = problems.map((status) => [
    `${status}`,
    {
      description: 'Problem (RFC 9457)',
      headers: HEADERS,
      content: content('application/problem+json', PROBLEM, named),
    },
  ]);
  return Object.fromEntries([...well, ...ill]);
}

function parametersOf(path: string, { query, headers = [] }: Route, named: Named): Json[] {
  const properties = (schemaOf(query, 'input', named).properties ?? {}) as Record<string, Json>;
  return [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      ...{
        name,
        in: 'path',
        required: true,
        schema: name === 'id' ? { type: 'string', format: 'uuid' } : { type: 'string' },
      },
    })),
    ...Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema })),
    ...headers.map((name) => ({ name, in: 'header', schema: { type: 'string' } })),
  ];
}

function bodyOf({ body, bodyTypes = [] }: Route, named: Named): Json {
  const json = body === undefined ? {} : { 'application/json': { schema: schemaOf(body, 'input', named) } };
  const content = { ...json, ...Object.fromEntries(bodyTypes.map((type) => [type, { schema: { type: 'string' } }])) };
  return Object.keys(content).length === 0 ? {} : { requestBody: { required: true, content } };
}

const operationOf = (id: string, { path, scope }: RouteDeclaration, route: Route, named: Named): Json => ({
  operationId: id,
  summary: route.summary,
  parameters: parametersOf(path, route, named),
  ...bodyOf(route, named),
  responses: responsesOf(route, named),
  security: scope === null ? [] : [{ token: [scope] }],
});

/** OpenAPI 3.1 of all routes, made from the schemas that validate. */
export function openapiDocument(routes: Readonly<Record<RouteId, Route>>): Json {
  const named: Named = {};
  const paths: Record<string, Json> = {};
  for (const [id, declared] of Object.entries(ROUTES)) {
    paths[declared.path] = {
      ...paths[declared.path],
      [declared.method.toLowerCase()]: operationOf(id, declared, routes[id as RouteId], named),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'mxready',
      version: VERSION,
      description: 'Is this mail server ready to stand behind the SEPPmail Cloud gateway?',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: named,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}
