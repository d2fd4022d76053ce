import * as z from 'zod';
import { STATUSES } from '../../check/status.ts';
import { MOST_AGE, MOST_SPREAD, OUTCOMES } from '../../pipeline/recheck/run.ts';
import { NEWS_KINDS } from '../../report/news.ts';
import { parseCallbackUrl } from '../../net/callback-url.ts';
import { readable, TENANT_ID } from '../check-schema.ts';

/** Tenants that a run may be confined to by name. */
const TENANTS = 1000;
/** Domains and lanes of a run that are named as slow. */
export const MOST_SLOW = 10;

const VERDICT = z.enum(['ready', 'readyWithWarnings', 'notReady', 'incomplete']);
const TIME = z.iso.datetime();
const COUNT = z.int().nonnegative();

const areUnique = (all: readonly string[]): boolean => new Set(all).size === all.length;

const FILTER = z.strictObject({
  tenantIds: z
    .array(TENANT_ID)
    .min(1)
    .max(TENANTS)
    .refine(areUnique, 'a tenant is named twice')
    .optional()
    .meta({ description: 'only domains of these tenants' }),
  verdicts: z
    .array(VERDICT)
    .min(1)
    .max(VERDICT.options.length)
    .refine(areUnique, 'a verdict is named twice')
    .optional()
    .meta({ description: 'only domains whose last check came to one of these' }),
  checkedBefore: TIME.optional().meta({ description: 'only domains whose last check ended before, or that have none' }),
});

/** Body of `POST /v1/rechecks`. */
export const RECHECK_BODY = z
  .strictObject({
    filter: FILTER.optional().meta({ description: 'left out: every domain of the register' }),
    spreadOver: z.int().min(0).max(MOST_SPREAD).default(0).meta({
      description: 'seconds over which the checks are begun; 0: as fast as the servers can be asked politely',
    }),
    maxAge: z
      .int()
      .min(0)
      .max(MOST_AGE)
      .optional()
      .meta({ description: 'seconds: a finished check of the same request no older will do; left out: each is checked anew' }), // biome-ignore format: one thought
    force: z
      .boolean()
      .default(false)
      .meta({ description: 'neither `maxAge` nor what another check found out about a shared server counts' }),
    callbackUrl: readable(
      parseCallbackUrl,
      'https URL that is called when the run has ended; how it is signed: docs/service.md, "Callbacks"',
    ).optional(),
  })
  .meta({ id: 'RecheckRequest' });

/** Body of `PATCH /v1/rechecks/{id}`. */
export const STEERING_BODY = z
  .strictObject({
    status: z
      .enum(['running', 'paused', 'cancelled'])
      .meta({ description: 'of a paused or cancelled run nothing more is begun; what is under way ends' }),
  })
  .meta({ id: 'RecheckSteering' });

const counts = <T extends string>(names: readonly T[]) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, COUNT])) as Record<T, typeof COUNT>);

const FIELDS = {
  id: z.uuid(),
  tenantId: z.string().nullable().meta({ description: 'whose run it is; null: of operations' }),
  status: z.enum(['listing', 'running', 'paused', 'done', 'cancelled']).meta({
    description: 'listing: checks are begun already, but `total` still grows',
  }),
  total: COUNT.meta({ description: 'domains' }),
  done: COUNT.meta({ description: 'domains that have ended, whatever they came to; exact' }),
  byVerdict: counts(OUTCOMES).meta({
    description:
      'what they came to; without a verdict end domains that are not registered any more, must not be tested, whose check could not be begun, or was erased',
  }),
  changed: COUNT.meta({ description: 'domains with news beyond `unconfirmed`' }),
  news: counts(NEWS_KINDS).meta({ description: 'findings of each kind' }),
  filter: z.strictObject({
    tenantIds: z.array(z.string()).nullable(),
    verdicts: z.array(VERDICT).nullable(),
    checkedBefore: TIME.nullable(),
  }),
  spreadOver: COUNT,
  maxAge: COUNT.nullable(),
  force: z.boolean(),
  startedAt: TIME,
  finishedAt: TIME.nullable().meta({ description: 'null: something of it is still under way' }),
  expectedEnd: TIME.nullable().meta({ description: 'an estimate; null: not known, paused, or over' }),
  links: z.record(z.string(), z.string()),
};

const SLOW = z.strictObject({
  lanes: z
    .array(
      z.strictObject({
        lane: z.string().meta({ description: 'provider, or host, whose servers domains wait for' }),
        atOnce: z.int().positive().meta({ description: 'checks of it that may be under way at once' }),
        underWay: COUNT,
        waiting: COUNT.meta({ description: 'of the domains that come next' }),
        parked: COUNT.meta({ description: 'until a second look is due' }),
      }),
    )
    .max(MOST_SLOW),
  longest: z
    .array(
      z.strictObject({
        tenantId: z.string(),
        domain: z.string(),
        checkId: z.uuid(),
        since: TIME.meta({ description: 'when the first check of the domain was begun' }),
        parkedUntil: TIME.nullable().meta({ description: 'when its second look begins; null: it is at work' }),
      }),
    )
    .max(MOST_SLOW),
});

/** A run as the API shows it. */
export const RECHECK = z
  .strictObject({ ...FIELDS, slow: SLOW.meta({ description: 'what is waited for, the most and the longest first' }) })
  .meta({ id: 'Recheck' });

export const RECHECKS = z
  .strictObject({ items: z.array(z.strictObject(FIELDS)), next: z.string().nullable() })
  .meta({ id: 'Rechecks' });

export type RecheckView = z.output<typeof RECHECK>;
export type RecheckSummary = z.output<typeof RECHECKS>['items'][number];

const RESULT = z.strictObject({
  tenantId: z.string(),
  domain: z.string(),
  outcome: z.enum(OUTCOMES).nullable().meta({ description: 'null: the domain has not ended' }),
  checkId: z.uuid().nullable().meta({ description: 'the last of its checks; null: none was made' }),
  finishedAt: TIME.nullable(),
  news: z.array(
    z.strictObject({
      kind: z.enum(NEWS_KINDS),
      row: z.string(),
      title: z.string(),
      subject: z.string().nullable(),
      gravity: z.int(),
      from: z.strictObject({ status: z.enum(STATUSES), code: z.string(), value: z.string().nullable() }).nullable(),
      to: z.strictObject({ status: z.enum(STATUSES), code: z.string() }),
      text: z.string(),
    }),
  ),
  links: z.record(z.string(), z.string()),
});

export const RESULTS = z
  .strictObject({ items: z.array(RESULT), next: z.string().nullable() })
  .meta({ id: 'RecheckResults' });

export type ShownResult = z.output<typeof RESULT>;
