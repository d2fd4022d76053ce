import {
  list,
  readAddress,
  readCount,
  readHelo,
  readHostPort,
  readMailbox,
  readName,
  readNetwork,
  readOrigin,
  readPort,
  readResolver,
  readRoots,
  readSeconds,
  readSuppressed,
  readWhole,
  readYesNo,
} from './config-readers.ts';

/** One environment variable: what it means, what it defaults to, and how its text is read. */
export interface Setting<T> {
  variable: string;
  meaning: string;
  fallback: string;
  read(text: string): T;
}

export const setting = <T>(
  variable: string,
  fallback: string,
  meaning: string,
  read: (text: string) => T,
): Setting<T> => ({
  variable: `MXREADY_${variable}`,
  meaning,
  fallback,
  read,
});

export const optional =
  <T>(read: (text: string) => T) =>
  (text: string): T | null =>
    text.trim() === '' ? null : read(text);

/** Every setting there is; `docs/configuration.md` is made from this table. */
export const SETTINGS = {
  gatewaySuffix: setting('GATEWAY_SUFFIX', 'seppmail.cloud', 'domain under which the gateway hosts lie', readName),
  helo: setting('HELO', '', 'what we call ourselves in EHLO; without it the address literal', optional(readHelo)),
  sender: setting(
    'SENDER',
    '',
    'envelope sender of ours whose domain passes SPF for our address; without it the null sender',
    optional(readMailbox),
  ),
  spfFailSender: setting(
    'SPF_FAIL_SENDER',
    '',
    'envelope sender of ours whose domain publishes v=spf1 -all; without it the SPF check is not tested',
    optional(readMailbox),
  ),
  relaySink: setting(
    'RELAY_SINK',
    '',
    'mailbox of ours that the relay test addresses; without it relaying is not tested',
    optional(readMailbox),
  ),
  egressAddresses: setting('EGRESS_ADDRESSES', '', 'addresses that we test from, by commas', (text) =>
    list(text).map(readAddress),
  ),
  egressIsGateway: setting(
    'EGRESS_IS_GATEWAY',
    'no',
    'whether these are the gateway’s own delivery addresses',
    readYesNo,
  ),
  canary: setting(
    'CANARY',
    '',
    'host:port of a server of our own that shows whether our way out works',
    optional(readHostPort),
  ),
  allowNetworks: setting(
    'ALLOW_NETWORKS',
    '',
    'normally forbidden networks that may be tested, and called back, by commas',
    (text) => list(text).map(readNetwork),
  ),
  allowPorts: setting(
    'ALLOW_PORTS',
    '',
    'ports beyond 25, 465, 587, 2525 that may be tested, and beyond 443 called back, by commas',
    (text) => list(text).map(readPort),
  ),
  resolver: setting('RESOLVER', '', 'DNS server, ip or ip:port; without it the system’s', optional(readResolver)),
  extraRoots: setting('CA_FILE', '', 'file of PEM certificates trusted beside the public roots', (text) =>
    text === '' ? [] : readRoots(text),
  ),
  connectionsPerTarget: setting('CONNECTIONS_PER_TARGET', '3', 'connections at one address at a time', readCount),
  checkSeconds: setting(
    'CHECK_SECONDS',
    '240',
    'seconds for a whole check of the service; at least the longest limit of a category and a minute',
    (text) => readWhole(text, 10, 840),
  ),
  transcriptDays: setting('TRANSCRIPT_DAYS', '14', 'days that the service keeps transcripts', (text) =>
    readWhole(text, 1, 3650),
  ),
  reportDays: setting('REPORT_DAYS', '90', 'days that the service keeps reports', (text) => readWhole(text, 1, 3650)),
  linkDays: setting(
    'LINK_DAYS',
    '30',
    'days that a link to a report is good, no longer than the report is kept',
    (text) => readWhole(text, 1, 3650),
  ),
  publicUrl: setting(
    'PUBLIC_URL',
    '',
    'where callers reach the service, like https://mxready.example.com; without it links and callbacks begin as the request did',
    optional(readOrigin),
  ),
  startPage: setting(
    'START_PAGE',
    'no',
    'whether the service has a page for people at /, with a form for a check; the local service has it unless told no',
    readYesNo,
  ),
  limitPerCaller: setting('LIMIT_PER_CALLER', '60', 'checks that a caller may begin in a minute; 0: any', (text) =>
    readWhole(text, 0, 1_000_000),
  ),
  limitPerDomain: setting('LIMIT_PER_DOMAIN', '6', 'checks of a domain in ten minutes; 0: any', (text) =>
    readWhole(text, 0, 1_000_000),
  ),
  recheckOpen: setting('RECHECK_OPEN', '200', 'checks of a run of re-checks that are under way at once', (text) =>
    readWhole(text, 1, 10_000),
  ),
  confirmSeconds: setting(
    'CONFIRM_SECONDS',
    '300',
    'least seconds before what a run finds to be worse is looked at once more; told is what both looks saw',
    (text) => readWhole(text, 0, 86_400),
  ),
  nightlySpread: setting(
    'NIGHTLY_SPREAD',
    '21600',
    'seconds over which the nightly run of re-checks begins its checks; 0: as fast as the servers can be asked politely',
    (text) => readWhole(text, 0, 7 * 86_400),
  ),
  nightlyMaxAge: setting(
    'NIGHTLY_MAX_AGE',
    '0',
    'seconds: the nightly run takes a finished check no older; 0: it checks each domain anew',
    (text) => readWhole(text, 0, 365 * 86_400),
  ),
  suppressed: setting(
    'SUPPRESSION_LIST',
    '',
    'domains, hosts and networks that must not be tested, by semicolons, each with a reason: contoso.com=asked us not to',
    readSuppressed,
  ),
  killSwitch: setting('KILL_SWITCH', 'no', 'yes stops all probing of the service', readYesNo),
  patienceConnect: setting('PATIENCE_CONNECT', '10', 'seconds to wait for a connection', readSeconds),
  patienceGreeting: setting('PATIENCE_GREETING', '100', 'seconds to wait for the greeting', readSeconds),
  patienceCommand: setting(
    'PATIENCE_COMMAND',
    '45',
    'seconds to wait for the reply to a command and for a TLS handshake',
    readSeconds,
  ),
  patienceEndOfData: setting(
    'PATIENCE_END_OF_DATA',
    '120',
    'seconds to wait for the reply to a test message',
    readSeconds,
  ),
  patienceQuit: setting('PATIENCE_QUIT', '10', 'seconds to wait for the reply to QUIT', readSeconds),
  pauseLeast: setting(
    'PAUSE_LEAST',
    '5',
    'least seconds before a second look at a server that throttled us',
    readSeconds,
  ),
  pauseMost: setting('PAUSE_MOST', '8', 'most seconds before it', readSeconds),
  pauseDeferral: setting(
    'PAUSE_DEFERRAL',
    '10',
    'seconds before a deferred recipient is tried again, which tells a short deferral from greylisting',
    readSeconds,
  ),
} as const;
