import { describe, expect, test } from '@jest/globals';
import { mxPointsToGateway } from '../../../../shared/categories/dns/mx-points-to-gateway.ts';
import { singleMx } from '../../../../shared/categories/dns/single-mx.ts';
import type { Target } from '../../../../shared/check/target.ts';
import type { DnsAnswer } from '../../../../shared/net/dns/answer.ts';
import type { MxRecord } from '../../../../shared/net/target.ts';
import { brief, judged, loop, mx, nodata, nxdomain, servfail, TARGET, timeout } from './kit.ts';

const GATE = TARGET.gateway;
const FOREIGN = 'other-com.gate.seppmail.cloud';
const NULL_MX = mx([0, '']);

describe('rows 29 and 30', () => {
  test.each<[what: string, answer: DnsAnswer<MxRecord>, target: Partial<Target>, row29: string, row30: string]>([
    ['at the gateway alone', mx([10, GATE]), {}, 'pass at-gateway', 'pass single'],
    ['at the gateway and elsewhere', mx([10, GATE], [20, 'mx.contoso.test']), {}, 'pass at-gateway', 'fail several'],
    [
      'elsewhere first, then the gateway',
      mx([10, 'mx.contoso.test'], [20, GATE]),
      {},
      'pass at-gateway',
      'fail several',
    ],
    ['elsewhere', mx([10, 'mx.contoso.test']), {}, 'fail elsewhere', 'pass single'],
    ['elsewhere, twice', mx([10, 'a.test'], [20, 'b.test']), {}, 'fail elsewhere', 'fail several'],
    ["at another customer's gateway", mx([10, FOREIGN]), {}, 'fail foreign-gateway', 'pass single'],
    ["at another customer's and the own", mx([10, FOREIGN], [20, GATE]), {}, 'pass at-gateway', 'fail several'],
    ['nowhere', nodata, {}, 'fail no-mx', 'fail none'],
    ['null MX', NULL_MX, {}, 'fail no-mx', 'fail none'],
    ['at a name that only ends alike', mx([10, 'evilgate.seppmail.cloud']), {}, 'fail elsewhere', 'pass single'],
    ['at the gateway’s parent', mx([10, 'gate.seppmail.cloud']), {}, 'fail elsewhere', 'pass single'],
    [
      'at the gateway that the caller named',
      mx([10, 'gw.partner.test']),
      { gateway: 'gw.partner.test' },
      'pass at-gateway',
      'pass single',
    ],
    ['before the switch', mx([10, 'mx.contoso.test']), { phase: 'before' }, 'info not-switched', 'info not-switched'],
    [
      'before the switch, twice',
      mx([10, 'a'], [20, 'b']),
      { phase: 'before' },
      'info not-switched',
      'info not-switched',
    ],
    ['before the switch, none', nodata, { phase: 'before' }, 'info not-switched', 'info not-switched'],
    [
      'called before, at the gateway already',
      mx([10, GATE]),
      { phase: 'before' },
      'info not-switched',
      'info not-switched',
    ],
    ['unprovisioned, after', mx([10, FOREIGN]), { mode: 'unprovisioned' }, 'fail foreign-gateway', 'pass single'],
    [
      'parallel',
      mx([10, 'mx.contoso.test'], [20, 'b.test']),
      { mode: 'parallel' },
      'notApplicable not-applicable',
      'notApplicable not-applicable',
    ],
    [
      'mode unknown',
      mx([10, 'mx.contoso.test']),
      { mode: 'unprovisioned', modeKnown: false, phase: 'before' },
      'inconclusive undecided dns-trouble',
      'inconclusive undecided dns-trouble',
    ],
    ['SERVFAIL', servfail, {}, 'inconclusive undecided dns-trouble', 'inconclusive undecided dns-trouble'],
    ['time-out', timeout, {}, 'inconclusive undecided dns-trouble', 'inconclusive undecided dns-trouble'],
    ['loop', loop, {}, 'inconclusive undecided dns-trouble', 'inconclusive undecided dns-trouble'],
    ['no such domain', nxdomain, {}, 'notTested not-tested earlier-step', 'notTested not-tested earlier-step'],
  ])('%s', (_, answer, target, row29, row30) => {
    expect(brief(judged(mxPointsToGateway, { mx: answer }, target))).toEqual([row29]);
    expect(brief(judged(singleMx, { mx: answer }, target))).toEqual([row30]);
  });

  test('carry what is there and what is expected', () => {
    const answer = mx([20, 'b.test'], [10, GATE]);
    expect(judged(mxPointsToGateway, { mx: answer })[0]).toMatchObject({
      value: [GATE, 'b.test'],
      data: { gateway: GATE, mx: [GATE, 'b.test'], domain: 'contoso.test' },
    });
    expect(judged(singleMx, { mx: answer })[0]).toMatchObject({ value: 2, data: { others: ['b.test'] } });
  });
});
