import { type Call, NO_QUERY, readQuery } from '../context.ts';
import { tenantIdOf } from './register.ts';

/**
 * Erases what is stored of a tenant: the register at once, its checks with the next looks of the tick. Repeating it is
 * harmless.
 */
export async function deleteTenant(call: Call): Promise<Response> {
  readQuery(call, NO_QUERY);
  const id = tenantIdOf(call);
  await call.deps.tenants.deleteTenant(id);
  await call.deps.store.askErasure(id, call.deps.now());
  // The only trace of it: whoever restores a backup must be able to erase the tenant again.
  call.deps.log.info('tenant erased', { tenantId: id });
  return new Response(null, { status: 204 });
}
