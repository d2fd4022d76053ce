import type { Target } from '../check/target.ts';
import type { DnsClient } from '../net/dns/client.ts';
import { resolveTarget } from '../net/target.ts';
import { isOpen, type LiveCheck, notBeforeOf } from './check.ts';
import type { Deps } from './deps.ts';
import { askForCategory, askForEnd } from './hints.ts';
import { withheld } from './withheld.ts';

/** How the target of a check is found; apart, so that tests need no DNS. */
export type Resolve = (check: LiveCheck, signal: AbortSignal) => Promise<Target>;

export const resolveBy =
  (deps: Pick<Deps, 'settings'>, makeDns: () => DnsClient): Resolve =>
  (check, signal) =>
    resolveTarget(check.request, deps.settings, makeDns(), signal, check.id).then((target) =>
      withheld(target, deps.settings),
    );

/**
 * Resolves the target once, then sends one message per pending category. Repeated, it keeps the first target.
 * @throws what our own infrastructure throws; the message then comes again
 */
export async function dispatch(deps: Deps, resolve: Resolve, checkId: string, signal: AbortSignal): Promise<void> {
  const check = await deps.store.readCheck(checkId);
  if (!isOpen(check) || (notBeforeOf(check) ?? 0) > deps.now()) return;
  if (deps.settings.killSwitch || check.deadline <= deps.now()) {
    await askForEnd(deps, checkId);
    return;
  }
  // Before the messages: a category that finds no target would have nothing to do.
  if (check.target === null) {
    // A second look goes to the very addresses of the first: greylisting remembers who asked where.
    const known = check.followUp === null ? null : withheld(check.followUp.target, deps.settings);
    await deps.store.startIfUndispatched(checkId, known ?? (await resolve(check, signal)));
  }
  await Promise.all(check.pending.map((category) => askForCategory(deps, check, category)));
}
