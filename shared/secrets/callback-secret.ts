import { createHmac } from 'node:crypto';
import type { KeyRing } from './secrets.ts';

/** Whose callbacks are signed: a tenant's or, where a check is no tenant's, those of whoever asked for it. */
export interface CallbackOwner {
  tenantId: string | null;
  caller: string;
}

/** Keys that sign at a time: the newest, and the one before while receivers change over. */
const SIGNING = 2;

/**
 * The secrets of an owner in the form of Standard Webhooks, newest first. Each follows from a key of ours, so that none
 * is stored; nobody learns another's from his own.
 */
export const callbackSecrets = (keys: KeyRing, { tenantId, caller }: CallbackOwner): string[] =>
  keys.slice(0, SIGNING).map((key) => {
    const whose = tenantId === null ? ['callback-secret', 'caller', caller] : ['callback-secret', 'tenant', tenantId];
    return `whsec_${createHmac('sha256', key).update(JSON.stringify(whose)).digest('base64')}`;
  });
