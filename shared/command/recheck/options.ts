import { type Command, Option } from 'commander';
import type { Language } from '../../check/request.ts';
import { readHelo, readMailbox, readNetwork, readPort, readResolver, readRoots, readService, readYesNo } from '../../config-readers.ts'; // biome-ignore format: one thought
import type { Network } from '../../net/address.ts';
import { MOST_AGE, MOST_SPREAD } from '../../pipeline/recheck/run.ts';
import type { Verdict } from '../../report/texts/language.ts';
import { collecting, reading, readTimeout } from '../options.ts';
import { UsageError } from '../run-check.ts';

export const RUN_FORMATS = ['text', 'json', 'html', 'csv'] as const;
export type RunFormat = (typeof RUN_FORMATS)[number];
const VERDICTS: readonly Verdict[] = ['ready', 'readyWithWarnings', 'notReady', 'incomplete'];

/** The options of `mxready recheck` as commander hands them over. */
export interface RecheckOptions {
  service?: string;
  token?: string;
  tenant: string[];
  verdict: Verdict[];
  checkedBefore?: string;
  spread?: number;
  maxAge?: number;
  force?: boolean;
  /** The id of a run; false: none is followed. */
  follow?: string | false;
  pause?: string;
  resume?: string;
  cancel?: string;
  list?: boolean;
  only?: 'changed' | 'worse' | 'failed';
  file?: string;
  state?: string;
  anew?: boolean;
  concurrency: number;
  confirmAfter: number;
  waitGreylist?: boolean;
  resolver?: string;
  ca?: string[];
  helo?: string;
  sender?: string;
  spfFailSender?: string;
  relaySink?: string;
  egressIsGateway?: boolean;
  allowNetwork: Network[];
  allowPort: number[];
  timeout: number;
  format: RunFormat;
  out?: string;
  lang: Language;
  quiet: boolean;
  strict: boolean;
}

const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most)
      throw new Error(`"${text}" is not a whole number from ${least} to ${most}`);
    return number;
  };

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time, or how long ago it was: `2026-01-31T00:00:00Z`, `7d`, `12h`, `30m`. @returns ISO 8601, UTC */
export function readSince(text: string, now: number = Date.now()): string {
  const [, count = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(text.trim()) ?? [];
  const time = count === '' ? Date.parse(text) : now - Number(count) * (UNITS[unit] ?? 0);
  if (Number.isNaN(time) || (count === '' && !/^\d{4}-\d{2}-\d{2}/.test(text.trim())))
    throw new Error(`"${text}" is no time; write it like 2026-01-31T00:00:00Z, or how long ago: 7d, 12h, 30m`);
  return new Date(time).toISOString();
}

/** The path of a run takes it. */
function readRunId(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(text)) throw new Error(`"${text}" is no id of a run`);
  return text;
}

/** Names as commander has them, by the form of the command that they belong to. */
const OF_SERVICE = ['service', 'token', 'tenant', 'verdict', 'checkedBefore', 'spread', 'maxAge', 'force', 'follow', 'pause', 'resume', 'cancel', 'list', 'only'] as const; // biome-ignore format: one thought
const OF_FILE = ['state', 'anew', 'concurrency', 'confirmAfter', 'waitGreylist', 'resolver', 'ca', 'helo', 'sender', 'spfFailSender', 'relaySink', 'egressIsGateway', 'allowNetwork', 'allowPort', 'timeout'] as const; // biome-ignore format: one thought
const ORDERS = ['tenant', 'verdict', 'checkedBefore', 'spread', 'maxAge', 'force'] as const;
const ERRANDS = ['follow', 'pause', 'resume', 'cancel', 'list'] as const;

const flag = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/**
 * What contradicts itself in the options.
 * @param given whether an option stands on the command line
 * @throws UsageError naming the options
 */
export function refuseContradictions({ file, format, follow }: RecheckOptions, given: (name: string) => boolean): void {
  const foreign = (file === undefined ? OF_FILE : OF_SERVICE).find(given);
  if (foreign !== undefined) {
    const why = file === undefined ? 'is for a file of domains; name it with --file' : 'is for a service, and --file checks without one'; // biome-ignore format: one thought
    throw new UsageError(`${flag(foreign)} ${why}`);
  }
  if (file !== undefined && (format === 'html' || format === 'csv'))
    throw new UsageError(`--format ${format} is made by a service; with --file there are text and json`);
  const errands = ERRANDS.filter((name) => given(name) && !(name === 'follow' && follow === false));
  if (errands.length > 1) throw new UsageError(`${errands.map(flag).join(' and ')}: ask for one thing at a time`);
  const [errand] = errands;
  const order = ORDERS.find(given);
  if (errand !== undefined && order !== undefined)
    throw new UsageError(`${flag(order)} is for a new run, and ${flag(errand)} begins none`);
}

