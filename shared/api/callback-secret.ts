import * as z from 'zod';
import { brief } from '../net/domain.ts';
import { callbackSecrets } from '../secrets/callback-secret.ts';
import { SecretUnavailable } from '../secrets/secrets.ts';
import { TENANT_ID } from './check-schema.ts';
import { type Call, json, readQuery } from './context.ts';
import { Problem } from './problem.ts';

export const CALLBACK_SECRET_QUERY = z.strictObject({
  tenantId: TENANT_ID.optional().meta({ description: 'whose checks; left out: those that name no tenant' }),
});

export const CALLBACK_SECRET = z.strictObject({ secrets: z.array(z.string()).min(1) });

/** @throws Problem 503 where our own keys are not to be had */
async function keysOf({ deps }: Call) {
  try {
    return await deps.secrets.keysOf('callback-keys');
  } catch (error) {
    if (!(error instanceof SecretUnavailable)) throw error;
    deps.log.error('keys of callbacks not to be had', { error: error.message });
    throw new Problem(503, 'the secret cannot be told at this moment; try again later', [], { 'retry-after': '60' });
  }
}

/** With what the callbacks of a tenant are signed or, where no tenant is named, those of the caller. */
export async function readCallbackSecret(call: Call): Promise<Response> {
  const query = readQuery(call, CALLBACK_SECRET_QUERY);
  const confined = call.caller?.tenantId ?? null;
  const { tenantId = confined } = query;
  if (confined !== null && tenantId !== confined)
    throw new Problem(403, `you may not see the secret of the tenant ${brief(tenantId ?? '')}`, [
      { pointer: 'tenantId', detail: 'another tenant' },
    ]);
  const keys = await keysOf(call);
  return json({ secrets: callbackSecrets(keys, { tenantId, caller: call.caller?.id ?? 'nobody' }) });
}
