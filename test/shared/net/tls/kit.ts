import { webcrypto } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { dial } from '../../../../shared/net/dial.ts';
import { type Handshake, handshake } from '../../../../shared/net/tls/handshake.ts';
import { commonName } from '../../../support/certificates/authority.ts';
import { keyToPem } from '../../../support/certificates/keys.ts';
import { x509 } from '../../../support/certificates/x509.ts';
import { type ConnectionRecord, type ServerOptions, startSmtpServer } from '../../../support/scripted-smtp.ts';

export interface ShakeOptions {
  servername?: string | null;
  anonymous?: boolean;
  extraRoots?: readonly string[];
  patience?: number;
  /** Called when the handshake has begun. */
  begun?: (stop: AbortController) => void;
}

export interface Shaken {
  outcome: Handshake;
  /** The connection under TLS. */
  raw: Socket;
  record: ConnectionRecord;
}

/** One handshake with a server that speaks TLS from the start; all is closed when it is over. */
export async function shake(server: ServerOptions, options: ShakeOptions = {}): Promise<Shaken> {
  const started = await startSmtpServer({ implicitTls: true, ...server });
  const stop = new AbortController();
  try {
    const address = { address: '127.0.0.1', family: 4, lab: true } as const;
    const raw = await dial(address, started.port, stop.signal);
    const shaking = handshake(raw, {
      servername: options.servername ?? null,
      anonymous: options.anonymous ?? false,
      extraRoots: options.extraRoots ?? [],
      // A slow machine must not pass for a silent server.
      patience: options.patience ?? 20_000,
      signal: stop.signal,
    });
    options.begun?.(stop);
    const outcome = await shaking;
    if (outcome.ok) {
      // In TLS 1.3 the server is ready after us: once it greets, it has written its side down too.
      await once(outcome.socket, 'data');
      outcome.socket.destroy();
    }
    await started.idle();
    return { outcome, raw, record: started.connections[0] as ConnectionRecord };
  } finally {
    await started.close();
  }
}

interface Made {
  algorithm: object;
  /** As it is; without: the algorithm of the key. */
  signature?: object;
  extensions?: x509.Extension[];
  name?: string;
}

/** A self-signed certificate with a key or an extension that the named kinds do not have. */
export async function special({ algorithm, signature = algorithm, extensions = [], name = 'mx.contoso.test' }: Made) {
  const keys = (await webcrypto.subtle.generateKey(algorithm as webcrypto.EcKeyGenParams, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const certificate = await x509.X509CertificateGenerator.create({
    subject: commonName(name),
    issuer: commonName(name),
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: signature as x509.X509CertificateCreateParams['signingAlgorithm'],
    extensions,
  });
  return { der: Buffer.from(certificate.rawData), cert: certificate.toString('pem'), key: keyToPem(keys.privateKey) };
}
