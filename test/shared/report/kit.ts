import type { Conversation } from '../../../shared/check/conversation.ts';
import type { CategoryResult } from '../../../shared/check/run-category.ts';
import type { RowResult } from '../../../shared/check/runner.ts';
import type { Reason, Status } from '../../../shared/check/status.ts';
import type { Target } from '../../../shared/check/target.ts';
import type { Frame } from '../../../shared/report/assemble.ts';
import { catalogue } from '../../../shared/report/catalogue.ts';

/** A row's result as data; side and number are those of the catalogue. */
export function result(id: string, status: Status, more: Partial<RowResult> = {}): RowResult {
  const declared = catalogue.find((one) => one.row.id === id);
  return {
    n: declared?.row.n ?? null,
    id,
    category: declared?.category ?? 'session',
    subject: null,
    status,
    code: 'code',
    value: null,
    data: {},
    reason: null,
    side: declared?.row.side ?? null,
    gravity: status === 'warn' || status === 'fail' ? (declared?.row.gravity ?? null) : null,
    reply: null,
    stage: null,
    ms: null,
    evidence: [],
    ...more,
  };
}

export const unknown = (id: string, reason: Reason, more: Partial<RowResult> = {}): RowResult =>
  result(id, 'inconclusive', { code: 'undecided', reason, ...more });
export const skipped = (id: string, reason: Reason, more: Partial<RowResult> = {}): RowResult =>
  result(id, 'notTested', { code: 'not-tested', reason, ...more });

/** Every row of the catalogue in order, all well, but for those given: each replaces all of its id. */
export function rowsWith(...changed: RowResult[]): RowResult[] {
  return catalogue.flatMap(({ row }) => {
    const mine = changed.filter(({ id }) => id === row.id);
    return mine.length > 0 ? mine : [result(row.id, 'pass')];
  });
}

export const TARGET: Target = {
  domain: 'contoso.test',
  host: 'mx.contoso.test',
  port: 25,
  source: 'mx',
  absence: null,
  addresses: [{ address: '192.0.2.1', family: 4, lab: false }],
  refused: [],
  beyond: [],
  mode: 'inline',
  modeKnown: true,
  phase: 'before',
  gateway: 'contoso-test.gate.seppmail.cloud',
  gatewaySuffix: 'seppmail.cloud',
  published: true,
  tls: true,
  egressIsGateway: false,
  errand: { recipients: [], send: false, root: '00000000-0000-4000-8000-000000000000', earlier: null },
};

export const FRAME: Frame = {
  id: '00000000-0000-4000-8000-000000000000',
  tenantId: null,
  lang: 'en',
  target: TARGET,
  vantage: { egress: null, helo: '[address literal]', senders: [], families: ['ipv4'], isGateway: false },
  startedAt: new Date(0),
  finishedAt: new Date(1500),
};

export function conversation(more: Partial<Conversation> = {}): Conversation {
  return {
    id: 'session-1',
    category: 'session',
    address: '192.0.2.1',
    port: 25,
    lines: [
      { ms: 0, dir: '*', tls: false, text: 'connected' },
      { ms: 3, dir: 'S', tls: false, text: '220 mx.contoso.test ESMTP' },
      { ms: 4, dir: 'C', tls: false, text: 'EHLO probe.example.com' },
      { ms: 9, dir: 'S', tls: true, text: '250 mx.contoso.test' },
    ],
    times: [
      { stage: 'connect', ms: 1 },
      { stage: 'banner', ms: 2 },
    ],
    ending: { by: 'us', stage: 'quit', kind: null, how: null, words: null, line: null },
    roundTrips: 2,
    concurrent: 1,
    ...more,
  };
}

/** What a category found; its rows are those of `rows` that are its own. */
export function found(
  category: string,
  rows: readonly RowResult[],
  more: Partial<CategoryResult> = {},
): CategoryResult {
  return {
    category,
    outcome: 'completed',
    reason: null,
    rows: rows.filter((row) => row.category === category),
    conversations: [],
    ms: 10,
    followUp: null,
    fault: null,
    ...more,
  };
}
