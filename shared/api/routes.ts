import * as z from 'zod';
import { FORM_TYPE } from './body.ts';
import { CALLBACK_SECRET, CALLBACK_SECRET_QUERY, readCallbackSecret } from './callback-secret.ts';
import { CHECK_BODY, RETRY_BODY } from './check-schema.ts';
import { CHANGES, CHANGES_QUERY, readChanges } from './changes.ts';
import { create, remove } from './checks.ts';
import type { Call } from './context.ts';
import { FORM_QUERY, json, NO_QUERY, readQuery } from './context.ts';
import { CHECK_QUERY, followCheck, followLink } from './following.ts';
import { HISTORY, HISTORY_QUERY, readHistory } from './history.ts';
import { createLink, LINK } from './links.ts';
import { openapiDocument } from './openapi.ts';
import { REPORT, ROW } from './report-schema.ts';
import { REPORT_QUERY, REPORT_TYPES, readReport } from './reports.ts';
import type { RouteId } from './route-list.ts';
import { START_QUERY, showStart, submitStart } from './start.ts';
import { RECHECK_ROUTES } from './rechecks/routes.ts';
import { TENANT_ROUTES } from './tenants/routes.ts';
import { CATALOGUE_QUERY, readCatalogue, readEgress, readHealth } from './service.ts';

/** What a route does and what its documentation says: schemas that validate are those that document. */
export interface Route {
  summary: string;
  query: z.ZodObject;
  body?: z.ZodType;
  /** Media types of a body that is no JSON. */
  bodyTypes?: readonly string[];
  /** Documented headers of the request. */
  headers?: readonly string[];
  /** Status → schema of the JSON; null: no body. Problems are documented of themselves. */
  answers: Readonly<Record<number, z.ZodType | null>>;
  problems: readonly number[];
  /** Media types beside JSON. */
  types?: readonly string[];
  handle(call: Call): Promise<Response>;
}

const CHECK = z
  .strictObject({
    id: z.uuid(),
    status: z.enum(['queued', 'running', 'done', 'cancelled']),
    progress: z.strictObject({ done: z.int().nonnegative(), total: z.int().nonnegative() }),
    categories: z.array(
      z.strictObject({ id: z.string(), status: z.enum(['queued', 'running', 'completed', 'incomplete']) }),
    ),
    rows: z.array(ROW),
    report: REPORT.nullable(),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Check' });

const HEALTH = z.object({ version: z.string(), status: z.enum(['ok', 'degraded', 'stopped']) });
const EGRESS = z.strictObject({
  addresses: z.array(z.string()),
  ptr: z.string().nullable(),
  helo: z.string().nullable(),
  families: z.array(z.enum(['ipv4', 'ipv6'])),
});
const CATALOGUE = z.object({ categories: z.array(z.object({ id: z.string() })), rows: z.array(z.object({ id: z.string() })) }); // biome-ignore format: one thought

/** Made once: it takes some time, and anybody may ask. */
let description: ReturnType<typeof openapiDocument> | undefined;

export const routes: Readonly<Record<RouteId, Route>> = {
  createCheck: {
    summary: 'Start a check',
    query: NO_QUERY,
    body: z.union([CHECK_BODY, RETRY_BODY]),
    headers: ['Idempotency-Key'],
    answers: { 200: CHECK, 202: CHECK },
    problems: [400, 403, 413, 415, 422, 429, 503],
    handle: async (call) => {
      readQuery(call, NO_QUERY);
      return create(call);
    },
  },
  listChecks: {
    summary: 'Checks of a tenant or a domain, newest first',
    query: HISTORY_QUERY,
    answers: { 200: HISTORY.meta({ id: 'Checks' }) },
    problems: [400, 403],
    handle: readHistory,
  },
  readCheck: {
    summary: 'Follow a check',
    query: CHECK_QUERY,
    headers: ['If-None-Match'],
    answers: { 200: CHECK, 304: null },
    problems: [400, 404],
    types: ['text/html'],
    handle: followCheck,
  },
  readReport: {
    summary: 'The report of a finished check',
    query: REPORT_QUERY,
    answers: { 200: REPORT },
    types: REPORT_TYPES.filter((one) => one !== 'application/json'),
    problems: [400, 404, 409],
    handle: readReport,
  },
  readChanges: {
    summary: 'What differs from the check before of the same tenant and domain',
    query: CHANGES_QUERY,
    answers: { 200: CHANGES },
    problems: [400, 404, 409],
    handle: readChanges,
  },
  createLink: {
    summary: 'Make a link that shows this check to whoever has it',
    query: NO_QUERY,
    answers: { 201: LINK },
    problems: [404, 409, 503],
    handle: createLink,
  },
  readLink: {
    summary: 'Follow the check that a link shows',
    query: CHECK_QUERY,
    headers: ['If-None-Match'],
    answers: { 200: CHECK, 304: null },
    types: ['text/html'],
    problems: [400, 403, 404, 503],
    handle: followLink,
  },
  deleteCheck: {
    summary: 'Cancel a check and erase what is stored of it',
    query: NO_QUERY,
    answers: { 204: null },
    problems: [404],
    handle: remove,
  },
  callbackSecret: {
    summary: 'What callbacks are signed with, newest first',
    query: CALLBACK_SECRET_QUERY,
    answers: { 200: CALLBACK_SECRET },
    problems: [400, 403, 503],
    handle: readCallbackSecret,
  },
  ...TENANT_ROUTES,
  ...RECHECK_ROUTES,
  catalogue: {
    summary: 'Categories, rows, codes, texts',
    query: CATALOGUE_QUERY,
    answers: { 200: CATALOGUE },
    problems: [400],
    handle: readCatalogue,
  },
  health: { summary: 'Our own side', query: NO_QUERY, answers: { 200: HEALTH }, problems: [400], handle: readHealth },
  healthDetails: {
    summary: 'Our own side, with what is known of it: way out, identities, families',
    query: NO_QUERY,
    answers: { 200: HEALTH },
    problems: [400],
    handle: readHealth,
  },
  egress: {
    summary: 'Where we test from',
    query: NO_QUERY,
    answers: { 200: EGRESS },
    problems: [400],
    handle: readEgress,
  },
  startPage: {
    summary: 'A page for people: a form for a check, recent checks (where MXREADY_START_PAGE is on)',
    query: START_QUERY,
    answers: { 200: null },
    types: ['text/html'],
    problems: [400, 403, 404],
    handle: showStart,
  },
  startForm: {
    summary: 'What the form of that page sends',
    query: FORM_QUERY,
    bodyTypes: [FORM_TYPE],
    answers: { 303: null },
    problems: [400, 403, 404, 413, 415, 422, 429, 503],
    handle: submitStart,
  },
  openapi: {
    summary: 'This description',
    query: NO_QUERY,
    answers: { 200: z.object({ openapi: z.string() }) },
    problems: [400],
    handle: async (call) => {
      readQuery(call, NO_QUERY);
      description ??= openapiDocument(routes);
      return json(description);
    },
  },
};
