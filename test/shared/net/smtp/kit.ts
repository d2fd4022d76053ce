import type { Io, Patience } from '../../../../shared/check/io.ts';
import { dial } from '../../../../shared/net/dial.ts';
import { SmtpConversation } from '../../../../shared/net/smtp/conversation.ts';
import { TEST_PATIENCE } from '../../../support/check-world.ts';

export interface Talk {
  talk: SmtpConversation;
  stop: AbortController;
}

/** A conversation with a server of the test, with short patience. */
export function talkTo(
  server: { address: string; port: number },
  patience: Partial<Patience> = {},
  extraRoots: readonly string[] = [],
): Talk {
  const stop = new AbortController();
  // A conversation asks of its surroundings for a dialer, a clock and patience, and for nothing else.
  const io = {
    dial,
    patience: { ...TEST_PATIENCE, ...patience },
    timeout: (ms: number) => AbortSignal.timeout(ms),
    clock: () => performance.now(),
    extraRoots,
  } as unknown as Io;
  const talk = new SmtpConversation({
    id: 'session-1',
    category: 'session',
    address: { address: server.address, family: server.address.includes(':') ? 6 : 4, lab: true },
    port: server.port,
    concurrent: 1,
    io,
    signal: stop.signal,
  });
  return { talk, stop };
}
