/** `npm run test:hostile -- [--full]`: how much harm callers and servers can do, in figures and against bounds. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Flooded, flood } from './flood.ts';
import { NOTATIONS } from './notations.ts';
import { type Siege, siege } from './siege.ts';

/** Megabytes that fifty hostile servers may cost above idle. */
const MEMORY = 150;
/** Characters of one transcript: 32 KiB of text, and what JSON adds to each of its lines. */
const TRANSCRIPT = 160_000;
/** Milliseconds: what is cut off by its time needs a moment to be judged. */
const GRACE = 10_000;
/** Milliseconds until the health route answers, while the rubbish pours and when it is over. */
const HEALTH = 1000;
/** The same for a single answer: what pours takes as much of the machine as the service does. */
const WORST = 4000;
/** Requests a second below which it was no flood. */
const FLOOD = 100;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Prints what each check came to. @returns what must not be, as sentences */
function judgeSiege({ idle, peak, checks, names, successes }: Siege, seconds: number): string[] {
  const wrong: string[] = [...successes];
  for (const [at, { took, verdict, largest, steers, fault, unkept }] of checks.entries()) {
    say(`  ${`${took} ms`.padStart(9)}  ${(verdict ?? 'none').padEnd(10)}  ${`${largest}`.padStart(6)} characters  ${names[at]}`); // biome-ignore format: one thought
    if (fault !== null) wrong.push(`${names[at]}: a fault of ours: ${fault}`);
    if (unkept !== null) wrong.push(`${names[at]}: cannot be stored and read again: ${unkept}`);
    if (steers) wrong.push(`${names[at]}: text or JSON could steer a terminal or a page`);
    if (verdict === 'ready') wrong.push(`${names[at]}: is called ready`);
    if (took > seconds * 1000 + GRACE) wrong.push(`${names[at]}: took ${took} ms`);
    if (largest > TRANSCRIPT) wrong.push(`${names[at]}: a transcript of ${largest} characters`);
  }
  say(`${checks.length} hostile servers, at most fifty at once: longest check ${Math.max(...checks.map(({ took }) => took))} ms, memory ${idle.toFixed(0)} MB idle, ${peak.toFixed(0)} MB at its peak`); // biome-ignore format: one thought
  if (peak - idle > MEMORY) wrong.push(`${(peak - idle).toFixed(0)} MB above idle`);
  return wrong;
}

function judgeFlood({
  seconds,
  sent,
  answered,
  usualDuring,
  worstDuring,
  asked,
  after,
  checks,
  memoryMb,
}: Flooded): string[] {
  say(`${sent} requests and pieces of rubbish in ${seconds} s (${Math.round(sent / seconds)} a second), ${answered} answered`); // biome-ignore format: one thought
  say(`health: ${usualDuring.toFixed(0)} ms in nineteen of twenty times, ${worstDuring.toFixed(0)} ms at worst of ${asked} times meanwhile, ${after.toFixed(0)} ms after; ${checks.done} of ${checks.asked} checks done; ${memoryMb} MB`); // biome-ignore format: one thought
  return [
    ...(usualDuring > HEALTH ? [`health took ${usualDuring.toFixed(0)} ms while it poured`] : []),
    ...(worstDuring > WORST ? [`health took ${worstDuring.toFixed(0)} ms once while it poured`] : []),
    ...(after > HEALTH ? [`health took ${after.toFixed(0)} ms when it was over`] : []),
    ...(checks.done < checks.asked ? ['a check was lost'] : []),
    ...(sent < FLOOD * seconds ? ['hardly any rubbish was sent'] : []),
  ];
}

/** With the patience of real checks it takes four minutes. */
const { values } = parseArgs({ options: { full: { type: 'boolean', default: false } } });
say(`${NOTATIONS.length} notations of forbidden addresses (tried by npm test)`);
const options = values.full ? { patience: null, seconds: 240 } : { patience: 1, seconds: 60 };
const crowd = await siege({ ...options, alone: false });
const wrong = judgeSiege(crowd, options.seconds);
if (crowd.checks.length < 50) wrong.push('fewer than fifty servers');
wrong.push(...judgeSiege(await siege({ ...options, alone: true }), options.seconds));
const folder = mkdtempSync(join(tmpdir(), 'mxready-flood-'));
wrong.push(...judgeFlood(await flood(10, folder)));
rmSync(folder, { recursive: true, force: true });
for (const one of wrong) say(`WRONG ${one}`);
process.exit(wrong.length === 0 ? 0 : 1);
