import { describe, expect, test } from '@jest/globals';
import { digestDifferences, type ExpectedDigest } from '../../../../infra/local/demo/compare-digest.ts';
import { CHANGE, FIRST, SECOND, TENANTS } from '../../../../infra/local/demo/tenants.ts';
import { catalogue } from '../../../../shared/report/catalogue.ts';
import type { Digest, DigestFinding, DigestTenant } from '../../../../shared/report/digest.ts';
import { noNews } from '../../../../shared/report/news.ts';

const EXPECTED: ExpectedDigest = {
  total: 3,
  worse: [{ tenant: 'acme', domain: 'acme.test', row: 'open-relay', from: 'pass "refused"', to: 'fail "relays"' }],
  asBefore: 1,
};

const finding = (more: Partial<DigestFinding> = {}): DigestFinding => ({
  ...{ kind: 'worse', domain: 'acme.test', checkId: 'c', url: '', row: 'open-relay', title: '', subject: null },
  ...{ gravity: 1, from: { status: 'pass', code: 'refused', value: null } },
  ...{ to: { status: 'fail', code: 'relays', value: null }, text: '' },
  ...more,
}); // biome-ignore format: one thought

const tenant = (more: Partial<DigestTenant> = {}): DigestTenant => ({
  ...{ tenantId: 'acme', name: null, gravest: finding(), further: 0, domains: ['acme.test'], moreDomains: 0 },
  ...more,
}); // biome-ignore format: one thought

const none = { tenants: [], more: 0 };
const RUN: Digest['run'] = {
  id: 'r',
  status: 'done',
  createdAt: '',
  finishedAt: '',
  total: 3,
  done: 3,
  resultsUrl: '',
};

const digest = (more: Partial<Digest> = {}): Digest => ({
  ...{ lang: 'en', complete: true, run: RUN, nothingWorse: false, attention: { tenants: [tenant()], more: 0 }, better: none },
  ...{ counts: { ...noNews(), worse: 1 }, quiet: 0 },
  domains: { notReadyAsBefore: 1, incomplete: 0, withoutVerdict: 0 },
  ...more,
}); // biome-ignore format: one thought

test('a digest that says exactly what is known differs in nothing', () => {
  expect(digestDifferences(EXPECTED, digest())).toEqual([]);
});

test('one of which nothing is expected says nothing', () => {
  const quiet = digest({ nothingWorse: true, attention: none, counts: noNews() });
  expect(digestDifferences({ ...EXPECTED, worse: [] }, quiet)).toEqual([]);
});

const TOLD = 'acme: worse: open-relay of acme.test, from pass "refused" to fail "relays"';

describe('whatever else it says is found', () => {
  test.each<[string, Partial<Digest>, string[]]>([
    ['nothing', { nothingWorse: true, attention: none, counts: noNews() }, ['nothing worse: expected false, got true', `not told: ${TOLD}`, 'findings that are worse: expected 1, got 0']],
    ['another tenant beside', { attention: { tenants: [tenant(), tenant({ tenantId: 'globex' })], more: 0 } }, [`told, which is not so: ${TOLD.replace('acme', 'globex')}`]],
    ['another row', { attention: { tenants: [tenant({ gravest: finding({ row: 'banner' }) })], more: 0 } }, [`not told: ${TOLD}`, `told, which is not so: ${TOLD.replace('open-relay', 'banner')}`]],
    ['a further finding', { attention: { tenants: [tenant({ further: 1 })], more: 0 } }, [`not told: ${TOLD}`, `told, which is not so: ${TOLD}, and 1 further`]],
    ['another outcome', { attention: { tenants: [tenant({ gravest: finding({ from: null }) })], more: 0 } }, [`not told: ${TOLD}`, `told, which is not so: ${TOLD.replace('pass "refused"', 'nothing')}`]],
    ['more tenants than are listed', { attention: { tenants: [tenant()], more: 2 } }, ['told, which is not so: and 2 tenants more']],
    ['something better', { better: { tenants: [tenant({ gravest: finding({ kind: 'better' }) })], more: 0 } }, [`told, which is not so: ${TOLD.replace('worse', 'better')}`]],
    ['what one look saw', { counts: { ...noNews(), worse: 1, unconfirmed: 1 } }, ['findings that are unconfirmed: expected 0, got 1']],
    ['something acknowledged', { quiet: 1 }, ['findings that were acknowledged: expected 0, got 1']],
    ['a domain that is not ready', { domains: { notReadyAsBefore: 2, incomplete: 0, withoutVerdict: 0 } }, ['domains not ready as before: expected 1, got 2']],
    ['one that is incomplete', { domains: { notReadyAsBefore: 1, incomplete: 1, withoutVerdict: 0 } }, ['incomplete domains: expected 0, got 1']],
    ['one without a verdict', { domains: { notReadyAsBefore: 1, incomplete: 0, withoutVerdict: 1 } }, ['domains without a verdict: expected 0, got 1']],
    ['a run that is not done', { run: { ...RUN, status: 'cancelled', done: 2 } }, ['status: expected done, got cancelled', 'domains that have ended: expected 3, got 2']],
    ['fewer domains', { run: { ...RUN, total: 2, done: 2 } }, ['domains: expected 3, got 2', 'domains that have ended: expected 3, got 2']],
  ])('%s', (_, more, differences) => {
    expect(digestDifferences(EXPECTED, digest(more))).toEqual(differences);
  }); // biome-ignore format: one line each
});

test('what is expected of the demo can be so', () => {
  expect(TENANTS.map(({ id, world }) => [id, world.domain])).toEqual(TENANTS.map(({ id }) => [id, `${id}.test`]));
  expect([FIRST.total, SECOND.total, FIRST.worse]).toEqual([TENANTS.length, TENANTS.length, []]);
  expect(SECOND.worse.map(({ tenant: one }) => one)).toEqual([CHANGE.tenant]);
  for (const { domain, row: id, from, to } of SECOND.worse) {
    expect(TENANTS.map(({ world }) => world.domain)).toContain(domain);
    const row = catalogue.find((one) => one.row.id === id)?.row;
    for (const said of [from, to]) expect(Object.keys(row?.codes ?? {})).toContain(/"(.+)"/.exec(said)?.[1]);
  }
});
