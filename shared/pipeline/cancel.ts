import type { Deps } from './deps.ts';

/** Stops a check and erases all of it but its id and its times. Repeating it is harmless. */
export async function cancel(deps: Pick<Deps, 'store' | 'now'>, checkId: string): Promise<void> {
  // A second look that was to follow goes with it; its own would follow from it.
  for (const { checkId: next } of (await deps.store.readReport(checkId))?.followUps ?? []) await cancel(deps, next);
  // First the check: workers then record nothing more, or take back what they did.
  await deps.store.cancelIfThere(checkId, deps.now());
  await deps.store.eraseParts(checkId);
}
