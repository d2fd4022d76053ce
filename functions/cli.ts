#!/usr/bin/env node
import { once } from 'node:events';
import { Command, CommanderError } from 'commander';
import { EXIT, exitCode } from '../shared/command/exit-code.ts';
import { type CommandOptions, declareOptions, requestOf, withOptions } from '../shared/command/options.ts';
import { openOutput } from '../shared/command/output.ts';
import { declarePreflight, type PreflightOptions, settingsOf } from '../shared/command/preflight-options.ts';
import { declareRecheck, type RecheckOptions } from '../shared/command/recheck/options.ts';
import { liveProgress, plainProgress } from '../shared/command/progress.ts';
import { ServiceUnreachable, UsageError } from '../shared/command/run-check.ts';
import { lookUntilSettled } from '../shared/command/second-look.ts';
import { readSettings } from '../shared/config.ts';
import { SettingError } from '../shared/config-readers.ts';
import { FOLLOW_UPS } from '../shared/mail/deferral.ts';
import { harmless } from '../shared/net/harmless.ts';
import { FORMATS } from '../shared/report/render/formats.ts';
import { renderText } from '../shared/report/render/text.ts';
import { VERSION } from '../shared/version.ts';

const EXAMPLES = `
Examples:
  mxready contoso.com                                   check the server behind the domain's MX
  mxready contoso.com --target mail.contoso.com         check a server that is no MX (yet)
  mxready contoso.com --format json --out report.json   for programs
  mxready preflight                                     look at our own side: SPF, reverse DNS, way out
  mxready recheck --file domains.csv                    many domains, again and again: what changed; recheck --help
  mxready contoso.com --log --lang de                   with the transcript, in German

Exit codes: 0 ready, or with warnings · 1 warnings, with --strict · 2 not ready · 3 incomplete ·
4 target unreachable · 64 wrong usage · 70 a fault of ours. Settings are read from MXREADY_* variables too.`;

/** Ctrl-C and a polite kill both end the check: sockets are closed by its signal. */
class Interrupted extends Error {
  readonly code: number;
  constructor(code: number) {
    super('interrupted');
    this.code = code;
  }
}

function stopper(): AbortController {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort(new Interrupted(EXIT.interrupted)));
  process.once('SIGTERM', () => controller.abort(new Interrupted(143)));
  return controller;
}

const stderr = (text: string): void => {
  process.stderr.write(text);
};

function progressFor(quiet: boolean) {
  if (quiet) return { close: () => {} };
  return process.stderr.isTTY ? liveProgress(stderr, process.stderr.columns ?? 80) : plainProgress(stderr);
}

async function check(domain: string, options: CommandOptions): Promise<number> {
  const settings = withOptions(readSettings(process.env), options);
  const request = requestOf(domain, options, settings);
  const output = openOutput(options.out);
  const progress = progressFor(options.quiet);
  const stop = stopper();
  let limit = AbortSignal.timeout(options.timeout * 1000);
  const limited = (): AbortSignal => {
    limit = AbortSignal.timeout(options.timeout * 1000);
    return AbortSignal.any([stop.signal, limit]);
  };
  try {
    const looks = options.waitGreylist ? FOLLOW_UPS : 0;
    const report = await lookUntilSettled(request, settings, { looks, limited, stop: stop.signal, listener: progress });
    stop.signal.throwIfAborted();
    progress.close();
    const colour = options.out === undefined && process.stdout.isTTY === true && !process.env.NO_COLOR;
    const width = options.out === undefined ? (process.stdout.columns ?? 100) : 100;
    const rendered =
      options.format === 'text'
        ? renderText(report, { lang: options.lang, colour, width, log: options.log })
        : FORMATS[options.format].render(report, options.lang);
    await output.write(rendered);
    return exitCode(report, options.strict);
  } catch (error) {
    progress.close();
    output.discard();
    if (stop.signal.aborted) throw stop.signal.reason;
    if (limit.aborted)
      throw new UsageError(`the target could not be resolved within ${options.timeout} s; raise --timeout`);
    throw error;
  }
}

/** Our own side: whoever finds it broken need not look at servers. */
async function preflight(options: PreflightOptions): Promise<number> {
  // Evaluating SPF takes a library that no other run needs.
  const { isBroken, renderPreflight, runPreflight } = await import('../shared/command/preflight.ts');
  const stop = stopper();
  const result = await runPreflight(settingsOf(readSettings(process.env), options), stop.signal);
  stop.signal.throwIfAborted();
  const rendered = options.format === 'json' ? `${JSON.stringify(result, null, 2)}\n` : renderPreflight(result);
  await openOutput(undefined).write(rendered);
  return isBroken(result) ? EXIT.notReady : EXIT.ready;
}

/** Many domains, of a service or of a file. */
async function recheckMany(options: RecheckOptions, given: (name: string) => boolean): Promise<number> {
  const { liveRunProgress, plainRunProgress, silentRunProgress } = await import(
    '../shared/command/recheck/progress.ts'
  );
  // Reading lists takes libraries that no other run needs.
  const { recheck } = await import('../shared/command/recheck/command.ts');
  const stop = stopper();
  const progress = () => {
    if (options.quiet) return silentRunProgress;
    return process.stderr.isTTY ? liveRunProgress(stderr, process.stderr.columns ?? 80) : plainRunProgress(stderr);
  };
  try {
    const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
    return await recheck(options, { environment: process.env, given, progress, stop: stop.signal, colour });
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason;
    throw error;
  }
}

/** One line on standard error and the exit code that belongs to it. */
function explain(error: unknown): number {
  if (error instanceof Interrupted) return error.code;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    stderr(`mxready: ${harmless(error.message.replace(/^error: /, '').replaceAll('\n', ' '))}; see mxready --help\n`);
    return EXIT.usage;
  }
  if (error instanceof UsageError || error instanceof SettingError) {
    stderr(`mxready: ${error.message}\n`);
    return EXIT.usage;
  }
  if (error instanceof ServiceUnreachable) {
    stderr(`mxready: ${error.message}\n`);
    return EXIT.fault;
  }
  stderr(`mxready: a fault of ours: ${error instanceof Error ? error.message : String(error)}; please report it\n`);
  return EXIT.fault;
}

async function main(): Promise<number> {
  const command = new Command('mxready')
    .description('Is this mail server ready to stand behind the SEPPmail Cloud gateway?')
    .version(VERSION)
    .argument('<domain>', 'mail domain, like contoso.com')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    // What follows `preflight` or `recheck` is its own, although some options have the same names.
    .enablePositionalOptions()
    .configureOutput({ writeErr: () => {} });
  let code = 0;
  declarePreflight(command).action(async (options: PreflightOptions) => {
    code = await preflight(options);
  });
  declareRecheck(command).action(async (options: RecheckOptions, of: Command) => {
    code = await recheckMany(options, (name) => of.getOptionValueSource(name) === 'cli');
  });
  declareOptions(command).action(async (domain: string, options: CommandOptions) => {
    code = await check(domain, options);
  });
  await command.parseAsync();
  return code;
}

// A failed write is told by its own callback; without listeners it would end the process a second time.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
process.exitCode = await main().catch(explain);
if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain').catch(() => {});
