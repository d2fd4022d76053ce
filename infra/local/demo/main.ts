import { painter } from '../../../shared/report/render/paint.ts';
import { renderText } from '../../../shared/report/render/text.ts';
import { differences } from './compare.ts';
import { follow } from './follow.ts';
import { recheckTwice } from './many.ts';
import { hasIpv6, openStage, type RunningWorld } from './run-world.ts';
import { comparison, introduction, type Judged, NEXT, nameWidth, overview, type Pen } from './show.ts';
import { WORLDS } from './worlds.ts';

/** The world whose whole report is shown as a sample. */
const SAMPLE = 'expired';
/** For the checks, and for the runs: far more than each takes; a hang must end as a failure. */
const LIMIT_MS = 120_000;
const INTERRUPTED = { SIGINT: 130, SIGTERM: 143 } as const;

const say = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`);
};

async function judged(url: string, running: RunningWorld, signal: AbortSignal, pen: Pen): Promise<Judged> {
  const { world } = running;
  const prefix = `  ${pen.paint('dim', world.name.padEnd(nameWidth(WORLDS)))}  `;
  try {
    const outcome = await follow(url, running, signal, (line) => process.stdout.write(`${prefix}${line}`));
    return { world, report: outcome.report, differences: differences(world.truth, outcome) };
  } catch (error) {
    return {
      world,
      report: null,
      differences: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    };
  }
}

function sample(all: readonly Judged[], colour: boolean, { paint, width }: Pen): string[] {
  const report = all.find(({ world }) => world.name === SAMPLE)?.report;
  if (report == null) return [];
  const title = `The whole report of one of them (${SAMPLE})`;
  return ['', paint('bold', title), '', renderText(report, { lang: 'en', colour, width, log: false }).trimEnd()];
}

const limited = (stop: AbortSignal): AbortSignal => AbortSignal.any([stop, AbortSignal.timeout(LIMIT_MS)]);

/** Checks each server by itself. @returns whether all answers are the truth */
async function checkEach(stop: AbortSignal, colour: boolean, pen: Pen): Promise<boolean> {
  const ipv6 = await hasIpv6();
  const worlds = WORLDS.filter((world) => ipv6 || world.ipv6 !== 'dead');
  const skipped = WORLDS.filter((world) => !worlds.includes(world));
  say(introduction(worlds, skipped, pen));
  const stage = await openStage(worlds, ipv6);
  try {
    const signal = limited(stop);
    const { url } = stage.service;
    say([`The service listens on ${url}; each server is checked with`, `  POST ${url}/v1/checks`, '']);
    const all = await Promise.all(stage.worlds.map((running) => judged(url, running, signal, pen)));
    if (stop.aborted) return false;
    say([...overview(all, pen), ...sample(all, colour, pen), ...comparison(all, skipped, pen)]);
    return all.every((one) => one.differences.length === 0);
  } finally {
    await stage.close();
  }
}

/** @returns exit code */
async function main(stop: AbortSignal): Promise<number> {
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const pen: Pen = { paint: painter(colour), width: Math.min(process.stdout.columns ?? 110, 140) };
  const areTrue = await checkEach(stop, colour, pen);
  if (stop.aborted) return stop.reason;
  const isTold = await recheckTwice(limited(stop), say, pen);
  if (stop.aborted) return stop.reason;
  say(NEXT);
  return areTrue && isTold ? 0 : 1;
}

// A reader that has seen enough (`npm run demo | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(INTERRUPTED[name]));
process.exitCode = await main(stop.signal);
