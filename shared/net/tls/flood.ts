import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Bytes that one connection may send us in all, those of TLS itself among them; what comes beyond is a flood. */
export const CONNECTION_BYTES = 1024 * 1024;
/** A server may want a certificate after all, and asks for it so (RFC 5246 7.4.1.1). More want nothing but our time. */
export const RENEGOTIATIONS = 3;
const LOOK_EVERY_MS = 50;

/** We ended the connection: it brought more than anybody needs to send. */
export class Flood extends Error {}

/**
 * Ends a connection that is flooded below what anybody reads: by records that carry no data, by handshakes.
 *
 * Counted and not forbidden: `disableRenegotiation` does nothing on a client, and `SSL_OP_NO_RENEGOTIATION` makes
 * servers with OpenSSL break off (measured on Node.js 20, 22 and 24), which would look like a fault of theirs.
 * Tickets and key updates of TLS 1.3 are no handshakes; for them, too, only the bytes count.
 */
export function endFloods(raw: Socket, secured: TLSSocket): void {
  let handshakes = 0;
  const end = (what: string): void => void secured.destroy(new Flood(`${what} without end`));
  secured.on('secure', () => {
    handshakes += 1;
    if (handshakes > 1 + RENEGOTIATIONS) end('renegotiation');
  });
  // Such records raise no event here; so the count of bytes is looked at.
  const timer = setInterval(() => {
    if (raw.bytesRead > CONNECTION_BYTES) end('records');
  }, LOOK_EVERY_MS);
  timer.unref();
  secured.once('close', () => clearInterval(timer));
}