/** Declares `mxready recheck`. */
export function declareRecheck(command: Command): Command {
  const recheck = command
    .command('recheck')
    .description('check many domains again, and tell what changed: those of a service, or of a file')
    .addHelpText('after', EXAMPLES);
  declareService(recheck);
  declareFile(recheck);
  return recheck
    .optionsGroup('Both:')
    .addOption(new Option('--format <format>', 'text, html: the digest; json, csv: every result (with --file text and json alone)').choices([...RUN_FORMATS]).default('text')) // biome-ignore format: one thought
    .option('--out <file>', 'write it there (default: standard output)')
    .addOption(
      new Option('--lang <language>', 'of the digest, and of what results say').choices(['en', 'de']).default('en'),
    )
    .option('--quiet', 'nothing on standard error but errors', false)
    .option('--strict', 'what expires or was worse once counts for the exit code', false);
}

const declareService = (command: Command): Command =>
  command
    .optionsGroup('Domains of a service:')
    .option('--service <url>', 'where it is (default: MXREADY_SERVICE, or this machine)', reading(readService))
    .option('--token <token>', 'that it asks for (better: MXREADY_TOKEN, which no list of processes shows)')
    .option('--tenant <id>', 'only domains of this tenant; repeatable', collecting(readRunId), [] as string[])
    .addOption(new Option('--verdict <verdict>', 'only domains whose last check came to it; repeatable').choices(VERDICTS).argParser(collecting(readVerdict)).default([], 'any')) // biome-ignore format: one thought
    .option('--checked-before <time>', 'only domains not checked since: a time, or 7d, 12h, 30m ago', reading((text) => readSince(text))) // biome-ignore format: one thought
    .option('--spread <seconds>', 'over which the checks are begun', reading(whole(0, MOST_SPREAD)))
    .option('--max-age <seconds>', 'a finished check no older will do', reading(whole(0, MOST_AGE)))
    .option('--force', 'check each domain anew, and each shared server for each of its domains')
    .option('--follow <run>', 'begin none: follow this one to its end', reading(readRunId))
    .option('--no-follow', 'begin a run, print its id, and leave it')
    .option('--pause <run>', 'begin no more of its checks for now', reading(readRunId))
    .option('--resume <run>', 'go on with one that is paused', reading(readRunId))
    .option('--cancel <run>', 'end it', reading(readRunId))
    .option('--list', 'the runs there are, newest first')
    .addOption(new Option('--only <which>', 'of the results (json, csv)').choices(['changed', 'worse', 'failed']));

const declareFile = (command: Command): Command =>
  command
    .optionsGroup('Domains of a file, without a service:')
    .option('--file <csv>', 'columns as of an import of tenants; only "domain" must be there')
    .option('--state <file>', 'what is known from run to run (default: <csv>.mxready.ndjson)')
    .option('--anew', 'begin a new run, even where one was stopped in the middle')
    .option('--concurrency <n>', 'checks at a time', reading(whole(1, 256)), 16)
    .option('--confirm-after <seconds>', 'before a second look at what got worse', reading(whole(0, 86_400)), 300)
    .option('--wait-greylist', 'wait for the second look where a server greylists')
    .option('--resolver <ip[:port]>', "DNS server (default: the system's)", reading(readResolver))
    .option('--ca <file>', 'PEM file of additional trusted roots', reading(readRoots))
    .option('--helo <name>', 'what we call ourselves in EHLO', reading(readHelo))
    .option('--sender <mailbox>', 'of ours, SPF passes for our address', reading(readMailbox))
    .option('--spf-fail-sender <mailbox>', 'of ours, SPF fails', reading(readMailbox))
    .option('--relay-sink <mailbox>', 'of ours, in a foreign domain', reading(readMailbox))
    .option('--egress-is-gateway <yes|no>', "whether we test from the gateway's own addresses", reading(readYesNo))
    .option('--allow-network <cidr>', 'permit a normally forbidden network', collecting(readNetwork), [] as Network[])
    .option('--allow-port <n>', 'permit a port beyond the list', collecting(readPort), [] as number[])
    .option('--timeout <seconds>', 'for each check', reading(readTimeout), 240);

/** Choices are not looked at where texts are collected. */
function readVerdict(text: string): Verdict {
  const verdict = VERDICTS.find((one) => one === text);
  if (verdict === undefined) throw new Error(`no verdict "${text}"; there are ${VERDICTS.join(', ')}`);
  return verdict;
}

const EXAMPLES = `
Examples:
  mxready recheck --service https://mxready.example.com      every domain of every tenant; follow the run, tell the news
  mxready recheck --verdict notReady --max-age 3600          only what was not ready, unless it was just looked at
  mxready recheck --follow <run> --format csv --out run.csv  its results as a table
  mxready recheck --file domains.csv                         without a service; again to go on, or to tell what changed

Exit codes: 0 done, nothing worse · 1 something expires or was worse once, with --strict · 2 something is worse ·
3 the run was cancelled · 64 wrong usage, or refused by the service · 70 a fault of ours or of the service, or it cannot
be reached · 130 stopped by Ctrl-C: a run of a service goes on, one of a file goes on when it is begun again. What is
acknowledged counts for none of them.`;
