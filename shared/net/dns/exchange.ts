import { randomInt } from 'node:crypto';
import type { Query, Question, Reply } from './message.ts';
import type { Server } from './server.ts';
import { askTcp } from './tcp.ts';
import { askUdp } from './udp.ts';

/** What one try at one server came to; `heard`: it said something, though nothing that helps. */
export type Tried = { kind: 'reply'; reply: Reply } | { kind: 'timeout' | 'refused'; heard: boolean };

type Transport = (server: Server, query: Query, signal: AbortSignal) => Promise<Reply>;

/** Said to a query with EDNS, these mean: ask me without it (RFC 6891 7). */
const EDNS_REFUSALS: ReadonlySet<string> = new Set(['FORMERR', 'NOTIMP', 'BADVERS']);

const TIMED_OUT = Symbol('timed out');

/**
 * One try: over UDP, again without EDNS for a server that refuses it, over TCP where the reply was truncated.
 * Each of these legs has `ms` milliseconds. Rejects only with the signal's reason.
 */
export async function exchange(server: Server, question: Question, ms: number, signal: AbortSignal): Promise<Tried> {
  let heard = false;
  const leg = async (transport: Transport, edns: boolean): Promise<Reply> => {
    const query = { id: randomInt(65_536), question, edns };
    const reply = await withDeadline(ms, signal, (limited) => transport(server, query, limited));
    heard = true;
    return reply;
  };
  try {
    let edns = true;
    let reply = await leg(askUdp, edns);
    if (EDNS_REFUSALS.has(reply.rcode)) {
      edns = false;
      reply = await leg(askUdp, edns);
    }
    if (reply.truncated) reply = await leg(askTcp, edns);
    return { kind: 'reply', reply };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: error === TIMED_OUT ? 'timeout' : 'refused', heard };
  }
}

async function withDeadline<T>(
  ms: number,
  signal: AbortSignal,
  work: (limited: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const limited = new AbortController();
  const timer = setTimeout(() => limited.abort(TIMED_OUT), ms);
  const onAbort = (): void => limited.abort(signal.reason);
  signal.addEventListener('abort', onAbort);
  try {
    return await work(limited.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
