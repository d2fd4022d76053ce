import { FORM_QUERY, NO_QUERY } from '../context.ts';
import { FORM_TYPE } from '../body.ts';
import type { Route } from '../routes.ts';
import { DIGEST_QUERY, DIGEST_TYPES, readDigest } from './digest.ts';
import { DIGEST } from './digest-schema.ts';
import { followRecheck, listRechecks, RECHECK_QUERY, RECHECKS_QUERY, steerRecheck } from './follow.ts';
import { RESULTS_QUERY } from './results.ts';
import { RESULTS_TYPES, readResults } from './results-answer.ts';
import { RECHECK, RECHECK_BODY, RECHECKS, RESULTS, STEERING_BODY } from './schema.ts';
import { createRecheck } from './start.ts';
import { submitRecheck, submitSteering } from './forms.ts';

/** Routes of runs: re-checks of the whole register, or of what of it is asked for. */
export const RECHECK_ROUTES = {
  createRecheck: {
    summary: 'Start a run: check the domains of the register anew',
    query: NO_QUERY,
    body: RECHECK_BODY,
    headers: ['Idempotency-Key'],
    answers: { 202: RECHECK },
    problems: [400, 403, 409, 413, 415, 422, 503],
    handle: createRecheck,
  },
  listRechecks: {
    summary: 'Runs, newest first',
    query: RECHECKS_QUERY,
    answers: { 200: RECHECKS },
    problems: [400],
    handle: listRechecks,
  },
  readRecheck: {
    summary: 'Follow a run',
    query: RECHECK_QUERY,
    headers: ['If-None-Match'],
    answers: { 200: RECHECK, 304: null },
    types: ['text/html'],
    problems: [400, 404],
    handle: followRecheck,
  },
  steerRecheck: {
    summary: 'Pause a run, let it go on, or cancel it',
    query: NO_QUERY,
    body: STEERING_BODY,
    answers: { 200: RECHECK },
    problems: [400, 404, 409, 413, 415, 422],
    handle: steerRecheck,
  },
  steerForm: {
    summary: 'What the buttons of the page of a run send',
    query: FORM_QUERY,
    bodyTypes: [FORM_TYPE],
    answers: { 303: null },
    problems: [400, 403, 404, 413, 415, 422],
    handle: submitSteering,
  },
  recheckForm: {
    summary: 'What the form of the start page sends that starts a run (where MXREADY_START_PAGE is on)',
    query: FORM_QUERY,
    bodyTypes: [FORM_TYPE],
    answers: { 303: null },
    problems: [400, 403, 404, 413, 415, 422, 503],
    handle: submitRecheck,
  },
  readResults: {
    summary: 'What the domains of a run came to',
    query: RESULTS_QUERY,
    answers: { 200: RESULTS },
    types: RESULTS_TYPES.filter((one) => one !== 'application/json'),
    problems: [400, 404],
    handle: readResults,
  },
  readDigest: {
    summary: 'What is to be read of a run: a line a tenant, gravest first',
    query: DIGEST_QUERY,
    answers: { 200: DIGEST },
    types: DIGEST_TYPES.filter((one) => one !== 'application/json'),
    problems: [400, 404],
    handle: readDigest,
  },
} as const satisfies Record<string, Route>;
