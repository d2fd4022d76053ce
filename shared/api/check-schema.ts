import * as z from 'zod';
import { builtCategories } from '../categories/index.ts';
import { RECIPIENT_LIMIT } from '../check/request.ts';
import { parseDomain, parseHost, parseMailDomain } from '../net/domain.ts';
import { parseCallbackUrl } from '../net/callback-url.ts';
import { parseMailbox } from '../net/mailbox.ts';

/** A text that one of our readers must accept; its message is what the caller sees. */
export const readable = (read: (text: string) => string, description: string) =>
  z
    .string()
    .max(1000)
    .transform((text, context) => {
      try {
        return read(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
        return z.NEVER;
      }
    })
    .meta({ description });

const ids = builtCategories.map(({ id }) => id);

export const TENANT_ID = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'a tenant id has 1 to 100 letters, digits, dots, hyphens, underscores, the first a letter or digit',
  );

/** What can be said of how a domain is tested; left out means what the defaults of a check say. */
export const REQUEST_FIELDS = {
  domain: readable(parseMailDomain, 'mail domain, like contoso.com'),
  target: readable(parseHost, "mail server to test, name or address; left out: the domain's MX").optional(),
  port: z.int().min(1).max(65_535).meta({ description: '25, 465 (implicit TLS), 587 or 2525' }),
  mode: z.enum(['auto', 'inline', 'parallel']),
  phase: z.enum(['auto', 'before', 'after']),
  gateway: readable(parseDomain, 'expected gateway host; left out: derived from the domain').optional(),
  tls: z.boolean().meta({ description: 'whether STARTTLS is used' }),
  recipients: z
    .array(readable(parseMailbox, 'mailbox of the domain that exists'))
    .max(RECIPIENT_LIMIT)
    .meta({ description: 'mailboxes of the domain that exist; tested beside postmaster, abuse and two random ones' }),
  send: z
    .boolean()
    .meta({ description: 'whether test messages may be sent, so that what happens after DATA is tested too' }),
  categories: z
    .array(z.enum(ids as [string, ...string[]]))
    .min(1)
    .max(ids.length)
    .optional()
    .meta({ description: 'only these; left out: all' }),
  services: z
    .array(
      z
        .string()
        .regex(/^SC-[A-Z0-9]+(-[A-Z0-9]+)*$/, 'a service is named like SC-F-OUTBOUND')
        .max(40),
    )
    .max(20)
    .optional()
    .meta({ description: 'services of the gateway that are ordered for the domain; shown in the report' }),
  lang: z.enum(['en', 'de']).meta({ description: "the report's language" }),
};

/** Body of `POST /v1/checks`. */
export const CHECK_BODY = z
  .strictObject({
    ...REQUEST_FIELDS,
    port: REQUEST_FIELDS.port.default(25),
    mode: REQUEST_FIELDS.mode.default('auto'),
    phase: REQUEST_FIELDS.phase.default('auto'),
    tls: REQUEST_FIELDS.tls.default(true),
    recipients: REQUEST_FIELDS.recipients.default([]),
    send: REQUEST_FIELDS.send.default(false),
    lang: REQUEST_FIELDS.lang.default('en'),
    tenantId: TENANT_ID.optional(),
    callbackUrl: readable(
      parseCallbackUrl,
      'https URL that is called when the check has ended, and once more when a second look has; what is called, and how it is signed: docs/service.md, "Callbacks". A finished check (200) is the answer by itself: nobody is called for it',
    ).optional(),
    maxAge: z
      .int()
      .min(0)
      .max(365 * 24 * 3600)
      .optional()
      .meta({ description: 'seconds: a finished check of the same request no older is returned' }),
  })
  .meta({ id: 'CheckRequest' });

/** The other body of `POST /v1/checks`: the same request once more, as a new check. */
export const RETRY_BODY = z
  .strictObject({
    retryOf: z.uuid('the id of a check').meta({ description: 'id of the check that is to be repeated' }),
  })
  .meta({ id: 'RetryRequest' });

export type CheckBody = z.output<typeof CHECK_BODY>;
