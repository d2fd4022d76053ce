import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { deadLetterQueue, queuesOf } from '../../infra/declarations.ts';
import { assertRoom } from '../../infra/relations.ts';
import { topologyOf } from '../../infra/topology.ts';
import { builtCategories } from '../../shared/categories/index.ts';
import type { Category } from '../../shared/check/category.ts';
import { FIGURES } from '../../shared/pipeline/figures.ts';
import { timesOf } from '../../shared/pipeline/times.ts';

const topology = topologyOf();
const { functions, queues, tables } = topology;

test('every queue has one reader and at least one writer; who sends, sends to a queue that there is', () => {
  const known = queues.map(({ id }) => id);
  expect(new Set(known).size).toBe(known.length);
  for (const id of known) {
    const readers = functions.filter(({ triggers }) =>
      triggers.some((one) => one.kind === 'queue' && one.queue === id),
    );
    expect([id, readers.length]).toEqual([id, 1]);
    expect(functions.some(({ grants }) => grants.send.includes(id))).toBe(true);
    expect(known).not.toContain(deadLetterQueue(id));
  }
  for (const one of functions) for (const queue of queuesOf(one)) expect(known).toContain(queue);
});

test('dead letters are read, and every function has a file', () => {
  expect(functions.filter(({ triggers }) => triggers.some(({ kind }) => kind === 'deadLetters'))).toHaveLength(1);
  for (const { entry } of functions) expect([entry, existsSync(entry)]).toEqual([entry, true]);
});

test('queues are patient with their readers, and messages come again before the deadline is far gone', () => {
  for (const { id, visibility, maxReceiveCount } of queues) {
    const reader = functions.find(({ triggers }) => triggers.some((one) => one.kind === 'queue' && one.queue === id));
    expect(visibility).toBeGreaterThanOrEqual(6 * (reader?.timeout ?? Number.POSITIVE_INFINITY));
    expect(maxReceiveCount).toBe(timesOf(240).maxReceiveCount);
  }
});

test('nobody is woken for a message that is in work, delayed, or comes back after a pause', () => {
  const { park, retry, deadline, afterDeadline } = timesOf(240);
  for (const { id, alarmAge } of queues) {
    const { timeout = Number.POSITIVE_INFINITY } =
      functions.find(({ triggers }) => triggers.some((one) => one.kind === 'queue' && one.queue === id)) ?? {};
    const delay = id === 'aggregate' ? deadline + afterDeadline : Math.max(park[1], retry[1]);
    expect([id, alarmAge > delay + timeout]).toEqual([id, true]);
    // A run of many waits for its turn; whoever is waited for is late when a check should nearly be over.
    const most = id.endsWith('-bulk') ? 7 * 3600 : deadline + timeout + 100;
    expect([id, alarmAge < most]).toEqual([id, true]);
  }
  const { alarmAge } = queues.find(({ id }) => id === 'category-session') ?? {};
  expect(alarmAge).toBe(180 + 60);
});

test('callers cannot take what the checks need, and all together fit into an account', () => {
  const open = functions.filter(({ triggers }) => triggers.some(({ kind }) => kind === 'http'));
  expect(open.map(({ id, reserved }) => [id, reserved])).toEqual([['api', 100]]);
  const heavy = { ...builtCategories[0], limits: { seconds: 20, memoryMb: 128, concurrency: 500 } } as Category;
  expect(() => topologyOf([...builtCategories.slice(1), heavy])).toThrow(
    /may run \d+ times at once, an account lets 900/,
  );
  const unbounded = functions.map(({ reserved: _, ...one }) => one);
  expect(() => assertRoom(unbounded, queues.length)).toThrow('Infinity');
});

test('only what speaks SMTP stands behind the fixed address', () => {
  const inside = functions.filter(({ network }) => network === 'vpc').map(({ id }) => id);
  const smtp = builtCategories.filter(({ network }) => network === 'smtp').map(({ id }) => `category-${id}`);
  expect(inside.sort()).toEqual([...smtp, 'preflight'].sort());
});

test('who queries an index may, and it is there', () => {
  const indexes = tables.flatMap((table) => table.indexes.map(({ name }) => `${table.id}/${name}`));
  for (const { grants } of functions) for (const index of grants.indexes ?? []) expect(indexes).toContain(index);
});

test('every alarm is about a figure that there is, and the runbook says what to do about it', () => {
  const runbook = readFileSync('docs/operations.md', 'utf8');
  expect(new Set(topology.alarms.map(({ id }) => id)).size).toBe(topology.alarms.length);
  for (const { id, figure, dimensions = {} } of topology.alarms) {
    expect([id, Object.keys(dimensions)]).toEqual([id, [...FIGURES[figure].dimensions]]);
    expect(runbook).toContain(`### \`${id}\``);
  }
});

describe('a category made up', () => {
  const trial: Category = {
    id: 'trial',
    network: 'smtp',
    limits: { seconds: 30, memoryMb: 128, concurrency: 4 },
    gather: async () => ({ units: [], conversations: [] }),
    rows: [],
  };
  const grown = topologyOf([...builtCategories, trial]);

  test('gets its queues and its function, and the others learn of it', () => {
    expect(grown.queues.map(({ id }) => id)).toContain('category-trial');
    expect(grown.functions.find(({ id }) => id === 'category-trial')).toMatchObject({
      entry: 'functions/category.ts',
      memoryMb: 256,
      timeout: 40,
      network: 'vpc',
      environment: { MXREADY_CATEGORY: 'trial' },
      triggers: [
        { kind: 'queue', queue: 'category-trial', batchSize: 1, maxConcurrency: 4 },
        { kind: 'queue', queue: 'category-trial-bulk', batchSize: 10, maxConcurrency: 2 },
      ],
    });
    for (const id of ['dispatch', 'tick'])
      expect(grown.functions.find((one) => one.id === id)?.grants.send).toContain('category-trial');
    expect(grown.queues.find(({ id }) => id === 'category-trial')).toMatchObject({
      visibility: 240,
      alarmAge: 40 + 60,
    });
  });

  test('and nothing else changes', () => {
    expect(grown.queues.length).toBe(queues.length + 2);
    expect(grown.functions.length).toBe(functions.length + 1);
    expect(grown.routes).toEqual(topology.routes);
  });

  test('one that takes longer than a check may is refused with the reason', () => {
    const long = { ...trial, limits: { ...trial.limits, seconds: 200 } };
    expect(() => topologyOf([long])).toThrow('deadline 240 s < longest limit 200 s + 60 s');
  });
});
