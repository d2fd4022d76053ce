import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect } from '@jest/globals';
import type { CheckRequest } from '../../../shared/check/request.ts';
import { lookUntilSettled } from '../../../shared/command/second-look.ts';
import type { Report } from '../../../shared/report/report.ts';
import { requestFor } from '../../support/check-world.ts';
import { sharedLab } from '../harness/lab.ts';
import { testOf } from '../harness/lab-test.ts';
import { QUICK_POSTGREY } from '../harness/postgrey.ts';
import { checkScenario, labSettings } from './kit.ts';

/** Envelope and relay rows over real servers: what each must say, as "<status> <code or reason>". */
const lab = await sharedLab();
afterAll(() => lab.stop(), 60_000);

interface Case {
  scenario: string;
  /** Messages may be sent, to info@. */
  sending?: boolean;
  request?: Partial<CheckRequest>;
  said: Readonly<Record<string, string>>;
}

const WELL = {
  greylisting: 'pass none-seen',
  'recipient-filtering': 'pass at-rcpt',
  'open-relay': 'pass refused',
  quit: 'pass accepted',
};

const CASES: readonly Case[] = [
  ...['postfix-healthy', 'exim-healthy', 'sendmail-healthy', 'opensmtpd-healthy'].flatMap((scenario): Case[] => [
    { scenario, said: { ...WELL, 'spf-check': 'warn none-seen-to-rcpt', data: 'notTested sending-not-allowed' } },
    { scenario, sending: true, said: { ...WELL, 'spf-check': 'pass none-seen', data: 'pass accepted' } },
  ]),
  {
    scenario: 'postfix-catch-all',
    sending: true,
    said: {
      'recipient-filtering': 'fail none',
      'open-relay': 'pass refused',
      'rcpt-to random-1': 'warn accepted-made-up',
    },
  },
  { scenario: 'postfix-catch-all', said: { 'recipient-filtering': 'inconclusive sending-not-allowed' } },
  {
    scenario: 'postfix-after-data',
    sending: true,
    said: { 'recipient-filtering': 'warn after-data', data: 'pass accepted' },
  },
  {
    scenario: 'postfix-defer-unknown',
    said: { greylisting: 'pass none-seen', 'recipient-filtering': 'warn defers-unknown' },
  },
  { scenario: 'postfix-defer-relay', said: WELL },
  { scenario: 'postfix-open-relay', said: { ...WELL, 'open-relay': 'fail accepts-at-rcpt' } },
  { scenario: 'postfix-open-relay', sending: true, said: { ...WELL, 'open-relay': 'fail relays' } },
  {
    scenario: 'postfix-spf-rcpt',
    said: { ...WELL, 'spf-check': 'warn rejects', 'rcpt-to B': 'warn refused-failing-sender', 'spf-check-reply B': 'warn refused' }, // biome-ignore format: one line
  },
  {
    scenario: 'postfix-spf-end-of-data',
    sending: true,
    said: { ...WELL, 'spf-check': 'warn rejects', 'spf-check-reply A1': 'info passing-sender', data: 'pass accepted' },
  },
  { scenario: 'postfix-spf-end-of-data', said: { 'spf-check': 'warn none-seen-to-rcpt' } },
  {
    scenario: 'postfix-postgrey',
    said: {
      greylisting: 'warn suspected',
      'rcpt-to postmaster': 'pass accepted',
      'rcpt-to random-1': 'inconclusive deferred',
      'recipient-filtering': 'inconclusive deferred',
      'open-relay': 'pass refused',
    },
  },
  {
    scenario: 'exim-greylist',
    said: {
      greylisting: 'warn suspected',
      'recipient-filtering': 'inconclusive deferred',
      'spf-check': 'inconclusive deferred',
      'open-relay': 'pass refused',
    },
  },
  {
    scenario: 'postfix-listed-rcpt',
    said: {
      'recipient-filtering': 'inconclusive our-address-listed',
      'spf-check': 'inconclusive our-address-listed',
      'open-relay': 'inconclusive our-address-listed',
      'rcpt-to postmaster': 'inconclusive our-address-listed',
    },
  },
  {
    scenario: 'postfix-error-limit',
    said: { 'rcpt-to postmaster': 'pass accepted', 'recipient-filtering': 'pass at-rcpt', 'spf-check': 'warn none-seen-to-rcpt' }, // biome-ignore format: one line
  },
  {
    scenario: 'postfix-refuses-senders',
    said: {
      'mail-from postmaster': 'fail refused',
      'rcpt-to postmaster': 'notTested earlier-step',
      'recipient-filtering': 'inconclusive everything-refused',
      'open-relay': 'inconclusive everything-refused',
    },
  },
  {
    scenario: 'postfix-tiny',
    sending: true,
    said: {
      data: 'fail refused',
      'recipient-filtering': 'pass at-rcpt',
      'spf-check': 'inconclusive everything-refused',
    },
  },
  {
    scenario: 'postfix-content',
    sending: true,
    said: {
      data: 'inconclusive our-address-listed',
      'recipient-filtering': 'pass at-rcpt',
      'spf-check': 'inconclusive our-address-listed',
    },
  },
  {
    scenario: 'postfix-connection-limit',
    said: { 'recipient-filtering': 'pass at-rcpt', 'open-relay': 'pass refused' },
  },
  {
    scenario: 'postfix-closed-to-strangers',
    request: { phase: 'after', mode: 'inline' },
    said: { 'gateway-bypass': 'pass closed', 'recipient-filtering': 'inconclusive our-address-listed' },
  },
  {
    scenario: 'postfix-healthy',
    request: { phase: 'after', mode: 'inline' },
    said: { 'gateway-bypass': 'warn open' },
  },
  {
    scenario: 'postfix-postscreen',
    said: { 'recipient-filtering': 'pass at-rcpt', 'open-relay': 'pass refused' },
  },
  {
    scenario: 'postfix-421',
    said: { 'recipient-filtering': 'inconclusive throttled', 'open-relay': 'inconclusive throttled' },
  },
];

