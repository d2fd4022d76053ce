import type { Letter } from '../../../shared/net/webhook.ts';
import type { Item } from './expressions.ts';
import { count, type Invocation, type Tally } from './invocation.ts';
import type { Simulation } from './simulation.ts';

/** How whoever wants to be told behaves: takes everything, now and then, after a while, wants no more, is never there. */
export const MOODS = ['well', 'moody', 'down', 'gone', 'dead'] as const;
export type Mood = (typeof MOODS)[number];

/** Milliseconds between the beginnings of two attempts, at the least: what is meant, less what clocks and calls take. */
const APART_MS = 20_000;
/** So often whoever is moody refuses a letter. */
const MOST_WHIMS = 3;
/** What was erased while a letter was on its way may still arrive. */
const UNDERWAY_MS = 30_000;
/** Milliseconds from the start in which a receiver that is down stays so. */
const DOWN_MS = 3 * 3600 * 1000;

/** What a receiver heard of one check. */
export interface Heard {
  /** Of each letter. */
  at: number[];
  /** When the newest attempt was made. */
  begunAt: number;
  /** Of the first that was taken. */
  takenAt: number | null;
}

interface Surroundings {
  sim: Simulation;
  startedAt: number;
  tally: Tally;
  /** The check itself, as it is stored now. */
  checkOf(id: string): Item | undefined;
  /** Whether the check ended ever, and when it was over. */
  wasDone(id: string): boolean;
  overAt(id: string): number;
  /** Whether nothing of ours goes wrong: then nobody is called once too often. */
  orderly(): boolean;
  wrong(what: string): void;
}

export const urlOf = (mood: Mood): string => `https://${mood}.test/hook`;
export const moodOf = (url: string): Mood => new URL(url).hostname.split('.')[0] as Mood;

/** Those who are told of checks. They tell when they hear what they must not. */
export class Receivers {
  readonly heard = new Map<string, Heard>();
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** What the notifier has for a way out. */
  async post(invocation: Invocation, letter: Letter): Promise<number> {
    const { sim } = this.#around;
    // What counts is when an attempt is made: the network may bring one late, when nobody waits for it any more.
    const begunAt = sim.now;
    const status = await invocation.call(() => this.#receive(letter, begunAt));
    if (sim.chance(0.2)) await new Promise<void>((resolve) => void invocation.after(sim.between(0, 14_000), resolve));
    return status;
  }

  #receive({ url, headers, body }: Letter, begunAt: number): number {
    const { sim, startedAt, tally } = this.#around;
    const { id, verdict } = JSON.parse(body) as { id: string; verdict: string };
    const heard = this.heard.get(id) ?? { at: [], begunAt: Number.NEGATIVE_INFINITY, takenAt: null };
    this.heard.set(id, heard);
    if (Math.abs(begunAt - heard.begunAt) < APART_MS) this.#around.wrong('somebody is told twice at once');
    heard.begunAt = Math.max(heard.begunAt, begunAt);
    this.#inspect(id, verdict, url, heard);
    if (headers['webhook-id'] !== id) this.#around.wrong('a letter does not say what it is about');
    heard.at.push(sim.now);
    count(tally, `letters to receivers: ${moodOf(url)}`);
    switch (moodOf(url)) {
      case 'well':
        break;
      case 'moody':
        if (heard.at.length <= MOST_WHIMS && sim.chance(0.5)) return sim.pick([302, 500, 503]);
        break;
      case 'down':
        if (sim.now < startedAt + DOWN_MS) throw new Error('connection refused');
        break;
      case 'gone':
        return 410;
      case 'dead':
        return 500;
    }
    heard.takenAt ??= sim.now;
    return 204;
  }

  #inspect(id: string, verdict: string, url: string, { at, takenAt }: Heard): void {
    const { sim, checkOf, wasDone, overAt, orderly, wrong } = this.#around;
    const check = checkOf(id);
    if (!wasDone(id)) wrong('somebody is told of a check that has not ended');
    if (check?.status === 'done' && check.verdict !== verdict) wrong('somebody is told another verdict');
    if (check?.status === 'cancelled' && overAt(id) < sim.now - UNDERWAY_MS)
      wrong('somebody is told of a check that was erased');
    if (!orderly()) return;
    if (takenAt !== null) wrong('somebody is told again who took it');
    if (at.length > 0 && moodOf(url) === 'gone') wrong('somebody is told again who wants no more');
  }
}
