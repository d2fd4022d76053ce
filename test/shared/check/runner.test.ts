import { describe, expect, test } from '@jest/globals';
import { absent, type Category, type Gathered, settled, type Unit } from '../../../shared/check/category.ts';
import { type AnyRow, type Finding, notApplicable, notTested, row, undecided } from '../../../shared/check/row.ts';
import { judgeCategory, judgeRow, untouched } from '../../../shared/check/runner.ts';
import { REASONS } from '../../../shared/check/status.ts';
import { TARGET } from '../report/kit.ts';

interface Evidence {
  colour: string;
  size: number;
}

const CONTEXT = { target: TARGET, now: new Date(0), ownAddresses: [] };

const made = (judge: (evidence: Evidence) => Finding | Finding[], more: Partial<AnyRow> = {}): AnyRow => ({
  ...row<Evidence>()({
    id: 'thing',
    n: null,
    side: 'server',
    gravity: 40,
    needs: ['colour', 'size'],
    codes: { good: 'pass', bad: 'fail', odd: 'warn', fact: 'info' },
    judge: judge as never,
  }),
  ...more,
});

const unit = (more: Partial<Unit<Evidence>> = {}): Unit<Evidence> => ({
  subject: '192.0.2.1',
  software: null,
  evidence: { colour: settled('red'), size: settled(3) },
  ...more,
});

const run = (one: AnyRow, over: Unit<Evidence> = unit()) => judgeRow(one, 'things', over, CONTEXT);

describe('a finding', () => {
  test('takes its status from its code, and the rest from its row', () => {
    expect(run(made(() => ({ code: 'bad', value: 7, ms: 1.6 })))).toEqual([
      {
        n: null,
        id: 'thing',
        category: 'things',
        subject: '192.0.2.1',
        status: 'fail',
        code: 'bad',
        value: 7,
        data: {},
        reason: null,
        side: 'server',
        gravity: 40,
        reply: null,
        stage: null,
        ms: 2,
        evidence: [],
      },
    ]);
  });

  test('may say its status and its subject itself', () => {
    const [result] = run(made(() => ({ code: 'good', status: 'info', subject: 'mx.contoso.test' })));
    expect(result).toMatchObject({ status: 'info', subject: 'mx.contoso.test' });
    expect(run(made(() => ({ code: 'good', subject: null })))[0]?.subject).toBeNull();
  });

  test('has gravity only where something is to be done', () => {
    const gravity = (code: string) => run(made(() => ({ code: code as 'good' })))[0]?.gravity;
    expect(['good', 'bad', 'odd', 'fact'].map(gravity)).toEqual([null, 40, 40, null]);
  });

  test('carries the software that was recognised, which chooses the remedy', () => {
    const [result] = run(
      made(() => ({ code: 'odd', data: { a: 1 } })),
      unit({ software: 'postfix' }),
    );
    expect(result?.data).toEqual({ software: 'postfix', a: 1 });
  });

  test('may stand several times', () => {
    const twice = run(
      made(() => [
        { code: 'good', subject: 'a' },
        { code: 'bad', subject: 'b' },
      ]),
    );
    expect(twice.map(({ subject, status }) => [subject, status])).toEqual([
      ['a', 'pass'],
      ['b', 'fail'],
    ]);
    expect(run(made(() => []))).toEqual([]);
  });

  test.each(REASONS)('with the reason %s is on the side where the reason lies', (reason) => {
    const ours = /^(not-|no-target|no-route|deadline|our-|target-busy|sending-not-allowed|internal)/.test(reason);
    const side = ours ? 'tester' : reason === 'dns-trouble' ? 'dns' : 'server';
    expect(run(made(() => undecided(reason)))[0]).toMatchObject({
      status: 'inconclusive',
      reason,
      side,
      gravity: null,
    });
    expect(run(made(() => notTested(reason)))[0]).toMatchObject({ status: 'notTested', reason, side });
  });

  test('that makes no sense says why', () => {
    expect(run(made(() => notApplicable('no-tls')))[0]).toMatchObject({
      status: 'notApplicable',
      reason: null,
      data: { because: 'no-tls' },
    });
  });
});

