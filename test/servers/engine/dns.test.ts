import { afterAll, describe, expect } from '@jest/globals';
import type { Report } from '../../../shared/report/report.ts';
import { sharedLab } from '../harness/lab.ts';
import { testOf } from '../harness/lab-test.ts';
import { checkScenario, codeOf, type Expected, expectNotable } from './kit.ts';

/** DNS rows, mode and phase over a real BIND. */
const lab = await sharedLab();
afterAll(() => lab.stop(), 60_000);

interface Case {
  scenario: string;
  verdict: Report['verdict'];
  mode: Report['mode'];
  phase: Report['phase'];
  /** What is not well among the DNS rows; `{}` stands for the scenario's IPv4 address. */
  rows: Expected;
  codes?: Readonly<Record<string, string>>;
}

const UNKNOWN = { mode: 'unprovisioned', phase: 'before' } as const;
const READY = 'readyWithWarnings' as const;
const AFTER = { mode: 'inline', phase: 'after' } as const;
const domainOf = (name: string): string => lab.scenario(name).domain;
const NO_TARGET = 'notTested no-target';
const TARGET_ROWS = { 'a-record': NO_TARGET, 'aaaa-record': NO_TARGET, 'ptr-ipv4': NO_TARGET, 'ptr-ipv6': NO_TARGET };
const UNRESOLVED = Object.fromEntries(
  ['a-record', 'aaaa-record', 'ptr-ipv4', 'ptr-ipv6'].map((id) => [id, 'inconclusive dns-trouble']),
);

const CASES: readonly Case[] = [
  {
    scenario: 'gateway-before',
    verdict: READY,
    mode: 'inline',
    phase: 'before',
    rows: {},
    codes: { 'mx-points-to-gateway': 'not-switched', 'single-mx': 'not-switched' },
  },
  {
    scenario: 'gateway-after',
    verdict: 'incomplete',
    ...AFTER,
    rows: TARGET_ROWS,
    codes: { 'mx-points-to-gateway': 'at-gateway', 'single-mx': 'single' },
  },
  {
    scenario: 'gateway-two-mx',
    verdict: 'notReady',
    ...AFTER,
    rows: { 'single-mx': 'fail several', ...TARGET_ROWS },
    codes: { 'mx-points-to-gateway': 'at-gateway' },
  },
  {
    scenario: 'gateway-foreign',
    verdict: 'notReady',
    ...AFTER,
    rows: { 'mx-points-to-gateway': 'fail foreign-gateway', ...TARGET_ROWS },
    codes: { 'single-mx': 'single' },
  },
  {
    scenario: 'parallel',
    verdict: READY,
    mode: 'parallel',
    phase: 'before',
    rows: {},
    codes: { 'mx-points-to-gateway': 'not-applicable', 'single-mx': 'not-applicable' },
  },
  {
    scenario: 'null-mx',
    verdict: 'incomplete',
    ...UNKNOWN,
    rows: { 'mx-resolvable': 'warn null-mx', ...TARGET_ROWS },
  },
  { scenario: 'no-mx', verdict: READY, ...UNKNOWN, rows: {}, codes: { 'mx-resolvable': 'implicit-mx' } },
  {
    scenario: 'mx-cname',
    verdict: READY,
    ...UNKNOWN,
    rows: { 'mx-resolvable@mx.mx-cname.lab.test': 'warn is-alias' },
    codes: { 'a-record': 'addresses', 'ptr-ipv4': 'pass-all' },
  },
  {
    scenario: 'mx-cname-loop',
    verdict: 'notReady',
    ...UNKNOWN,
    rows: { 'mx-resolvable@mx.mx-cname-loop.lab.test': 'fail alias-loop', ...UNRESOLVED },
  },
  {
    scenario: 'mx-nxdomain',
    verdict: 'notReady',
    ...UNKNOWN,
    rows: { 'mx-resolvable@gone.mx-nxdomain.lab.test': 'fail unresolvable', 'a-record': 'fail no-address' },
    codes: { 'aaaa-record': 'not-applicable', 'ptr-ipv4': 'not-applicable' },
  },
  {
    scenario: 'mx-ip-literal',
    verdict: 'notReady',
    ...UNKNOWN,
    rows: { 'mx-resolvable@{}': 'fail ip-literal' },
  },
  {
    scenario: 'servfail',
    verdict: 'incomplete',
    ...UNKNOWN,
    rows: {
      ...UNRESOLVED,
      'mx-points-to-gateway': 'inconclusive dns-trouble',
      'single-mx': 'inconclusive dns-trouble',
      'mx-resolvable': 'inconclusive dns-trouble',
    },
  },
  {
    scenario: 'mx-servfail',
    verdict: 'incomplete',
    ...UNKNOWN,
    rows: { 'mx-resolvable@mx.servfail.lab.test': 'inconclusive dns-trouble', ...UNRESOLVED },
  },
  { scenario: 'ptr-none', verdict: READY, ...UNKNOWN, rows: { 'ptr-ipv4@{}': 'warn none' } },
  { scenario: 'ptr-mismatch', verdict: READY, ...UNKNOWN, rows: { 'ptr-ipv4@{}': 'warn mismatch' } },
  { scenario: 'ptr-forward-missing', verdict: READY, ...UNKNOWN, rows: { 'ptr-ipv4@{}': 'warn forward-missing' } },
  { scenario: 'ptr-any', verdict: READY, ...UNKNOWN, rows: { 'ptr-ipv4@{}': 'warn pass-any' } },
  { scenario: 'ptr-servfail', verdict: READY, ...UNKNOWN, rows: { 'ptr-ipv4@{}': 'inconclusive dns-trouble' } },
  { scenario: 'wildcard', verdict: READY, ...UNKNOWN, rows: {}, codes: { 'domain-records': 'facts' } },
];

