import * as z from 'zod';
import { builtCategories } from '../categories/index.ts';
import { RECIPIENT_LIMIT } from '../check/request.ts';
import { parseDomain, parseHost, parseMailDomain } from '../net/domain.ts';
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
  .regex(/^[A-Za-z0-9._-]{1,100}$/, 'a tenant id has 1 to 100 letters, digits, dots, hyphens, underscores');

const SERVICES = z
  .array(
    z
      .string()
      .regex(/^SC-[A-Z0-9]+(-[A-Z0-9]+)*$/, 'a service is named like SC-F-OUTBOUND')
      .max(40),
  )
  .max(20)
  .meta({ description: 'services of the gateway that are ordered for the domain; shown in the report' });

/** Body of `POST /v1/checks`. */
export const CHECK_BODY = z
  .strictObject({
    domain: readable(parseMailDomain, 'mail domain, like contoso.com'),
    target: readable(parseHost, "mail server to test, name or address; left out: the domain's MX").optional(),
    port: z.int().min(1).max(65_535).default(25).meta({ description: '25, 465 (implicit TLS), 587 or 2525' }),
    mode: z.enum(['auto', 'inline', 'parallel']).default('auto'),
    phase: z.enum(['auto', 'before', 'after']).default('auto'),
    gateway: readable(parseDomain, 'expected gateway host; left out: derived from the domain').optional(),
    tls: z.boolean().default(true).meta({ description: 'whether STARTTLS is used' }),
    recipients: z
      .array(readable(parseMailbox, 'mailbox of the domain that exists'))
      .max(RECIPIENT_LIMIT)
      .default([])
      .meta({ description: 'mailboxes of the domain that exist; tested beside postmaster, abuse and two random ones' }),
    send: z
      .boolean()
      .default(false)
      .meta({ description: 'whether test messages may be sent, so that what happens after DATA is tested too' }),
    categories: z
      .array(z.enum(ids as [string, ...string[]]))
      .min(1)
      .max(ids.length)
      .optional()
      .meta({ description: 'only these; left out: all' }),
    services: SERVICES.optional(),
    tenantId: TENANT_ID.optional(),
    lang: z.enum(['en', 'de']).default('en').meta({ description: "the report's language" }),
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
