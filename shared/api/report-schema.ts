import * as z from 'zod';
import { REASONS, STAGES, STATUSES } from '../check/status.ts';

const STATUS = z.enum(STATUSES);
const STAGE = z.enum(STAGES);
const REASON = z.enum(REASONS);
const KEBAB = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const TIME = z.iso.datetime();
const COUNT = z.int().nonnegative();
const SENTENCE = z.string().min(1);
const ADDRESS = z.union([z.ipv4(), z.ipv6()]);
const PORT = z.int().min(1).max(65_535);
const DATUM = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.union([z.string(), z.number()]))]);

/** One row of a report. */
export const ROW = z
  .strictObject({
    n: z.int().min(1).max(35).nullable(),
    id: KEBAB,
    category: KEBAB,
    subject: z.string().nullable(),
    title: SENTENCE,
    status: STATUS,
    code: KEBAB,
    value: z.union([z.string(), z.number(), z.array(z.string()), z.null()]),
    text: SENTENCE,
    data: z.record(z.string(), DATUM),
    remedy: SENTENCE.nullable(),
    reason: REASON.nullable(),
    side: z.enum(['server', 'dns', 'gateway', 'tester']).nullable(),
    gravity: z.int().nullable(),
    sharedFrom: z.strictObject({ checkId: z.string(), at: TIME }).nullable(),
    reply: z.string().nullable(),
    stage: STAGE.nullable(),
    ms: COUNT.nullable(),
    evidence: z.array(z.strictObject({ conversation: z.string(), lines: z.array(z.int().positive()) })),
  })
  .refine(({ status, reason }) => (reason !== null) === (status === 'inconclusive' || status === 'notTested'))
  .refine(({ status, gravity }) => (gravity !== null) === (status === 'warn' || status === 'fail'))
  .meta({ id: 'Row' });

/** The report as the contract has it: these fields and no others. */
export const REPORT = z
  .strictObject({
    schema: z.literal(1),
    id: z.string().min(1),
    domain: z.string().min(1),
    tenantId: z.string().nullable(),
    target: z
      .strictObject({
        host: z.string().min(1),
        port: PORT,
        source: z.enum(['given', 'mx', 'implicit']),
        addresses: z.array(ADDRESS).max(8),
      })
      .nullable(),
    mode: z.enum(['inline', 'parallel', 'unprovisioned']),
    phase: z.enum(['before', 'after']),
    services: z.array(z.string()),
    vantage: z.strictObject({
      egress: z.string().nullable(),
      helo: z.string(),
      senders: z.array(z.string()),
      families: z.array(z.enum(['ipv4', 'ipv6'])),
      isGateway: z.boolean(),
    }),
    startedAt: TIME,
    finishedAt: TIME,
    engine: z.string().regex(/^mxready \d+\.\d+\.\d+/),
    verdict: z.enum(['ready', 'readyWithWarnings', 'notReady', 'incomplete']),
    headline: SENTENCE,
    counts: z.strictObject({
      pass: COUNT,
      info: COUNT,
      warn: COUNT,
      fail: COUNT,
      notApplicable: COUNT,
      inconclusive: COUNT,
      notTested: COUNT,
    }),
    rows: z.array(ROW),
    categories: z.array(
      z.strictObject({ id: KEBAB, outcome: z.enum(['completed', 'incomplete']), reason: REASON.nullable(), ms: COUNT }),
    ),
    conversations: z.array(
      z.strictObject({
        id: z.string(),
        category: KEBAB,
        address: ADDRESS,
        port: PORT,
        lines: z.array(z.strictObject({ ms: COUNT, dir: z.enum(['*', 'S', 'C']), tls: z.boolean(), text: z.string() })),
      }),
    ),
    followUps: z.array(z.strictObject({ reason: z.string(), checkId: z.string(), notBefore: TIME })),
    followUpOf: z.string().nullable(),
  })
  .meta({ id: 'Report' });
