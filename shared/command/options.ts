import { type Command, InvalidArgumentError, Option } from 'commander';
import { builtCategories } from '../categories/index.ts';
import { type CheckRequest, type Language, PORTS, RECIPIENT_LIMIT } from '../check/request.ts';
import type { Settings } from '../config.ts';
import {
  readHelo,
  readMailbox,
  readName,
  readNetwork,
  readPort,
  readResolver,
  readRoots,
  readYesNo,
} from '../config-readers.ts';
import type { Network } from '../net/address.ts';
import { DomainError, parseHost, parseMailDomain } from '../net/domain.ts';
import { domainOf } from '../net/mailbox.ts';
import { FORMAT_IDS, type FormatId } from '../report/render/formats.ts';
import { UsageError } from './run-check.ts';

/** The options as commander hands them over. */
export interface CommandOptions {
  target?: string;
  port: number;
  mode: CheckRequest['mode'];
  phase: CheckRequest['phase'];
  gateway?: string;
  tls: boolean;
  categories?: string[];
  format: FormatId;
  out?: string;
  lang: Language;
  log: boolean;
  resolver?: string;
  ca?: string[];
  helo?: string;
  recipient: string[];
  send: boolean;
  sender?: string;
  spfFailSender?: string;
  relaySink?: string;
  egressIsGateway?: boolean;
  waitGreylist: boolean;
  quiet: boolean;
  allowNetwork: Network[];
  allowPort: number[];
  timeout: number;
  strict: boolean;
}

/** Makes commander name the option when a reader refuses its text. */
export const reading =
  <T>(read: (text: string) => T) =>
  (text: string): T => {
    try {
      return read(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
  };

export const collecting =
  <T>(read: (text: string) => T) =>
  (text: string, sofar: T[]): T[] => [...sofar, reading(read)(text)];

export function readTimeout(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0 || seconds > 3600)
    throw new Error(`"${text}" is not a number of seconds from 1 to 3600`);
  return seconds;
}

function readCategories(text: string): string[] {
  const known = builtCategories.map(({ id }) => id);
  const asked = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const unknown = asked.find((one) => !known.includes(one));
  if (asked.length === 0 || unknown !== undefined)
    throw new Error(
      `${unknown === undefined ? 'none named' : `no category "${unknown}"`}; there are ${known.join(', ')}`,
    );
  return asked;
}

/** Declares the command's options. Those of parts that do not exist yet are not offered. */
export function declareOptions(command: Command): Command {
  const choice = (flags: string, text: string, choices: string[], fallback: string): Option =>
    new Option(flags, text).choices(choices).default(fallback);
  return command
    .option('--target <host>', "mail server to test, name or address (default: the domain's MX)", reading(parseHost))
    .option('--port <n>', 'port: 25, 465 (implicit TLS), 587, 2525', reading(readPort), 25)
    .addOption(choice('--mode <mode>', 'how the domain uses the gateway', ['auto', 'inline', 'parallel'], 'auto'))
    .addOption(choice('--phase <phase>', 'before or after the MX was switched', ['auto', 'before', 'after'], 'auto'))
    .option('--gateway <host>', 'expected gateway host (default: derived from the domain)', reading(readName))
    .option(
      '--recipient <mailbox>',
      'mailbox of the domain that exists; repeatable (always tried: postmaster, abuse and two random ones)',
      collecting(readMailbox),
      [] as string[],
    )
    .option('--send', 'test messages may be sent, to what is named here, a random mailbox and our own sink', false)
    .option('--no-tls', 'do not use STARTTLS')
    .option(
      '--categories <list>',
      `only these: ${builtCategories.map(({ id }) => id).join(', ')}`,
      reading(readCategories),
    )
    .addOption(choice('--format <format>', 'of the report', FORMAT_IDS, 'text'))
    .option('--out <file>', 'write the report there (default: standard output)')
    .addOption(choice('--lang <language>', 'of the report', ['en', 'de'], 'en'))
    .option('--log', 'text format: the transcript too', false)
    .option('--resolver <ip[:port]>', "DNS server (default: the system's)", reading(readResolver))
    .option('--ca <file>', 'PEM file of additional trusted roots', reading(readRoots))
    .option('--helo <name>', 'what we call ourselves in EHLO (default: the address literal)', reading(readHelo))
    .option(
      '--sender <mailbox>',
      'of ours, SPF passes for our address (default: the null sender)',
      reading(readMailbox),
    )
    .option('--spf-fail-sender <mailbox>', 'of ours, SPF fails; needed for the SPF check', reading(readMailbox))
    .option('--relay-sink <mailbox>', 'of ours, in a foreign domain; needed for the relay test', reading(readMailbox))
    .option('--egress-is-gateway <yes|no>', "whether we test from the gateway's own addresses", reading(readYesNo))
    .option('--wait-greylist', 'wait for the second look where the server greylists, and print its report', false)
    .option('--quiet', 'nothing on standard error but errors', false)
    .option(
      '--allow-network <cidr>',
      'permit a normally forbidden network, for labs; repeatable',
      collecting(readNetwork),
      [] as Network[],
    )
    .option('--allow-port <n>', 'permit a port beyond the list; repeatable', collecting(readPort), [] as number[])
    .option('--timeout <seconds>', 'for the whole check', reading(readTimeout), 240)
    .option('--strict', 'warnings count for the exit code', false);
}

/** Lays what the caller said over what the environment says. */
export function withOptions(settings: Settings, options: CommandOptions): Settings {
  return {
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
  };
}

/**
 * The request that the arguments make.
 * @throws UsageError for a bad domain, a port that is not allowed, options that contradict each other
 */
export function requestOf(domain: string, options: CommandOptions, settings: Settings): CheckRequest {
  if (!PORTS.includes(options.port) && !settings.allowPorts.includes(options.port)) {
    throw new UsageError(
      `port ${options.port} is not tested; allowed are ${PORTS.join(', ')}, others with --allow-port`,
    );
  }
  if (options.port === 465 && !options.tls)
    throw new UsageError('--no-tls contradicts --port 465, which is TLS from the start');
  if (options.log && options.format !== 'text')
    throw new UsageError('--log is for the text format alone; json and html have the transcript anyway');
  const { target = null, port, mode, phase, gateway = null, tls, send, categories = null, lang } = options;
  const request = { domain: mailDomain(domain), target, port, mode, phase, gateway, tls, send, categories, lang };
  return { ...request, recipients: recipientsOf(options.recipient, request.domain) };
}

/** Nobody but the domain's own mailboxes is ever addressed on a caller's word. */
function recipientsOf(named: readonly string[], domain: string): string[] {
  const foreign = named.find((one) => domainOf(one) !== domain);
  if (foreign !== undefined)
    throw new UsageError(`--recipient ${foreign} does not belong to ${domain}; name a mailbox of the domain`);
  if (named.length > RECIPIENT_LIMIT)
    throw new UsageError(`${named.length} recipients; name ${RECIPIENT_LIMIT} at most`);
  return [...new Set(named)];
}

function mailDomain(text: string): string {
  try {
    return parseMailDomain(text);
  } catch (error) {
    if (error instanceof DomainError) throw new UsageError(`${error.message}; name the mail domain, like contoso.com`);
    throw error;
  }
}
