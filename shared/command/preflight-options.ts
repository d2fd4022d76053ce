import { type Command, Option } from 'commander';
import type { Settings } from '../config.ts';
import { readAddress, readHelo, readMailbox, readNetwork, readResolver } from '../config-readers.ts';
import type { Network } from '../net/address.ts';
import { collecting, reading } from './options.ts';

export interface PreflightOptions {
  format: 'text' | 'json';
  resolver?: string;
  helo?: string;
  sender?: string;
  spfFailSender?: string;
  relaySink?: string;
  egress: string[];
  allowNetwork: Network[];
}

/** Declares `mxready preflight`. */
export const declarePreflight = (command: Command): Command =>
  command
    .command('preflight')
    .description('look at our own side: identities, reverse DNS, the way out')
    .addOption(new Option('--format <format>', 'of what is told').choices(['text', 'json']).default('text'))
    .option('--resolver <ip[:port]>', "DNS server (default: the system's)", reading(readResolver))
    .option('--helo <name>', 'what we call ourselves in EHLO', reading(readHelo))
    .option('--sender <mailbox>', 'of ours, SPF passes for our address', reading(readMailbox))
    .option('--spf-fail-sender <mailbox>', 'of ours, SPF fails', reading(readMailbox))
    .option('--relay-sink <mailbox>', 'of ours, in a foreign domain', reading(readMailbox))
    .option('--egress <address>', 'that we test from; repeatable', collecting(readAddress), [] as string[])
    .option('--allow-network <cidr>', 'permit a normally forbidden network', collecting(readNetwork), [] as Network[]);

/** Lays what the caller said over what the environment says. */
export const settingsOf = (settings: Settings, options: PreflightOptions): Settings => ({
  ...settings,
  resolver: options.resolver ?? settings.resolver,
  helo: options.helo ?? settings.helo,
  sender: options.sender ?? settings.sender,
  spfFailSender: options.spfFailSender ?? settings.spfFailSender,
  relaySink: options.relaySink ?? settings.relaySink,
  egressAddresses: options.egress.length > 0 ? options.egress : settings.egressAddresses,
  allowNetworks: [...settings.allowNetworks, ...options.allowNetwork],
});
