import * as z from 'zod';
import { STATUSES } from '../../check/status.ts';
import { NEWS_KINDS } from '../../report/news.ts';

const TIME = z.iso.datetime();
const COUNT = z.int().nonnegative();
const STATUS = z.enum(STATUSES);

const FINDING = z.strictObject({
  kind: z.enum(NEWS_KINDS),
  domain: z.string(),
  checkId: z.uuid(),
  url: z.string().meta({ description: 'of the check' }),
  row: z.string(),
  title: z.string(),
  subject: z.string().nullable(),
  gravity: z.int(),
  from: z
    .strictObject({ status: STATUS, code: z.string(), value: z.string().nullable() })
    .nullable()
    .meta({ description: 'what was known from the runs before' }),
  to: z.strictObject({
    status: STATUS,
    code: z.string(),
    value: z.union([z.string(), z.number(), z.array(z.string()), z.null()]),
  }),
  text: z.string(),
});

const LIST = z.strictObject({
  tenants: z.array(
    z.strictObject({
      tenantId: z.string(),
      name: z.string().nullable(),
      gravest: FINDING,
      further: COUNT.meta({ description: 'findings beside the gravest' }),
      domains: z.array(z.string()),
      moreDomains: COUNT,
    }),
  ),
  more: COUNT.meta({ description: 'tenants beyond those that are listed' }),
});

/** Answer of `GET /v1/rechecks/{id}/digest` as JSON. */
export const DIGEST = z
  .strictObject({
    lang: z.enum(['en', 'de']),
    complete: z.boolean().meta({
      description:
        'whether all that the run found was read; otherwise the gravest was, and numbers of tenants and `quiet` are the least',
    }),
    run: z.strictObject({
      id: z.string(),
      status: z.enum(['running', 'paused', 'done', 'cancelled']),
      createdAt: TIME,
      finishedAt: TIME.nullable(),
      total: COUNT,
      done: COUNT,
      resultsUrl: z.string(),
    }),
    nothingWorse: z.boolean().meta({ description: 'nothing is worse that was not acknowledged' }),
    attention: LIST.meta({ description: 'what is worse, and certificates that end soon; gravest first' }),
    better: LIST,
    counts: z
      .strictObject({ worse: COUNT, expiring: COUNT, better: COUNT, changed: COUNT, unconfirmed: COUNT })
      .meta({ description: 'findings of each kind, with those that are acknowledged' }),
    quiet: COUNT.meta({ description: 'findings that are worse, or end soon, and were acknowledged: in no list' }),
    domains: z.strictObject({
      notReadyAsBefore: COUNT.nullable().meta({ description: 'null where not all was read' }),
      incomplete: COUNT,
      withoutVerdict: COUNT,
    }),
  })
  .meta({ id: 'RecheckDigest' });
