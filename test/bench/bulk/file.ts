import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleCommand } from '../../../infra/bundle.mjs';
import type { FileDigest } from '../../../shared/command/recheck/digest.ts';
import { unfinishedOf } from '../../../shared/command/recheck/state.ts';
import { median, report } from '../measure.ts';
import { type ForkedLab, forkLab } from './lab/fork.ts';
import { settingsFor } from './lab/settings.ts';
import { STRICT } from './lab/tempers.ts';
import { domainAt } from './lab/world.ts';
import { rssOf } from './process-cpu.ts';

const [SERVERS, CHECKS, LOOK_MS] = [300, 64, 500] as const;
/** Memory near the end of a list against that at a tenth of it. */
const MEMORY_BOUND = 1.1;

interface Ran {
  digest: FileDigest;
  seconds: number;
  /** MB, from 7 to 20 % of its domains, and from 90 % on. */
  rss: { early: number; late: number };
}

/** `mxready recheck --file` over so many domains, as its users run it. */
async function listOf(domains: number, lab: ForkedLab, command: string, folder: string): Promise<Ran> {
  const [list, out] = [join(folder, `${domains}.csv`), join(folder, `${domains}.json`)];
  const lines = Array.from({ length: domains }, (_, at) => `${domainAt(at)},${lab.port}`);
  writeFileSync(list, `domain,port\n${lines.join('\n')}\n`);
  const args = [command, 'recheck', '--file', list, '--concurrency', `${CHECKS}`, '--format', 'json', '--out', out, '--quiet']; // biome-ignore format: one list
  const start = performance.now();
  const child = spawn(process.execPath, args, { env: { ...process.env, ...settingsFor(lab, folder) }, stdio: ['ignore', 'inherit', 'inherit'] }); // biome-ignore format: one line
  const state = `${list}.mxready.ndjson`;
  const written = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const samples: { bytes: number; mb: number }[] = [];
  const timer = setInterval(() => samples.push({ bytes: written(unfinishedOf(state)), mb: rssOf(child.pid ?? 0) }), LOOK_MS); // biome-ignore format: one line
  const [code] = await once(child, 'exit').finally(() => clearInterval(timer));
  if (code !== 0) throw new Error(`recheck --file ended with ${code}`);
  const digest = JSON.parse(readFileSync(out, 'utf8')) as FileDigest;
  // Its lines are alike: what is written of them stands for what is done.
  const all = written(state);
  const within = (least: number, most: number): number => median(samples.filter(({ bytes }) => bytes >= all * least && bytes <= all * most).map(({ mb }) => mb)); // biome-ignore format: one thought
  return { digest, seconds: (performance.now() - start) / 1000, rss: { early: within(0.07, 0.2), late: within(0.9, 1) } }; // biome-ignore format: one thought
}

/** Two lists through the command, the one ten times as long as the other: each domain ends once, and memory stays from a tenth of the long one on. */
export async function bulkByFile(domains: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'mxready-bulk-'));
  const command = await bundleCommand(folder);
  const kept: boolean[] = [];
  const memory: Ran['rss'][] = [];
  try {
    for (const count of [Math.floor(domains / 10), domains]) {
      const lab = await forkLab({ servers: SERVERS, domains: count, greylists: false });
      try {
        const { digest, seconds, rss } = await listOf(count, lab, command, folder);
        const counted = Object.values(digest.byVerdict).reduce((sum, one) => sum + one, 0);
        const isExact = digest.total === count && digest.done === count && counted === count;
        console.log(`${isExact ? 'ok  ' : 'OVER'} ${digest.done} of ${count} domains of a list: ${((count / seconds) * 60).toFixed(0)} a minute, ${rss.early.toFixed(0)} MB, then ${rss.late.toFixed(0)} MB; ${JSON.stringify(digest.byVerdict)}`); // biome-ignore format: one line
        const most = Math.max(...(await lab.tally()).seen.map((one) => one.most));
        kept.push(isExact, report('connections of a list at one server at a time', most, STRICT, `${count} domains`));
        memory.push(rss);
      } finally {
        lab.close();
      }
    }
    const [short, long] = memory;
    if (short === undefined || long === undefined) throw new Error('no list was played');
    kept.push(report('memory near the end of a list against that at a tenth of it', long.late / long.early, MEMORY_BOUND, `${long.early.toFixed(0)} MB, then ${long.late.toFixed(0)} MB`)); // biome-ignore format: one line
    // No bound: it ended before memory had settled.
    console.log(`     a list of a tenth ended at ${short.late.toFixed(0)} MB`);
    return kept.every(Boolean);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
