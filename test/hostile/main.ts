/** `npm run test:hostile -- [--full]`: how much harm callers and servers can do, in figures. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { flood } from './flood.ts';
import { NOTATIONS } from './notations.ts';
import { siege } from './siege.ts';

/** With the patience of real checks it takes four minutes. */
const { values } = parseArgs({ options: { full: { type: 'boolean', default: false } } });
const say = (line: string): void => void process.stdout.write(`${line}\n`);

say(`${NOTATIONS.length} notations of forbidden addresses (tried by npm test)`);

const { idle, peak, checks, names } = await siege(
  values.full ? { patience: null, seconds: 240 } : { patience: 1, seconds: 60 },
);
for (const [at, { took, verdict, largest, steers, fault }] of checks.entries())
  say(`  ${`${took} ms`.padStart(9)}  ${(verdict ?? 'none').padEnd(10)}  ${`${largest}`.padStart(6)} characters  ${names[at]}${steers ? ' STEERS' : ''}${fault ?? ''}`); // biome-ignore format: one thought
say(`${checks.length} hostile servers at once: longest check ${Math.max(...checks.map(({ took }) => took))} ms, memory ${idle.toFixed(0)} MB idle, ${peak.toFixed(0)} MB at its peak`); // biome-ignore format: one thought

const folder = mkdtempSync(join(tmpdir(), 'mxready-flood-'));
const stood = await flood(10, folder);
rmSync(folder, { recursive: true, force: true });
say(`${stood.sent} requests and pieces of rubbish in ${stood.seconds} s (${Math.round(stood.sent / stood.seconds)} a second), ${stood.answered} answered`); // biome-ignore format: one thought
say(`health: ${stood.worstDuring.toFixed(0)} ms at worst meanwhile, ${stood.after.toFixed(0)} ms after; ${stood.checks.done} of ${stood.checks.asked} checks done; ${stood.memoryMb} MB`); // biome-ignore format: one thought
process.exit(0);
