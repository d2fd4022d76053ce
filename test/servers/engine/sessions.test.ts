import { afterAll, describe, expect } from '@jest/globals';
import type { Report } from '../../../shared/report/report.ts';
import { sharedLab } from '../harness/lab.ts';
import { testOf } from '../harness/lab-test.ts';
import { checkScenario, codeOf, type Expected, expectNotable } from './kit.ts';

/** Connection, TLS and certificate rows over real servers: what is not plainly well is named here in full. */
const lab = await sharedLab();
afterAll(() => lab.stop(), 60_000);

interface Case {
  scenario: string;
  verdict: Report['verdict'];
  /** `{}` stands for the scenario's IPv4 address. */
  rows: Expected;
  /** Codes worth holding although their rows are well. */
  codes?: Readonly<Record<string, string>>;
}

const WELL = { connect: 'connected', ehlo: 'accepted', starttls: 'established', 'certificate-trust': 'trusted' };

const CASES: readonly Case[] = [
  ...['postfix-healthy', 'exim-healthy', 'sendmail-healthy'].map(
    (scenario): Case => ({ scenario, verdict: 'readyWithWarnings', rows: {}, codes: { ...WELL, banner: 'greeted' } }),
  ),
  {
    scenario: 'opensmtpd-healthy',
    verdict: 'readyWithWarnings',
    rows: { 'starttls@{}': 'warn not-offered' },
    codes: { 'tls-version': 'not-applicable', 'certificate-current': 'not-applicable' },
  },
  { scenario: 'postfix-no-tls', verdict: 'readyWithWarnings', rows: { 'starttls@{}': 'warn not-offered' } },
  {
    scenario: 'postfix-expired',
    verdict: 'notReady',
    rows: { 'certificate-current@{}': 'fail expired' },
    // The chain is judged alone, and the certificate is no fault of STARTTLS.
    codes: { ...WELL, 'certificate-name': 'matches' },
  },
  {
    scenario: 'postfix-not-yet-valid',
    verdict: 'notReady',
    rows: { 'certificate-current@{}': 'fail not-yet-valid' },
    codes: WELL,
  },
  {
    scenario: 'postfix-selfsigned',
    verdict: 'readyWithWarnings',
    rows: { 'certificate-trust@{}': 'warn self-signed' },
    codes: { starttls: 'established', 'certificate-current': 'current' },
  },
  {
    scenario: 'postfix-incomplete',
    verdict: 'readyWithWarnings',
    rows: { 'certificate-trust@{}': 'warn incomplete-chain' },
    codes: { starttls: 'established', 'certificate-current': 'current' },
  },
  { scenario: 'postfix-wrongname', verdict: 'readyWithWarnings', rows: { 'certificate-name@{}': 'warn differs' } },
  { scenario: 'postfix-rsa1024', verdict: 'readyWithWarnings', rows: { 'certificate-key@{}': 'warn short-key' } },
  {
    scenario: 'postfix-tls10',
    verdict: 'readyWithWarnings',
    rows: { 'tls-version@{}': 'warn old' },
    codes: { starttls: 'established', 'certificate-current': 'current' },
  },
  {
    scenario: 'postfix-anon',
    verdict: 'readyWithWarnings',
    rows: { 'tls-cipher@{}': 'warn anonymous', error: 'warn trouble' },
    codes: { starttls: 'established-anonymous', 'certificate-current': 'not-applicable' },
  },
  {
    scenario: 'postfix-no-common-cipher',
    verdict: 'readyWithWarnings',
    rows: { 'starttls@{}': 'inconclusive no-common-cipher', error: 'warn trouble' },
  },
  {
    scenario: 'opensmtpd-tls-broken',
    verdict: 'notReady',
    rows: { 'starttls@{}': 'fail alert', error: 'warn trouble' },
  },
  {
    scenario: 'postfix-starttls-broken',
    verdict: 'notReady',
    rows: { 'starttls@{}': 'fail refused' },
  },
  {
    scenario: 'postfix-465',
    verdict: 'readyWithWarnings',
    rows: {},
    codes: { starttls: 'not-applicable', 'ehlo-after-starttls': 'not-applicable', 'certificate-trust': 'trusted' },
  },
  {
    scenario: 'postfix-postscreen',
    verdict: 'readyWithWarnings',
    rows: {},
    codes: { ...WELL, banner: 'greeted-late', 'response-times': 'delayed' },
  },
  // Put off, listed, without reverse DNS: none of it is the server's fault, so none of it is a `fail`.
  {
    scenario: 'postfix-421',
    verdict: 'incomplete',
    rows: { 'banner@{}': 'inconclusive throttled', aborted: 'warn ended-early' },
    codes: { 'connection-limit': 'limited' },
  },
  {
    scenario: 'postfix-reject-client',
    verdict: 'incomplete',
    rows: { 'banner@{}': 'inconclusive our-address-listed', aborted: 'warn ended-early' },
  },
  {
    scenario: 'postfix-rdns',
    verdict: 'incomplete',
    rows: { 'banner@{}': 'inconclusive our-reverse-dns', aborted: 'warn ended-early' },
  },
  { scenario: 'postfix-connection-limit', verdict: 'readyWithWarnings', rows: {}, codes: WELL },
];

