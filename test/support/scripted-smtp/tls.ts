import { createSecureContext, DEFAULT_CIPHERS, type SecureContext } from 'node:tls';
import type { Link } from './link.ts';
import type { ServerTls, StepDetail } from './types.ts';

const FATAL = 2;

/** Security level 0: this server has no taste of its own, so that weak keys and old versions can be shown. */
export function secureContext(tls: ServerTls): SecureContext {
  return createSecureContext({ ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0`, minVersion: 'TLSv1', ...tls });
}

/** Lets the handshake break as the step says, once the ClientHello is there: before it, it would be injected plaintext. */
export async function breakTls(link: Link, step: StepDetail): Promise<void> {
  await link.readAnything();
  link.takeBuffered();
  if (link.finished || step.silentTls) return;
  if (step.closeInTls === 'reset') return link.reset();
  if (step.closeInTls === 'fin') return link.end();
  if (step.garbageTls) {
    await link.write(Buffer.from('500 5.5.1 This is no TLS record\r\n'));
    return;
  }
  // RFC 5246 6.2.1, 7.2: content type 21, version, length 2, level, description.
  await link.write(Buffer.from([21, 3, 1, 0, 2, FATAL, step.alert ?? 40]));
  link.end();
}