const dnsRows = (report: Report): Report => ({
  ...report,
  rows: report.rows.filter(({ category }) => category === 'dns'),
});

describe('DNS rows over a real name server', () => {
  for (const { scenario, verdict, mode, phase, rows, codes = {} } of CASES) {
    testOf(lab, scenario, `${scenario}: ${lab.scenario(scenario).what}`, async () => {
      const report = await checkScenario(lab, scenario);
      const address = lab.scenario(scenario).addresses[0] ?? '';
      const named = Object.entries(rows).map(([key, value]) => [key.replace('{}', address), value]);
      expectNotable(dnsRows(report), verdict, Object.fromEntries(named));
      expect({ mode: report.mode, phase: report.phase }).toEqual({ mode, phase });
      expect(Object.fromEntries(Object.keys(codes).map((id) => [id, codeOf(report, id)]))).toEqual(codes);
    });
  }
});

describe('no gateway is ever connected to', () => {
  for (const scenario of ['gateway-after', 'gateway-two-mx', 'gateway-foreign']) {
    testOf(lab, 'bind', scenario, async () => {
      const report = await checkScenario(lab, scenario);
      expect({ target: report.target, conversations: report.conversations }).toEqual({
        target: null,
        conversations: [],
      });
      expect(report.rows.filter(({ id }) => id === 'connect')).toMatchObject([{ reason: 'no-target', side: 'tester' }]);
    });
  }

  testOf(lab, 'bind', 'not even when the caller names one', async () => {
    const target = 'gateway-after-lab-test.gate.seppmail.cloud';
    const report = await checkScenario(lab, 'gateway-before', { target });
    expect({ target: report.target, conversations: report.conversations }).toEqual({ target: null, conversations: [] });
  });
});

describe('what a failed look-up does not tell', () => {
  testOf(lab, 'bind', 'an unresolved target is no unreachable server', async () => {
    const report = await checkScenario(lab, 'mx-servfail');
    expect(report.rows.filter(({ id }) => id === 'connect')).toMatchObject([
      { status: 'inconclusive', reason: 'dns-trouble', side: 'dns' },
    ]);
  });

  testOf(lab, 'bind', 'a wildcard is told, and is no mail exchanger', async () => {
    const report = await checkScenario(lab, 'wildcard');
    const row = report.rows.find(({ id }) => id === 'domain-records');
    expect(row?.value).toContain('wildcard');
  });

  testOf(lab, 'bind', 'a domain that does not exist fails as the domain', async () => {
    const report = await checkScenario(lab, 'postfix-healthy', { domain: 'no-such-domain.lab.test' });
    expect(report.rows.filter(({ id }) => id === 'mx-resolvable')).toMatchObject([
      { status: 'fail', subject: 'no-such-domain.lab.test' },
    ]);
    expect(report.verdict).toBe('notReady');
    expect(domainOf('postfix-healthy')).not.toBe(report.domain);
  });
});
