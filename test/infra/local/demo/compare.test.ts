import { describe, expect, test } from '@jest/globals';
import { type Answer, differences, type Expected, faultsOf, type Truth } from '../../../../infra/local/demo/compare.ts';
import { WORLDS } from '../../../../infra/local/demo/worlds.ts';
import type { ReportRow } from '../../../../shared/report/report.ts';

const row = (id: string, more: Partial<ReportRow> = {}): ReportRow => ({
  n: null,
  id,
  category: 'session',
  subject: '127.0.0.1',
  status: 'pass',
  code: 'connected',
  value: null,
  data: {},
  reason: null,
  side: 'server',
  gravity: null,
  reply: null,
  stage: null,
  ms: null,
  evidence: [],
  title: id,
  text: '',
  remedy: null,
  sharedFrom: null,
  ...more,
});

const TARGET = { host: 'mx.contoso.test', port: 25, source: 'mx', addresses: ['127.0.0.1'] } as const;

const answer = (rows: ReportRow[], more: Partial<Answer['report']> = {}): Answer => ({
  report: { verdict: 'readyWithWarnings', target: { ...TARGET, addresses: ['127.0.0.1'] }, rows, ...more },
  connections: 1,
});

const CONNECTED: Expected = { row: 'connect', status: 'pass', code: 'connected' };
const LATE: Expected = { row: 'banner', status: 'pass', code: 'greeted-late', within: { seconds: [4, 9] } };

const truth = (...rows: Expected[]): Truth => ({
  verdict: 'readyWithWarnings',
  target: 'mx.contoso.test',
  connections: 1,
  rows: rows.length === 0 ? [CONNECTED] : rows,
});

test('the right answer differs in nothing', () => {
  expect(differences(truth(), answer([row('connect'), row('connect', { subject: '::1' })]))).toEqual([]);
});

describe('a wrong answer is found', () => {
  test.each<[string, Truth, Answer, string]>([
    [
      'another status',
      truth({ row: 'connect', status: 'warn', code: 'dead-address' }),
      answer([row('connect')]),
      'connect of 127.0.0.1: expected warn "dead-address", got pass "connected"',
    ],
    [
      'on one subject of several',
      truth(),
      answer([row('connect'), row('connect', { subject: '::1', code: 'dead-address', status: 'warn' })]),
      'connect of ::1: expected pass "connected", got warn "dead-address"',
    ],
    [
      'another reason',
      truth({ row: 'banner', status: 'inconclusive', code: 'undecided', reason: 'our-address-listed' }),
      answer([row('banner', { status: 'inconclusive', code: 'undecided', reason: 'throttled' })]),
      'banner of 127.0.0.1: expected inconclusive "undecided" (our-address-listed), got inconclusive "undecided" (throttled)',
    ],
    [
      'a number that is off',
      truth(LATE),
      answer([row('banner', { code: 'greeted-late', data: { seconds: 1.5 } })]),
      'banner of 127.0.0.1: expected seconds from 4 to 9, got 1.5',
    ],
    [
      'a number that is not named',
      truth(LATE),
      answer([row('banner', { code: 'greeted-late' })]),
      'banner of 127.0.0.1: expected seconds from 4 to 9, got none',
    ],
    [
      'another verdict',
      truth(),
      answer([row('connect')], { verdict: 'ready' }),
      'verdict: expected readyWithWarnings, got ready',
    ],
    ['no target', truth(), answer([row('connect')], { target: null }), 'target: expected mx.contoso.test, got none'],
    [
      'a target where none may be tested',
      { ...truth(), target: null },
      answer([row('connect')]),
      'target: expected none, got mx.contoso.test',
    ],
    [
      'a connection that should not have been made',
      { ...truth(), connections: 0 },
      answer([row('connect')]),
      'connections: expected 0, got 1',
    ],
  ])('%s', (_, known, given, expected) => {
    expect(differences(known, given)).toEqual([expected]);
  });

  test.each(['warn', 'fail', 'inconclusive'] as const)('a claim of %s that the truth does not list', (status) => {
    const given = answer([row('connect'), row('starttls', { status, code: 'refused' })]);
    expect(differences(truth(), given)).toEqual([
      `starttls of 127.0.0.1: claimed ${status} "refused", which is not so`,
    ]);
  });

  test('a claim of another subject of a listed row', () => {
    const given = answer([row('connect'), row('connect', { subject: '::1', status: 'warn', code: 'dead-address' })]);
    expect(differences(truth({ ...CONNECTED, subject: '127.0.0.1' }), given)).toEqual([
      'connect of ::1: claimed warn "dead-address", which is not so',
    ]);
  });

  test('facts, and what was not tested, are no claims', () => {
    const rows = (['pass', 'info', 'notApplicable', 'notTested'] as const).map((status) => row('ehlo', { status }));
    expect(differences(truth(), answer([row('connect'), ...rows]))).toEqual([]);
  });
});

describe('a truth cannot hold by itself', () => {
  test('a row that the report lacks', () => {
    expect(differences(truth(), answer([]))).toEqual(['connect: not in the report']);
  });

  test('a subject that the report lacks', () => {
    expect(differences(truth({ ...CONNECTED, subject: '::1' }), answer([row('connect')]))).toEqual([
      'connect of ::1: not in the report',
    ]);
  });

  test('an unknown row is named, even if the report had it', () => {
    const known = truth({ ...CONNECTED, row: 'conect' });
    expect(differences(known, answer([row('conect')]))).toEqual([
      'the truth speaks of row conect, which the catalogue does not have',
    ]);
  });

  test('an unknown code is named', () => {
    const known = truth({ ...CONNECTED, code: 'conected' });
    expect(differences(known, answer([row('connect', { code: 'conected' })]))).toEqual([
      'the truth expects code "conected" of row connect, which has no such code',
    ]);
  });

  test('one without rows', () => {
    expect(differences({ ...truth(), rows: [] }, answer([row('connect')]))).toEqual([
      'the truth lists no row, so any answer would do',
    ]);
  });

  test.each(WORLDS.map((world) => [world.name, world] as const))('world %s: its truth is well formed', (_, world) => {
    expect(faultsOf(world.truth)).toEqual([]);
    const entries = world.truth.rows.map(({ row: id, subject }) => `${id} ${subject ?? ''}`);
    expect(new Set(entries).size).toBe(entries.length);
  });

  test('the worlds have names and domains of their own', () => {
    expect(new Set(WORLDS.map(({ name }) => name)).size).toBe(WORLDS.length);
    expect(WORLDS.every(({ domain }) => domain.endsWith('.test'))).toBe(true);
  });
});
