/** Whose servers a check goes to. */
export interface Lane {
  id: string;
  /** Checks at a time. */
  checks: number;
}

/** Whom it does not matter. */
export const ANY_LANE: Lane = { id: '', checks: Number.POSITIVE_INFINITY };

/** Lets so many in at a time, and of each lane no more than it bears; who comes first is let in first. */
export interface Admission {
  /** Waits for a place. @returns leaves it; @throws the signal's reason */
  enter(lane: Lane, signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  lane: Lane;
  begin(): void;
}

export function createAdmission(limit: number): Admission {
  let open = 0;
  const perLane = new Map<string, number>();
  let waiting: Waiting[] = [];
  const inLane = ({ id }: Lane): number => perLane.get(id) ?? 0;

  // One whose lane is full does not keep others out.
  const admit = (): void => {
    for (let at = 0; open < limit && at < waiting.length; ) {
      const next = waiting[at];
      if (next === undefined || inLane(next.lane) >= next.lane.checks) at += 1;
      else {
        waiting.splice(at, 1);
        open += 1;
        perLane.set(next.lane.id, inLane(next.lane) + 1);
        next.begin();
      }
    }
  };

  const leaverOf = (lane: Lane): (() => void) => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      open -= 1;
      const others = inLane(lane) - 1;
      if (others === 0) perLane.delete(lane.id);
      else perLane.set(lane.id, others);
      admit();
    };
  };

  return {
    enter: (lane, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const giveUp = (): void => {
          waiting = waiting.filter((one) => one !== mine);
          reject(signal.reason);
        };
        const mine: Waiting = {
          lane,
          begin: () => {
            signal.removeEventListener('abort', giveUp);
            resolve(leaverOf(lane));
          },
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.push(mine);
        admit();
      }),
  };
}
