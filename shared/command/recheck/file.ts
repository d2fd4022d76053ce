import { existsSync } from 'node:fs';
import type { Settings } from '../../config.ts';
import type { Output } from '../output.ts';
import { UsageError } from '../run-check.ts';
import { openBaselines } from './baselines.ts';
import { createChecker } from './checker.ts';
import { asOfService, digestOf, printDigest } from './digest.ts';
import { endOf, runExitCode } from './exit.ts';
import { type FileRun, runList } from './file-run.ts';
import { readList } from './list.ts';
import { takeLock } from './lock.ts';
import type { RecheckOptions } from './options.ts';
import type { RunProgress, Standing } from './progress.ts';
import { type EndedDomain, openState, readState, type StateFile, unfinishedOf } from './state.ts';

export interface FileWorld {
  settings: Settings;
  output: Output;
  progress: RunProgress;
  stop: AbortSignal;
  /** Whether text is read on a terminal that shows colours. */
  colour: boolean;
}

/** Lays what the caller said over what the environment says. */
export const withRecheckOptions = (settings: Settings, options: RecheckOptions): Settings => ({
  ...settings,
  resolver: options.resolver ?? settings.resolver,
  extraRoots: [...settings.extraRoots, ...(options.ca ?? [])],
  helo: options.helo ?? settings.helo,
  sender: options.sender ?? settings.sender,
  spfFailSender: options.spfFailSender ?? settings.spfFailSender,
  relaySink: options.relaySink ?? settings.relaySink,
  egressIsGateway: options.egressIsGateway ?? settings.egressIsGateway,
  allowNetworks: [...settings.allowNetworks, ...options.allowNetwork],
  allowPorts: [...settings.allowPorts, ...options.allowPort],
});

/** Counts what ends, and shows it. */
async function counting(state: StateFile, path: string, progress: RunProgress): Promise<FileRun['heard']> {
  const byVerdict: Record<string, number> = {};
  const shown = { status: 'running' as Standing['status'], total: state.head.domains, done: 0, worse: 0, endsAt: null };
  const count = ({ outcome, items }: EndedDomain): void => {
    shown.done += 1;
    byVerdict[outcome] = (byVerdict[outcome] ?? 0) + 1;
    shown.worse += items.filter(({ kind }) => kind === 'worse').length;
    if (shown.done === shown.total) shown.status = 'done';
  };
  if (state.resumed) for await (const one of readState(unfinishedOf(path))) if ('ended' in one) count(one.ended);
  progress.show({ ...shown, byVerdict, waiting: 0 });
  return (ended, waiting) => {
    if (ended !== null) count(ended);
    if (ended?.error !== undefined) progress.note(`${ended.domain}: ${ended.error}`);
    progress.show({ ...shown, byVerdict, waiting });
  };
}

/** What is said before anything is checked. */
function noteOf({ resumed, ended }: StateFile, path: string, total: number): string {
  if (resumed && ended.size === total)
    return 'the run that was stopped is done and was not told: nothing is checked anew';
  if (resumed) return `going on with the run that was stopped: ${ended.size} of ${total} domains are done`;
  return existsSync(path) ? 'compared with the run before' : 'the first run of this list: there is nothing to compare with'; // biome-ignore format: one thought
}

/**
 * Checks what is left of the list, and lets the run take the place of the one before once it is told: what is compared
 * with a run of which nobody heard is a loss that nobody hears of.
 * @param tell given where the run is written
 */
async function runToEnd<T>(
  path: string,
  options: RecheckOptions,
  { settings, progress, stop }: FileWorld,
  tell: (written: string) => Promise<T>,
): Promise<T> {
  const list = readList(options.file ?? '', settings);
  const baselines = await openBaselines(path);
  let state: StateFile | undefined;
  let isUntold = false;
  try {
    state = await openState({ path, list, anew: options.anew === true });
    const { ended, append } = state;
    progress.note(noteOf(state, path, list.entries.length));
    await runList({
      ...{ entries: list.entries, ended, append, stop, suppressed: settings.suppressed },
      checker: createChecker(settings, { ...options, waitGreylist: options.waitGreylist === true }, stop),
      baselineOf: baselines.of,
      confirmAfter: options.confirmAfter * 1000,
      heard: await counting(state, path, progress),
    });
    isUntold = true;
    progress.close();
    const told = await tell(unfinishedOf(path));
    isUntold = false;
    await state.finish();
    return told;
  } catch (error) {
    await state?.close();
    if (stop.aborted) progress.note('stopped; the same command goes on where it was');
    else if (isUntold) progress.note('not told; the same command tells it, and checks nothing anew');
    throw error;
  } finally {
    progress.close();
    await baselines.close();
  }
}

/** `mxready recheck --file`: all domains of a file in this one process. @returns the exit code */
export async function recheckFile(options: RecheckOptions, world: FileWorld): Promise<number> {
  if (world.settings.killSwitch) throw new UsageError('MXREADY_KILL_SWITCH: all testing is switched off');
  const path = options.state ?? `${options.file}.mxready.ndjson`;
  const release = takeLock(path);
  try {
    const end = await runToEnd(path, options, world, async (written) => {
      const digest = await digestOf(written);
      const { format, lang } = options;
      await world.output.write(format === 'json' ? `${JSON.stringify(digest, null, 2)}\n` : printDigest(digest, lang, world.colour)); // biome-ignore format: one thought
      return endOf(asOfService(digest, lang));
    });
    return runExitCode(end, false, options.strict);
  } finally {
    release();
  }
}
