import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LabDescription, LabOptions, Seen } from './world.ts';

export interface Tally {
  seen: Seen[];
  /** Of the process of the servers, milliseconds. */
  cpuMs: number;
}

export interface ForkedLab extends LabDescription {
  tally(): Promise<Tally>;
  close(): void;
}

/** Starts servers and DNS in another process. */
export async function forkLab({ servers, domains, greylists }: LabOptions): Promise<ForkedLab> {
  const args = [`${servers}`, `${domains}`, greylists ? 'yes' : 'no'];
  const child = fork(join(import.meta.dirname, 'process.ts'), args, { execArgv: ['--import', 'tsx'], serialization: 'advanced' }); // biome-ignore format: one thought
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the servers ended with ${code}`);
  });
  ended.catch(() => {});
  const heard = async <T>(): Promise<T> => (await Promise.race([once(child, 'message'), ended]))[0] as T;
  const described = await heard<LabDescription>();
  return {
    ...described,
    tally: async () => {
      const answer = heard<Tally>();
      child.send('tally');
      return answer;
    },
    close: () => {
      if (child.connected) child.disconnect();
    },
  };
}
