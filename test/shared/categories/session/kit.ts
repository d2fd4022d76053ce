import type {
  CertificateEvidence,
  HandshakeSighting,
  SessionEvidence,
  Sighting,
  TlsEvidence,
} from '../../../../shared/categories/session/evidence.ts';
import { settled } from '../../../../shared/check/category.ts';
import type { AnyRow } from '../../../../shared/check/row.ts';
import { judgeRow, type RowResult } from '../../../../shared/check/runner.ts';
import type { Target } from '../../../../shared/check/target.ts';
import type { Heard } from '../../../../shared/net/smtp/reply.ts';
import { ReplyParser } from '../../../../shared/net/smtp/reply-parser.ts';
import type { CertificateFacts } from '../../../../shared/net/tls/certificate.ts';
import type { TlsFacts } from '../../../../shared/net/tls/facts.ts';
import type { TlsFailure } from '../../../../shared/net/tls/handshake.ts';
import { TARGET } from '../../report/kit.ts';

/** What a server may be heard to do, as data, for rows that are judged without a network. */
export function reply(text: string, ms = 10): Heard {
  const parser = new ReplyParser();
  parser.feed(Buffer.from(`${text.replaceAll('\n', '\r\n')}\r\n`, 'latin1'));
  const taken = parser.take();
  if (taken?.kind !== 'reply') throw new Error(`no reply: ${text}`);
  return { kind: 'reply', reply: { ...taken.reply, ms, firstMs: ms, line: 2 } };
}
export const closed = (how: 'closed' | 'reset' = 'closed'): Heard => ({ kind: 'closed', how, ms: 5, line: 2 });
export const silent: Heard = { kind: 'silent', ms: 100_000, line: 2 };
export const endless: Heard = { kind: 'endless', ms: 20_000, line: 2 };
export const malformed: Heard = { kind: 'malformed', text: 'SSH-2.0-OpenSSH_9.2', ms: 3, line: 2 };
export const deadline: Heard = { kind: 'deadline', ms: 3, line: 2 };

/** Sightings in the order of the visits, each in a conversation of its own. */
export const seen = (...all: Heard[]): Sighting[] =>
  all.map((heard, index) => ({ heard, conversation: `session-1${index === 0 ? '' : `.${index + 1}`}` }));

export const greeting = (...all: Heard[]): SessionEvidence['greeting'] => ({ sightings: seen(...all), barredBy: [] });

export const FACTS: TlsFacts = {
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  standardName: 'TLS_AES_256_GCM_SHA384',
  bits: 256,
  chain: [],
  leaf: {
    sha1: '01:02',
    sha256: '03:04',
    commonName: 'mx.contoso.test',
    subject: 'CN=mx.contoso.test',
    issuer: 'CN=Some Authority',
    altNames: ['mx.contoso.test'],
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2027-01-01T00:00:00.000Z',
    keyType: 'rsa',
    keyBits: 2048,
    signature: 'sha256WithRSAEncryption',
  },
  authorized: true,
};

export const tls = (more: Partial<TlsFacts> = {}): TlsEvidence => ({
  facts: { ...FACTS, ...more },
  ms: 30,
  line: 9,
  conversation: 'session-1',
});

export const certificate = (
  leaf: Partial<CertificateFacts> = {},
  more: Partial<CertificateEvidence> = {},
): CertificateEvidence => ({
  leaf: { ...(FACTS.leaf as CertificateFacts), ...leaf },
  trust: 'trusted',
  der: '',
  line: 9,
  conversation: 'session-1',
  ...more,
});

export const shaken = (facts: Partial<TlsFacts> = {}, anonymous = false): HandshakeSighting => ({
  result: { ok: true, facts: { ...FACTS, ...facts } },
  ms: 30,
  line: 9,
  conversation: 'session-1',
  anonymous,
});
export const broken = (failure: TlsFailure, anonymous = false): HandshakeSighting => ({
  result: { ok: false, failure },
  ms: 30,
  line: 9,
  conversation: anonymous ? 'session-1.2' : 'session-1',
  anonymous,
});

interface Setting {
  target?: Partial<Target>;
  now?: string;
  ownAddresses?: string[];
}

/** Judges one row as the runner does, of the address 192.0.2.1. */
export function judged(row: AnyRow, evidence: Partial<SessionEvidence>, setting: Setting = {}): RowResult {
  const pieces = Object.fromEntries(Object.entries(evidence).map(([name, value]) => [name, settled(value)]));
  const [only, ...others] = judgeRow(
    row,
    'session',
    { subject: '192.0.2.1', software: null, evidence: pieces },
    {
      target: { ...TARGET, ...setting.target },
      now: new Date(setting.now ?? '2026-06-01T00:00:00Z'),
      ownAddresses: setting.ownAddresses ?? [],
    },
  );
  if (only === undefined || others.length > 0) throw new Error(`${row.id} has ${others.length + 1} results`);
  return only;
}

/** "fail refused", "inconclusive throttled": what a test of a row mostly holds against. */
export const brief = ({ status, code, reason }: RowResult): string => `${status} ${reason ?? code}`;