describe('rows over real servers', () => {
  for (const { scenario, verdict, rows, codes = {} } of CASES) {
    testOf(lab, scenario, `${scenario}: ${lab.scenario(scenario).what}`, async () => {
      const report = await checkScenario(lab, scenario);
      const address = lab.scenario(scenario).addresses[0] ?? '';
      const named = Object.entries(rows).map(([key, value]) => [key.replace('{}', address), value]);
      expectNotable(report, verdict, Object.fromEntries(named));
      expect(Object.fromEntries(Object.keys(codes).map((id) => [id, codeOf(report, id)]))).toEqual(codes);
    });
  }
});

describe('several addresses', () => {
  testOf(lab, 'ipv6', 'IPv6 is tested as IPv4 is, each with a session of its own', async () => {
    const report = await checkScenario(lab, 'postfix-healthy');
    const { addresses } = lab.scenario('postfix-healthy');
    expect(addresses).toHaveLength(2);
    for (const id of ['connect', 'banner', 'ehlo', 'starttls', 'certificate-trust', 'tls-version']) {
      const rows = report.rows.filter((row) => row.id === id);
      expect([id, rows.map((row) => [row.subject, row.status])]).toEqual([id, addresses.map((one) => [one, 'pass'])]);
    }
    expect(report.conversations.map(({ address }) => address)).toEqual(addresses);
  });

  testOf(lab, 'ipv6', 'a dead address beside a living one is a warning', async () => {
    const report = await checkScenario(lab, 'postfix-dead-v6');
    const [alive = '', dead = ''] = lab.scenario('postfix-dead-v6').addresses;
    expectNotable(report, 'readyWithWarnings', { [`connect@${dead}`]: 'warn dead-address', error: 'warn trouble' });
    expect(codeOf(report, 'starttls', alive)).toBe('established');
    expect(codeOf(report, 'starttls', dead)).toBe('not-tested');
  });
});

describe('what the caller may ask for', () => {
  testOf(lab, 'postfix-healthy', 'no TLS: the rows of TLS are not applicable', async () => {
    const report = await checkScenario(lab, 'postfix-healthy', { tls: false });
    expectNotable(report, 'readyWithWarnings', {});
    for (const id of ['starttls', 'tls-version', 'certificate-current', 'ehlo-after-starttls'])
      expect([id, codeOf(report, id)]).toEqual([id, 'not-applicable']);
    expect(report.conversations.flatMap(({ lines }) => lines).some(({ text }) => text === 'STARTTLS')).toBe(false);
  });

  testOf(lab, 'postfix-465', 'a closed port of a published MX is a refusal', async () => {
    const report = await checkScenario(lab, 'postfix-465', { port: 25 });
    const address = lab.scenario('postfix-465').addresses[0];
    expectNotable(report, 'notReady', { [`connect@${address}`]: 'fail refused', error: 'warn trouble' });
  });

  testOf(lab, 'postfix-465', 'the same of a host that is no MX may be for the gateway alone', async () => {
    const target = lab.scenario('postfix-465').mxHost;
    const report = await checkScenario(lab, 'postfix-healthy', { target });
    const address = lab.scenario('postfix-465').addresses[0];
    expectNotable(report, 'incomplete', {
      [`connect@${address}`]: 'inconclusive gateway-only',
      error: 'warn trouble',
    });
  });

  testOf(lab, 'exim-healthy', 'a target of its own is tested in place of the MX', async () => {
    const report = await checkScenario(lab, 'gateway-after', { target: lab.scenario('exim-healthy').mxHost });
    expectNotable(report, 'readyWithWarnings', {});
    expect(report.target).toMatchObject({ host: lab.scenario('exim-healthy').mxHost, source: 'given' });
    expect(codeOf(report, 'mx-points-to-gateway')).toBe('at-gateway');
  });
});

describe('what the transcript shows', () => {
  for (const scenario of ['postfix-healthy', 'exim-healthy', 'sendmail-healthy', 'opensmtpd-healthy']) {
    testOf(lab, scenario, `${scenario}: every conversation ends with QUIT and its reply`, async () => {
      const report = await checkScenario(lab, scenario);
      for (const { lines } of report.conversations) {
        const quit = lines.findIndex(({ dir, text }) => dir === 'C' && text === 'QUIT');
        expect(lines[quit + 1]).toMatchObject({ dir: 'S', text: expect.stringMatching(/^221/) });
      }
    });
  }

  testOf(lab, 'sendmail-healthy', 'the software is recognised, and chooses the setting that is named', async () => {
    for (const [scenario, software] of [
      ['postfix-healthy', 'postfix'],
      ['exim-healthy', 'exim'],
      ['opensmtpd-healthy', 'opensmtpd'],
      ['sendmail-healthy', 'sendmail'],
    ] as const) {
      const report = await checkScenario(lab, scenario);
      expect([scenario, report.rows.find(({ id }) => id === 'identity')?.data.software]).toEqual([scenario, software]);
    }
    const broken = await checkScenario(lab, 'postfix-no-tls');
    expect(broken.rows.find(({ id }) => id === 'starttls')?.remedy).toContain('smtpd_tls_security_level');
  });
});
