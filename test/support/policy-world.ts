import type { Socket } from 'node:net';
import { envelope } from '../../shared/categories/envelope/index.ts';
import { relay } from '../../shared/categories/relay/index.ts';
import type { Identities, Io } from '../../shared/check/io.ts';
import type { OwnFinding } from '../../shared/check/own-side.ts';
import { type CategoryResult, runCategory } from '../../shared/check/run-category.ts';
import type { RowResult } from '../../shared/check/runner.ts';
import type { Target } from '../../shared/check/target.ts';
import { processSlots } from '../../shared/net/slots.ts';
import { TEST_PATIENCE } from './check-world.ts';
import { TARGET } from './pipeline-world.ts';
import { type MailLog, type MailPolicy, memoryServer, type Wire } from './policy-server.ts';

export const IDENTITIES: Identities = {
  sender: 'smtptest@pass.sender.test',
  spfFailSender: 'smtptest@fail.sender.test',
  relaySink: 'sink@sink.test',
};

export interface PolicyOptions {
  wire?: Wire;
  identities?: Partial<Identities>;
  errand?: Partial<Target['errand']>;
  target?: Partial<Target>;
  ours?: readonly string[];
  ownSide?: readonly OwnFinding[];
  only?: 'envelope' | 'relay';
  /** A real server in place of the policy. */
  dial?: () => Promise<Socket>;
  patience?: Partial<Io['patience']>;
}

export interface PolicyCheck {
  results: CategoryResult[];
  rows: RowResult[];
  log: MailLog;
  /** "<status> <code>" or "<status> <reason>" of a row. */
  said(id: string, subject?: string): string;
  row(id: string, subject?: string): RowResult;
}

/** A healthy server: tells unknown recipients at RCPT, relays nothing, asks for no SPF. */
export const HEALTHY: MailPolicy = {
  domain: 'contoso.test',
  exists: ['postmaster', 'abuse', 'info'],
  unknown: { stage: 'rcpt', reply: '550 5.1.1 user unknown' },
  foreign: { stage: 'rcpt', reply: '554 5.7.1 Relay access denied' },
};

/** Runs envelope and relay against a policy, in memory. */
export async function checkPolicy(policy: Partial<MailPolicy>, options: PolicyOptions = {}): Promise<PolicyCheck> {
  const { open, log } = memoryServer({ ...HEALTHY, ...policy }, options.wire);
  const io = {
    dial: options.dial ?? (async () => open()),
    hasRoute: async () => true,
    wayOut: async () => 'works',
    ownAddresses: options.ours ?? [],
    slots: processSlots(3, 0),
    patience: { ...TEST_PATIENCE, ...options.patience },
    pause: async (_ms: number, signal: AbortSignal) => signal.throwIfAborted(),
    random: Math.random,
    now: () => new Date(),
    timeout: (ms: number) => AbortSignal.timeout(ms),
    clock: () => performance.now(),
    helo: 'probe.example.com',
    identities: { ...IDENTITIES, ...options.identities },
    extraRoots: [],
    ownSide: async () => options.ownSide ?? [],
  } as unknown as Io;
  const target: Target = { ...TARGET, tls: false, ...options.target, errand: { ...TARGET.errand, ...options.errand } };
  const signal = AbortSignal.timeout(30_000);
  const categories = [envelope, relay].filter(({ id }) => options.only === undefined || options.only === id);
  const results = await Promise.all(categories.map((one) => runCategory(one, target, io, signal)));
  const rows = results.flatMap((one) => one.rows);
  const row = (id: string, subject?: string): RowResult => {
    const found = rows.find((one) => one.id === id && (subject === undefined || one.subject === subject));
    if (found === undefined) throw new Error(`no row ${id} of ${subject ?? 'any subject'}`);
    return found;
  };
  const said = (id: string, subject?: string): string => {
    const { status, reason, code } = row(id, subject);
    return `${status} ${reason ?? code}`;
  };
  return { results, rows, log, row, said };
}
