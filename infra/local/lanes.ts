/** So much is waited for in a lane already that whoever comes now had better come again. */
export class LaneFull extends Error {}

interface Options {
  /** Pieces of work that go on at once, over all lanes. */
  places: number;
  /** That may wait in one lane. */
  depth: number;
  /** Milliseconds after which a place is free again: who takes longer waits for something, and works no more. */
  hold: number;
}

export interface Lanes {
  /** @throws LaneFull; what the work throws */
  run<T>(lane: string, work: () => Promise<T>): Promise<T>;
}

/** Serves its lanes in turn, so that a flood in one of them keeps nobody in another waiting. */
export function fairLanes({ places, depth, hold }: Options): Lanes {
  /** Those in which somebody waits; the first is served next. */
  const lanes = new Map<string, (() => void)[]>();
  let free = places;

  const serve = (): void => {
    for (const [lane, waiting] of lanes) {
      if (free === 0) return;
      free -= 1;
      // To the end of the line, or out of it.
      lanes.delete(lane);
      const start = waiting.shift();
      if (waiting.length > 0) lanes.set(lane, waiting);
      start?.();
    }
  };

  const enter = (lane: string): Promise<void> => {
    const waiting = lanes.get(lane) ?? [];
    if (waiting.length >= depth) throw new LaneFull(`${depth} requests of this kind wait already`);
    return new Promise((resolve) => {
      waiting.push(resolve);
      lanes.set(lane, waiting);
      serve();
    });
  };

  return {
    async run(lane, work) {
      await enter(lane);
      let held = true;
      const leave = (): void => {
        if (!held) return;
        held = false;
        free += 1;
        serve();
      };
      const timer = setTimeout(leave, hold);
      try {
        return await work();
      } finally {
        clearTimeout(timer);
        leave();
      }
    },
  };
}
