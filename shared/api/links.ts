import * as z from 'zod';
import { SecretUnavailable } from '../secrets/secrets.ts';
import { type Call, checkOf, json, NO_QUERY, readQuery } from './context.ts';
import { checkOfToken, linkToken, TokenError } from './link-token.ts';
import { Problem } from './problem.ts';

const DAY_MS = 24 * 3600 * 1000;

export const LINK = z.strictObject({ url: z.url(), expiresAt: z.iso.datetime() });

/** @throws Problem 503 where our own keys are not to be had */
async function keysOf({ deps }: Call) {
  try {
    return await deps.secrets.keysOf('link-keys');
  } catch (error) {
    if (!(error instanceof SecretUnavailable)) throw error;
    deps.log.error('keys of links not to be had', { error: error.message });
    throw new Problem(503, 'links cannot be made or read at this moment; try again later', [], { 'retry-after': '60' });
  }
}

/** A link under which whoever has it sees this one check, until it expires. */
export async function createLink(call: Call): Promise<Response> {
  readQuery(call, NO_QUERY);
  const { deps, origin } = call;
  const check = await checkOf(call);
  if (check.status === 'cancelled') throw new Problem(409, 'the check was cancelled; there is nothing to show');
  const { linkDays, reportDays } = deps.settings;
  // No longer than there is a report to be seen.
  const expiresAt = Math.min(deps.now() + linkDays * DAY_MS, check.createdAt + reportDays * DAY_MS);
  const token = await linkToken(check.id, expiresAt, await keysOf(call));
  deps.log.info('link made', { checkId: check.id, expiresAt: new Date(expiresAt).toISOString() });
  const url = `${deps.settings.publicUrl ?? origin}/s/${token}`;
  return json({ url, expiresAt: new Date(Math.floor(expiresAt / 1000) * 1000).toISOString() }, 201, { location: url });
}

/** The check that the token in the path shows. @throws Problem 403 for one that is none of ours, or no longer good */
export async function checkIdOfLink(call: Call): Promise<string> {
  try {
    return await checkOfToken(call.params.token ?? '', await keysOf(call), call.deps.now());
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    throw error.isExpired
      ? new Problem(403, 'this link has expired; ask whoever sent it for a new one', [], {}, 'linkExpired')
      : new Problem(403, 'this link is not one of ours, or was altered on its way', [], {}, 'linkUnknown');
  }
}
