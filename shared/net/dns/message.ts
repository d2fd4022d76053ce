import packet, { type Answer, type DecodedPacket, type TxtData } from 'dns-packet';
import ipaddr from 'ipaddr.js';
import type { RecordData, RecordType } from './answer.ts';
import { cleanName, cleanText } from './name.ts';

/** More records than any honest answer needs; the rest is not looked at. */
const MAX_RECORDS = 500;

/** Fits every path without fragments (DNS flag day 2020, RFC 9715). */
const UDP_PAYLOAD_SIZE = 1232;

const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];
const BADVERS = 16;

export interface Question {
  /** Clean and askable. */
  name: string;
  type: RecordType;
}

export interface Query {
  id: number;
  question: Question;
  /** Whether it carries the OPT record of EDNS(0), RFC 6891. */
  edns: boolean;
}

/** One record of an answer section with its owner. */
export type OwnedRecord = {
  [T in RecordType]: { owner: string; ttl: number; type: T; data: RecordData[T] };
}[RecordType];

export interface Reply {
  rcode: string;
  truncated: boolean;
  /** Of the answer section, in the order of the message, only types that we know. */
  records: OwnedRecord[];
}

export function encodeQuery({ id, question, edns }: Query): Buffer {
  return packet.encode({
    type: 'query',
    id,
    flags: packet.RECURSION_DESIRED,
    questions: [{ name: question.name, type: question.type, class: 'IN' }],
    additionals: edns
      ? [
          {
            type: 'OPT',
            name: '.',
            udpPayloadSize: UDP_PAYLOAD_SIZE,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: [],
          },
        ]
      : [],
  });
}

/** The reply to the query; null for bytes that are none, which are to be ignored: a forgery or a late duplicate. */
export function readReply(bytes: Buffer, query: Query): Reply | null {
  const message = decode(bytes);
  if (message === null || message.id !== query.id || !message.flag_qr) return null;
  const rcode = rcodeOf(message);
  if (!repeats(message, query.question) && !(message.questions?.length === 0 && isBareRefusal(rcode))) return null;
  const records = (message.answers ?? []).slice(0, MAX_RECORDS).flatMap((answer) => owned(answer) ?? []);
  return { rcode: isReferral(message) ? 'REFERRAL' : rcode, truncated: message.flag_tc, records };
}

function decode(bytes: Buffer): DecodedPacket | null {
  try {
    const message = packet.decode(bytes);
    // The decoder reads past the end without complaint where a record's data is cut off, at times to NaN.
    return packet.decode.bytes <= bytes.length ? message : null;
  } catch {
    return null;
  }
}

function rcodeOf(message: DecodedPacket): string {
  const opt = message.additionals?.find((record) => record.type === 'OPT');
  const code = ((message.flags ?? 0) & 15) | ((opt?.extendedRcode ?? 0) << 4);
  return code === BADVERS ? 'BADVERS' : (RCODES[code] ?? `RCODE_${code}`);
}

function repeats(message: DecodedPacket, question: Question): boolean {
  const [first, ...more] = message.questions ?? [];
  return (
    first !== undefined &&
    more.length === 0 &&
    first.type === question.type &&
    first.class === 'IN' &&
    cleanName(first.name) === question.name
  );
}

/** Servers that know no EDNS may send the bare header back (RFC 6891 7); such a reply says nothing about the name. */
const isBareRefusal = (rcode: string): boolean => rcode === 'FORMERR' || rcode === 'NOTIMP';

/** A server that does not recurse sends us elsewhere: its empty answer must not be taken for NODATA. */
function isReferral(message: DecodedPacket): boolean {
  const empty = message.answers?.length === 0 && rcodeOf(message) === 'NOERROR';
  const delegates = message.authorities?.some((record) => record.type === 'NS') ?? false;
  return empty && delegates && !message.flag_ra && !message.flag_aa;
}

function textOf(data: TxtData): string {
  const strings = [data].flat().map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  return Buffer.concat(strings).toString();
}

function owned(answer: Answer): OwnedRecord | null {
  if (answer.type === 'OPT' || answer.class !== 'IN') return null;
  const ttl = answer.ttl ?? 0;
  // RFC 2181 8: a TTL with its top bit set counts as zero.
  const common = { owner: cleanName(answer.name), ttl: ttl > 0x7fffffff ? 0 : ttl };
  switch (answer.type) {
    case 'A':
      return ipaddr.IPv4.isValid(answer.data) ? { ...common, type: 'A', data: answer.data } : null;
    case 'AAAA': {
      if (!ipaddr.IPv6.isValid(answer.data)) return null;
      return { ...common, type: 'AAAA', data: ipaddr.IPv6.parse(answer.data).toRFC5952String() };
    }
    case 'PTR':
    case 'CNAME':
      return { ...common, type: answer.type, data: cleanName(answer.data) };
    case 'MX': {
      const { preference = 0, exchange } = answer.data;
      return { ...common, type: 'MX', data: { preference, exchange: cleanName(exchange) } };
    }
    case 'TXT':
      return { ...common, type: 'TXT', data: cleanText(textOf(answer.data)) };
    default:
      return null;
  }
}
