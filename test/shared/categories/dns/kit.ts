import type { DnsEvidence, MxHost } from '../../../../shared/categories/dns/evidence.ts';
import { settled } from '../../../../shared/check/category.ts';
import type { AnyRow } from '../../../../shared/check/row.ts';
import { judgeRow, type RowResult } from '../../../../shared/check/runner.ts';
import type { Target } from '../../../../shared/check/target.ts';
import type { DnsAnswer } from '../../../../shared/net/dns/answer.ts';
import type { MxRecord } from '../../../../shared/net/target.ts';

/** Answers and evidence as data, for rows that are judged without a network. */
export const found = (...records: string[]): DnsAnswer<string> => ({
  kind: 'answer',
  records,
  ttl: 300,
  name: 'x',
  aliases: [],
});
export const viaAlias = (alias: string, ...records: string[]): DnsAnswer<string> => ({
  kind: 'answer',
  records,
  ttl: 300,
  name: alias,
  aliases: [alias],
});
export const nodata: DnsAnswer<never> = { kind: 'nodata', aliases: [] };
export const nxdomain: DnsAnswer<never> = { kind: 'nxdomain', aliases: [] };
export const servfail: DnsAnswer<never> = { kind: 'servfail', rcode: 'SERVFAIL', aliases: [] };
export const timeout: DnsAnswer<never> = { kind: 'timeout', aliases: [] };
export const loop: DnsAnswer<never> = { kind: 'loop', aliases: ['b.test', 'a.test'] };

export const mx = (...records: [number, string][]): DnsAnswer<MxRecord> => ({
  kind: 'answer',
  records: records.map(([preference, exchange]) => ({ preference, exchange })),
  ttl: 300,
  name: 'contoso.test',
  aliases: [],
});
export const host = (name: string, a: DnsAnswer<string>, aaaa: DnsAnswer<string> = nodata): MxHost => ({
  host: name,
  literal: false,
  a,
  aaaa,
});
export const hosts = (...tested: MxHost[]) => ({ tested, beyond: [] as string[] });

export const TARGET: Target = {
  domain: 'contoso.test',
  host: 'mx.contoso.test',
  port: 25,
  source: 'mx',
  absence: null,
  addresses: [],
  refused: [],
  beyond: [],
  mode: 'inline',
  modeKnown: true,
  phase: 'after',
  gateway: 'contoso-test.gate.seppmail.cloud',
  gatewaySuffix: 'seppmail.cloud',
  published: true,
  tls: true,
  egressIsGateway: false,
  errand: { recipients: [], send: false, root: '00000000-0000-4000-8000-000000000000', earlier: null },
};

/** Judges one row as the runner does. */
export function judged(row: AnyRow, evidence: Partial<DnsEvidence>, target: Partial<Target> = {}): RowResult[] {
  const pieces = Object.fromEntries(Object.entries(evidence).map(([name, value]) => [name, settled(value)]));
  return judgeRow(
    row,
    'dns',
    { subject: null, software: null, evidence: pieces },
    { target: { ...TARGET, ...target }, now: new Date(0), ownAddresses: [] },
  );
}

/** What a test of a row mostly holds against: subject, status, code and reason of each of its lines. */
export const brief = (rows: readonly RowResult[]): string[] =>
  rows.map(({ subject, status, code, reason }) =>
    [subject, status, code, reason].filter((one) => one !== null).join(' '),
  );
