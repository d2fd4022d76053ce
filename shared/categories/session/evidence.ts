import type { WayOut } from '../../check/io.ts';
import type { Opened } from '../../net/smtp/outcome.ts';
import type { CertificateFacts } from '../../net/tls/certificate.ts';
import type { TlsFacts } from '../../net/tls/facts.ts';
import type { TlsFailure } from '../../net/tls/handshake.ts';
import type { Trust } from '../../net/tls/trust.ts';
import type { Sighting } from '../../visit/sighting.ts';

export type { Sighting };

export interface ConnectionEvidence {
  opened: Opened;
  conversation: string;
  /** Whether another address of the target could be connected to. */
  anotherAnswers: boolean;
  /** Whether our own way out works; asked only when no address of the target answers. */
  wayOut: WayOut;
}

export interface GreetingEvidence {
  sightings: Sighting[];
  /** On port 465: the handshakes that broke, so that there was no greeting. */
  barredBy: HandshakeSighting[];
}

export interface EhloEvidence {
  ehlo: Sighting[];
  /** HELO is tried once where EHLO is refused, cut or does not end. */
  helo: Sighting[];
}

export interface HandshakeSighting {
  result: { ok: true; facts: TlsFacts } | { ok: false; failure: TlsFailure };
  ms: number;
  line: number;
  conversation: string;
  anonymous: boolean;
}

export interface StarttlsEvidence {
  /** Null where no list of extensions was seen. */
  offered: boolean | null;
  /** The reply that offers it or not. */
  hello: Sighting | null;
  /** Replies to STARTTLS. */
  replies: Sighting[];
  handshakes: HandshakeSighting[];
  /** Bytes thrown away between reply and handshake. */
  discarded: number;
}

export interface TlsEvidence {
  facts: TlsFacts;
  ms: number;
  line: number;
  conversation: string;
}

export interface CertificateEvidence {
  leaf: CertificateFacts;
  trust: Trust;
  /** DER of the leaf, base64. */
  der: string;
  line: number;
  conversation: string;
}

export interface CapabilityEvidence {
  /** Keyword lines before TLS; null where TLS came first, or where they were not seen. */
  plain: string[] | null;
  /** Keyword lines inside TLS; null without TLS. */
  inTls: string[] | null;
  /** Addresses of the target whose list differs from this one's. */
  differing: string[];
  sighting: Sighting;
}

export interface MaskEvidence {
  greeting: Sighting;
  ehlo: EhloEvidence;
  offered: boolean;
  starttls: Sighting | null;
}

export interface NameEvidence {
  banner: string | null;
  ehlo: string | null;
  /** PTR names of the address; empty when there is none, null when that could not be asked. */
  ptr: string[] | null;
  software: string | null;
  sighting: Sighting;
}

/** What one address of the target showed. */
export interface SessionEvidence {
  connection: ConnectionEvidence;
  greeting: GreetingEvidence;
  ehlo: EhloEvidence;
  starttls: StarttlsEvidence;
  tls: TlsEvidence;
  certificate: CertificateEvidence;
  ehloInTls: EhloEvidence;
  capabilities: CapabilityEvidence;
  mask: MaskEvidence;
  names: NameEvidence;
}

/** Where the transcript shows the handshake that these facts come from. */
export const citeTls = ({ ms, line, conversation }: TlsEvidence) => ({
  stage: 'tls' as const,
  ms,
  evidence: [{ conversation, lines: [line] }],
});

export const citeCertificate = ({ line, conversation }: CertificateEvidence) => ({
  stage: 'tls' as const,
  evidence: [{ conversation, lines: [line] }],
});
