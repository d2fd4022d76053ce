import { test } from '@jest/globals';
import type { Lab } from './lab.ts';

/**
 * `test` for a scenario, or for a part ('bind', 'ipv6' ...): where it is missing on this machine the test is skipped and
 * its title says why; in CI a missing part is a failure. `patience` in milliseconds.
 */
export function testOf(lab: Lab, subject: string, title: string, body: () => Promise<void>, patience = 30_000): void {
  const missing = lab.missingFor(subject);
  if (missing === null) test(title, body, patience);
  else if (process.env.CI === 'true') test(title, () => Promise.reject(new Error(missing)));
  else test.skip(`${title} (${missing})`, body);
}
