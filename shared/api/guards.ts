import { type CheckRequest, PORTS } from '../check/request.ts';
import { isVetted, parseAddress, vet } from '../net/address.ts';
import { refusalOf } from '../net/callback-url.ts';
import { domainOf } from '../net/mailbox.ts';
import { isSuppressed } from '../net/suppressed.ts';
import type { Deps } from '../pipeline/deps.ts';
import { type FieldError, Problem } from './problem.ts';

const MINUTE_MS = 60_000;

/** What no check may be about, whatever DNS says later; each with its pointer into the request. */
export function impossibleOf(
  { settings }: Pick<Deps, 'settings'>,
  request: Pick<CheckRequest, 'domain' | 'target' | 'port' | 'tls' | 'recipients'>,
): FieldError[] {
  const errors: FieldError[] = [];
  const { port, target, tls } = request;
  if (!PORTS.includes(port) && !settings.allowPorts.includes(port))
    errors.push({ pointer: '/port', detail: `port ${port} is not tested; allowed are ${PORTS.join(', ')}` });
  if (port === 465 && !tls) errors.push({ pointer: '/tls', detail: 'port 465 is TLS from the start' });
  for (const [index, recipient] of request.recipients.entries()) {
    if (domainOf(recipient) !== request.domain)
      errors.push({ pointer: `/recipients/${index}`, detail: `${recipient} does not belong to ${request.domain}` });
  }
  if (target !== null && parseAddress(target) !== null) {
    const verdict = vet(target, settings.allowNetworks);
    if (!isVetted(verdict))
      errors.push({ pointer: '/target', detail: `${verdict.address} lies in ${verdict.network}: not tested` });
  }
  return errors;
}

/** Where a callback may not go: 422, or 403 for who asked not to be called. @throws Problem */
export function refuseCallback(deps: Pick<Deps, 'settings'>, url: string): void {
  const refusal = refusalOf(url, deps.settings);
  if (refusal !== null) throw new Problem(422, refusal, [{ pointer: '/callbackUrl', detail: refusal }]);
  refuseListed(deps, [toBeCalled(url)]);
}

/** @throws Problem 422 with a pointer for each field that makes the request impossible */
export function refuseImpossible(deps: Deps, request: CheckRequest, callbackUrl?: string): void {
  const errors = impossibleOf(deps, request);
  const refusal = callbackUrl === undefined ? null : refusalOf(callbackUrl, deps.settings);
  if (refusal !== null) errors.push({ pointer: '/callbackUrl', detail: refusal });
  if (errors.length > 0) throw new Problem(422, errors.map(({ detail }) => detail).join('; '), errors);
}

interface Asked {
  what: string;
  not: 'tested' | 'called';
}

const toBeCalled = (url: string): Asked => ({ what: new URL(url).hostname, not: 'called' });

function refuseListed({ settings }: Pick<Deps, 'settings'>, asked: readonly Asked[]): void {
  for (const { what, not } of asked) {
    const entry = settings.suppressed.find((one) => isSuppressed(one, what));
    if (entry !== undefined) throw new Problem(403, `${what} is not ${not}: ${entry.reason}`);
  }
}

/** Who asked not to be tested is not. @throws Problem 403 with the reason on the list */
export function refuseSuppressed(deps: Deps, { domain, target }: CheckRequest, callbackUrl?: string): void {
  refuseListed(deps, [
    { what: domain, not: 'tested' },
    ...(target === null ? [] : [{ what: target, not: 'tested' as const }]),
    ...(callbackUrl === undefined ? [] : [toBeCalled(callbackUrl)]),
  ]);
}

/** @throws Problem 503 while all testing is switched off */
export function refuseStopped({ settings }: Pick<Deps, 'settings'>): void {
  if (settings.killSwitch) throw new Problem(503, 'all testing is switched off', [], { 'retry-after': '300' });
}

async function count(deps: Deps, name: string, limit: number, windowMs: number, what: string): Promise<void> {
  if (limit === 0) return;
  const now = deps.now();
  const endsAt = (Math.floor(now / windowMs) + 1) * windowMs;
  if (await deps.store.countIfBelow(`${name}#${endsAt}`, limit, endsAt)) return;
  const seconds = Math.ceil((endsAt - now) / 1000);
  throw new Problem(429, `${what}; again in ${seconds} s`, [], { 'retry-after': `${seconds}` });
}

/** Asked only for what starts work. @throws Problem 503 or 429 */
export async function admit(deps: Deps, caller: string, { domain }: CheckRequest): Promise<void> {
  refuseStopped(deps);
  const { limitPerCaller, limitPerDomain } = deps.settings;
  await count(deps, `CALLER#${caller}`, limitPerCaller, MINUTE_MS, `more than ${limitPerCaller} checks in a minute`);
  await count(deps, `DOMAIN#${domain}`, limitPerDomain, 10 * MINUTE_MS, `more than ${limitPerDomain} checks of ${domain} in ten minutes`); // biome-ignore format: one thought
}