const saidOf = ({ rows }: Report, key: string): string => {
  const [id, subject] = key.split(' ');
  const row = rows.find((one) => one.id === id && (subject === undefined || one.subject === subject));
  return row === undefined ? 'no such row' : `${row.status} ${row.reason ?? row.code}`;
};

describe('envelope and relay over real servers', () => {
  for (const { scenario, sending = false, request = {}, said } of CASES) {
    const how = `${sending ? ', messages sent' : ''}${request.phase === undefined ? '' : ', after the switch'}`;
    testOf(lab, scenario, `${scenario}: ${lab.scenario(scenario).what}${how}`, async () => {
      const { domain } = lab.scenario(scenario);
      const errand = sending ? { send: true, recipients: [`info@${domain}`] } : {};
      const report = await checkScenario(lab, scenario, { categories: null, ...errand, ...request });
      const now = Object.fromEntries(Object.keys(said).map((key) => [key, saidOf(report, key)]));
      expect(now).toEqual(said);
    });
  }
});

describe('a second look', () => {
  testOf(lab, 'postfix-postgrey-quick', 'is let through by a real postgrey, and tells what it had hidden', async () => {
    const { domain, port } = lab.scenario('postfix-postgrey-quick');
    const request = { ...requestFor(domain, port), recipients: [`info@${domain}`] };
    const hidden: string[] = [];
    const report = await lookUntilSettled(request, labSettings(lab), {
      looks: 3,
      limited: () => AbortSignal.timeout(60_000),
      stop: new AbortController().signal,
      listener: { waiting: () => hidden.push('waited') },
      // In place of the 330 s that are waited for greylisting at large: a second more than this one asks for.
      pause: (_, signal) => sleep((QUICK_POSTGREY.delay + 1) * 1000, undefined, { signal }),
    });
    const said = ['greylisting', 'recipient-filtering', 'spf-check', 'open-relay', `rcpt-to recipient:info@${domain}`];
    expect(said.map((key) => saidOf(report, key))).toEqual([
      'warn confirmed',
      'pass at-rcpt',
      'warn none-seen-to-rcpt',
      'pass refused',
      'pass accepted',
    ]);
    expect(hidden).toEqual(['waited']);
    expect(report.followUpOf).not.toBeNull();
  });
});
