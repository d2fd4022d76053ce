import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import * as tls from 'node:tls';
import { errorCode } from '../../check/failure.ts';
import { harmless } from '../harmless.ts';
import { readFacts, type TlsFacts } from './facts.ts';
import { endFloods } from './flood.ts';

/** How a handshake broke: which side, and how. */
export type TlsFailure =
  /** The server sent an alert (RFC 8446 6.2). */
  | { kind: 'alert'; alert: number }
  /** What the server wants, our runtime cannot do; says nothing against the server. */
  | { kind: 'own-limit'; message: string }
  /** What the server sent is no TLS, or TLS that no client accepts. */
  | { kind: 'protocol'; message: string }
  | { kind: 'closed' | 'reset' | 'silent' | 'deadline' };

export type Handshake = { ok: true; socket: tls.TLSSocket; facts: TlsFacts } | { ok: false; failure: TlsFailure };

export interface HandshakeOptions {
  /** Sent as SNI and needed for nothing else; null for a target that was given as an address. */
  servername: string | null;
  /** Offer ciphers without a certificate, and these only where a server has nothing else. */
  anonymous: boolean;
  extraRoots: readonly string[];
  /** Milliseconds. */
  patience: number;
  signal: AbortSignal;
}

const TLS13 =
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256';

/** OpenSSL's names for what this side cannot do although another client might. */
const OWN_LIMITS =
  /unsupported protocol|no ciphers available|dh key too small|ee key too small|ca key too small|md too weak|excessive message size|unsupported (?:elliptic curve|signature|algorithm)|unknown (?:group|cipher returned|public key type)|wrong curve|modulus too large|bad ecpoint|no suitable (?:key share|groups)|legacy sigalg/i;

const contexts = new Map<string, tls.SecureContext>();

/**
 * Offers everything the runtime can speak (judgement.md 7), so that old servers are described and not failed.
 * Contexts are kept: reading the root certificates costs more than a handshake.
 */
function contextFor(anonymous: boolean, extraRoots: readonly string[]): tls.SecureContext {
  const key = JSON.stringify([anonymous, extraRoots]);
  let context = contexts.get(key);
  if (context === undefined) {
    const classic = anonymous ? 'ALL:COMPLEMENTOFALL:aNULL' : 'ALL:COMPLEMENTOFALL:!aNULL';
    context = tls.createSecureContext({
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.3',
      ciphers: `${TLS13}:${classic}:@SECLEVEL=0`,
      secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
      ...(extraRoots.length > 0 ? { ca: [...tls.rootCertificates, ...extraRoots] } : {}),
    });
    contexts.set(key, context);
  }
  return context;
}

function failureOf(error: unknown): TlsFailure {
  const code = errorCode(error);
  const message = error instanceof Error ? error.message : String(error);
  const alert = /SSL alert number (\d+)/.exec(message)?.[1];
  if (alert !== undefined) return { kind: 'alert', alert: Number(alert) };
  if (code === 'ECONNRESET' && /before secure TLS connection|disconnected/i.test(message)) return { kind: 'closed' };
  if (code === 'ECONNRESET' || code === 'EPIPE') return { kind: 'reset' };
  const reason = harmless(/error:[^:]*:[^:]*:[^:]*:([^:\n]+)/.exec(message)?.[1] ?? message, 120);
  return OWN_LIMITS.test(message) ? { kind: 'own-limit', message: reason } : { kind: 'protocol', message: reason };
}

/** Speaks TLS on a connected socket. Never rejects; the socket is destroyed where it fails. */
export function handshake(socket: Socket, options: HandshakeOptions): Promise<Handshake> {
  return new Promise((resolve) => {
    const secured = tls.connect({
      socket,
      secureContext: contextFor(options.anonymous, options.extraRoots),
      // Trust, name and dates are judged by the rows; a fault of the certificate is none of STARTTLS.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      minDHSize: 1,
      ...(options.servername === null ? {} : { servername: options.servername }),
    });
    endFloods(socket, secured);
    const settle = (outcome: Handshake): void => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', onAbort);
      secured.removeListener('close', onClose);
      if (!outcome.ok) {
        secured.destroy();
        socket.destroy();
      }
      resolve(outcome);
    };
    const fail = (failure: TlsFailure): void => settle({ ok: false, failure });
    const onAbort = (): void => fail({ kind: 'deadline' });
    const onClose = (): void => fail({ kind: 'closed' });
    const timer = setTimeout(() => fail({ kind: 'silent' }), options.patience);
    options.signal.addEventListener('abort', onAbort, { once: true });
    secured.once('close', onClose);
    // Stays for the socket's life: an error after the handshake must not bring the process down.
    secured.on('error', (error) => fail(failureOf(error)));
    secured.once('secureConnect', () => {
      try {
        settle({ ok: true, socket: secured, facts: readFacts(secured) });
      } catch (error) {
        // A certificate that OpenSSL takes and the runtime cannot read.
        fail({ kind: 'protocol', message: harmless(error instanceof Error ? error.message : String(error), 120) });
      }
    });
  });
}
