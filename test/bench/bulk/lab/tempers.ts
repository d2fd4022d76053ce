import type { ServerOptions, State, Step } from '../../../support/scripted-smtp.ts';
import type { ServerTls } from '../../../support/scripted-smtp.ts';

/** How a server of the lab treats us. */
export const TEMPERS = ['healthy', 'slow', 'dragging', 'strict', 'throttling', 'rejecting', 'noTls', 'closing', 'greylisting'] as const; // biome-ignore format: one list
export type Temper = (typeof TEMPERS)[number];

/** Of so many servers in a row, each temper has these; who greylists is left out where nobody has the time. */
const MIX: readonly Temper[] = [
  ...Array.from({ length: 9 }, () => 'healthy' as const),
  ...(['slow', 'strict', 'healthy', 'rejecting', 'noTls', 'strict', 'throttling', 'closing', 'dragging', 'healthy'] as const), // biome-ignore format: one list
  'greylisting',
];

export const temperOf = (server: number, greylists: boolean): Temper => {
  const temper = MIX[server % MIX.length] ?? 'healthy';
  return temper === 'greylisting' && !greylists ? 'healthy' : temper;
};

export const ZONE = 'many.test';
const KNOWN: ReadonlySet<string> = new Set(['postmaster', 'abuse']);
/** Milliseconds: of one that is slow, each reply; of one that drags its feet, its greeting. */
const [SLOW_MS, DRAGGING_MS] = [250, 4000] as const;
/** Of so many connections one is told 421. */
const THROTTLED = 29;
/** Connections at a time of one that is strict: a run may have no more. */
export const STRICT = 2;

const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? '';
const isOwn = (to: string): boolean => /^[^@%"]+@d\d+\.many\.test$/.test(to);

/** Mailboxes of every domain of the zone: two that exist, no relaying. */
function rcpt(line: string): Step | undefined {
  const to = addressIn(line);
  if (!isOwn(to)) return '554 5.7.1 Relay access denied';
  return KNOWN.has(to.slice(0, to.indexOf('@'))) ? undefined : '550 5.1.1 Recipient address rejected: User unknown';
}

/** Puts each pair of sender and recipient off once. */
function greylist(): ServerOptions {
  const seen = new Map<string, number>();
  return {
    rcpt: (line: string, { from, connection }: State) => {
      const said = rcpt(line);
      if (said !== undefined) return said;
      const pair = `${from} ${addressIn(line)}`;
      const first = seen.get(pair) ?? Date.now();
      seen.set(pair, first);
      return Date.now() - first > 300_000 && connection > 0 ? undefined : '450 4.2.0 Recipient address rejected: Greylisted, try again in 300 seconds'; // biome-ignore format: one reply
    },
  };
}

/** Deviations of a temper from a healthy server. */
function deviations(temper: Temper): ServerOptions {
  switch (temper) {
    case 'slow':
      return { ehlo: { delayMs: SLOW_MS }, mail: { delayMs: SLOW_MS }, rset: { delayMs: SLOW_MS } };
    case 'dragging':
      return { greeting: { delayMs: DRAGGING_MS } };
    case 'strict':
      return { maxConnections: STRICT };
    case 'throttling':
      return { greeting: (_, { connection }) => (connection % THROTTLED === THROTTLED - 1 ? { reply: '421 4.7.0 Try again later, too many connections', close: 'fin' } : undefined) }; // biome-ignore format: one reply
    case 'rejecting':
      return { greeting: { reply: '554 5.7.1 Service unavailable; we do not know you', close: 'fin' } };
    case 'closing':
      return { ehlo: { close: 'before' }, helo: { close: 'before' } };
    case 'greylisting':
      return greylist();
    default:
      return {};
  }
}

export const serverOf = (temper: Temper, name: string, tls: ServerTls): ServerOptions => ({
  ...{ rcpt, name },
  ...deviations(temper),
  ...(temper === 'noTls' ? {} : { tls }),
});