describe('a row that breaks its own declaration is a fault of ours', () => {
  test.each<[string, () => Finding]>([
    ['an unknown code', () => ({ code: 'nonsense' })],
    ['inconclusive without a reason', () => ({ code: 'undecided' })],
    ['a reason without need', () => ({ code: 'good', reason: 'throttled' })],
    ['a code of Object.prototype', () => ({ code: 'toString' })],
    [
      'an error',
      () => {
        throw new Error('oops');
      },
    ],
  ])('%s', (_, judge) => {
    const [result] = run(made(judge));
    expect(result).toMatchObject({ status: 'notTested', reason: 'internal', side: 'tester', subject: '192.0.2.1' });
    expect(typeof result?.data.message).toBe('string');
  });

  test('something thrown that is no error', () => {
    const thrown = made(() => {
      throw 'words';
    });
    expect(run(thrown)[0]).toMatchObject({ reason: 'internal', data: { message: 'words' } });
  });

  test('a need that nothing gathers', () => {
    expect(run(made(() => ({ code: 'good' }), { needs: ['taste'] }))[0]).toMatchObject({ reason: 'internal' });
  });
});

describe('evidence', () => {
  test('is narrowed to what the row needs', () => {
    const keys: string[][] = [];
    const nosy = made((evidence) => {
      keys.push(Object.keys(evidence));
      return { code: 'good' };
    });
    run({ ...nosy, needs: ['size'] });
    expect(keys).toEqual([['size']]);
  });

  test.each([
    [absent('not-tested', 'earlier-step'), 'notTested', 'earlier-step'],
    [absent('undecided', 'dns-trouble', { because: 'mx-unknown' }), 'inconclusive', 'dns-trouble'],
    [absent('not-applicable', null, { because: 'no-tls' }), 'notApplicable', null],
  ] as const)('that is missing is written by the runner: %j', (missing, status, reason) => {
    const never = made(() => {
      throw new Error('judged without its evidence');
    });
    const [result] = run(never, unit({ evidence: { colour: settled('red'), size: missing } }));
    const data = missing.ok ? {} : missing.missing.data;
    expect(result).toMatchObject({ status, reason, data });
  });
});

describe('a category', () => {
  const category = (...rows: AnyRow[]): Category => ({
    id: 'things',
    network: 'dns',
    limits: { seconds: 1, memoryMb: 128, concurrency: 1 },
    gather: null,
    rows,
  });

  test('judges each row over each unit, row by row; one that throws harms no other', () => {
    const good = made(({ size }) => ({ code: size > 2 ? 'good' : 'bad' }), { id: 'one' });
    const throwing = made(
      () => {
        throw new Error('oops');
      },
      { id: 'two' },
    );
    const units = [unit(), unit({ subject: '192.0.2.2', evidence: { colour: settled('red'), size: settled(1) } })];
    const gathered: Gathered<unknown> = { units, conversations: [] };
    const results = judgeCategory(category(throwing, good), gathered, CONTEXT);
    expect(results.map(({ id, subject, status }) => [id, subject, status])).toEqual([
      ['two', '192.0.2.1', 'notTested'],
      ['two', '192.0.2.2', 'notTested'],
      ['one', '192.0.2.1', 'pass'],
      ['one', '192.0.2.2', 'fail'],
    ]);
  });

  test('that nobody looked at has each row once', () => {
    const rows = untouched([made(() => ({ code: 'good' }))], 'things', 'not-asked', { a: 1 });
    expect(rows).toMatchObject([
      { id: 'thing', subject: null, status: 'notTested', reason: 'not-asked', data: { a: 1 } },
    ]);
  });
});
