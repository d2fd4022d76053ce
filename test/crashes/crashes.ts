import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../../shared/report/report.ts';
import { freePort, startProcess } from '../support/service-process.ts';
import { type Client, clientOf, startLab } from '../support/service-world.ts';

/** What so many crashes did to the checks that were in flight. */
export interface Crashed {
  crashes: number;
  checks: number;
  /** Of those that a caller was told of. */
  lost: string[];
  /** Requests that got one check before a crash and another after it. */
  doubled: number;
  /** Checks whose report is another than that of an undisturbed one. */
  different: { id: string; difference: string }[];
}

interface Options {
  times: number;
  dataDir: string;
  /** Told after each crash. */
  told?(done: number): void;
}

/** Mailboxes are made up for each check. */
const anonymous = (text: string): string => text.replaceAll(/[a-z0-9.+-]+@[a-z.]+test/g, 'MAILBOX');

/** Only times and what follows from them may differ. */
function comparable({ rows, categories, verdict, counts, target, conversations }: Report): unknown {
  return {
    ...{ verdict, counts, target },
    categories: categories.map(({ id, outcome, reason }) => ({ id, outcome, reason })),
    // Some values are times, or lists of them, and what is told of them has them too.
    rows: rows.map(({ ms: _, text, data, value, ...row }) => ({ ...row, timed: anonymous(JSON.stringify({ text, data, value })).replace(/\d+(\.\d+)*/g, 'N') })), // biome-ignore format: one thought
    said: conversations.map(({ id, lines }) => [id, lines.filter(({ dir }) => dir !== '*').map(({ dir, text }) => `${dir} ${text}`)]), // biome-ignore format: one thought
  };
}

const written = (report: Report): string => anonymous(JSON.stringify(comparable(report), null, 1));

/** What is asked for: few categories, many of which are in flight at once, and all of them. */
const KINDS: readonly object[] = [{}, {}, { categories: undefined }];

interface Asked {
  id: string;
  kind: number;
}

/** Checks that go through crash after crash. */
const IN_FLIGHT = 6;
/** Seconds in which a check must have ended: its deadline, and what the tick needs. */
const PATIENCE = 270;

/** Starts the service, and does so again each time it is killed; checks are asked for all along. */
export async function crash({ times, dataDir, told = () => {} }: Options): Promise<Crashed> {
  const lab = await startLab({ greeting: { delayMs: 150 } });
  const port = await freePort();
  const client: Client = clientOf(`http://127.0.0.1:${port}`, lab.server.port);
  const environment = { ...lab.environment, MXREADY_DATA_DIR: dataDir, PORT: `${port}` };
  let current: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const { said, code } = await startProcess(environment, (child) => {
      current = child;
    });
    if (code !== null) throw new Error(`the service did not start: ${said}`);
  };
  const kill = async (): Promise<void> => {
    const child = current;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  };
  const asked: Asked[] = [];
  let open: Asked[] = [];
  let doubled = 0;
  const unfinished = async (all: readonly Asked[]): Promise<Asked[]> => {
    const views = await Promise.all(all.map(async (one) => ({ one, view: await client.view(one.id) })));
    return views.flatMap(({ one, view }) => (view.status === 'done' ? [] : [one]));
  };
  try {
    await start();
    const expected: string[] = [];
    for (const kind of KINDS) {
      const undisturbed = await client.done(await client.post(kind));
      expected.push(written(undisturbed.report as Report));
    }
    for (let done = 0; done < times; done += 1) {
      const requests = KINDS.map((body, kind) => ({ body, kind, key: { 'idempotency-key': `${done}-${kind}` } }));
      const answered = new Map<number, string>();
      const posts = requests.map(async ({ body, kind, key }) => {
        await sleep(kind * 40);
        answered.set(kind, await client.post(body, key));
      });
      const posting = Promise.allSettled(posts);
      // At least one is in flight; how far it came is chance.
      await Promise.race(posts).catch(() => {});
      await sleep(Math.random() * 700);
      await kill();
      await posting;
      await start();
      // As a caller does who does not know what became of its request.
      for (const { body, kind, key } of requests) {
        const id = await client.post(body, key);
        if ((answered.get(kind) ?? id) !== id) doubled += 1;
        asked.push({ id, kind });
        open.push({ id, kind });
      }
      open = await unfinished(open);
      // Killed again and again a service has no time for anything: so many are in flight at once, and then it has.
      if (open.length > IN_FLIGHT) {
        for (const { id } of open) await client.done(id, PATIENCE);
        open = [];
      }
      told(done + 1);
    }
    const [lost, different]: [string[], Crashed['different']] = [[], []];
    for (const { id, kind } of asked) {
      const { status, report } = await client.done(id, PATIENCE);
      if (status !== 'done' || report === null) {
        lost.push(id);
        continue;
      }
      const found = written(report);
      if (found !== expected[kind])
        different.push({ id, difference: firstDifference(expected[kind] as string, found) });
    }
    doubled += asked.length - new Set(asked.map(({ id }) => id)).size;
    return { crashes: times, checks: asked.length, lost, doubled, different };
  } finally {
    await kill();
    await lab.close();
  }
}

function firstDifference(expected: string, found: string): string {
  const [one, other] = [expected.split('\n'), found.split('\n')];
  const at = one.findIndex((line, index) => line !== other[index]);
  return `${one[at]?.trim()} became ${other[at]?.trim()} (line ${at})`;
}
