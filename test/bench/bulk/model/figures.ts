import { add, Meter } from './units.ts';

/** Categories of one message each that one invocation would take together. */
const BATCH = 10;

/** Invocations of one kind, and seconds that are billed for them. */
export interface Billed {
  invocations: number;
  seconds: number;
}
const none = (): Billed => ({ invocations: 0, seconds: 0 });

/** What a run took. */
export class Figures {
  readonly meter = new Meter();
  readonly messages = new Map<string, number>();
  readonly turns = none();
  readonly ticks = none();
  /** Each category by itself, and with others in one invocation: then the slowest of them counts. */
  readonly alone = none();
  readonly together = none();
  ended = 0;
  readonly #waiting = new Map<string, { count: number; longest: number }>();

  sent(queue: string): void {
    add(this.messages, queue, 1);
  }

  turn(ms: number): void {
    this.turns.invocations += 1;
    this.turns.seconds += ms / 1000;
  }

  tick(ms: number): void {
    this.ticks.invocations += 1;
    this.ticks.seconds += ms / 1000;
  }

  worked(category: string, seconds: number): void {
    this.alone.invocations += 1;
    this.alone.seconds += seconds;
    const batch = this.#waiting.get(category) ?? { count: 0, longest: 0 };
    const [count, longest] = [batch.count + 1, Math.max(batch.longest, seconds)];
    if (count === BATCH) {
      this.together.invocations += 1;
      this.together.seconds += longest;
      this.#waiting.delete(category);
    } else this.#waiting.set(category, { count, longest });
  }
}
