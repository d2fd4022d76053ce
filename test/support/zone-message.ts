import packet, { type Answer, type DecodedPacket } from 'dns-packet';
import { type Quirks, RCODE, type Resolution, resolveInWorld, type World } from './zone.ts';

const RECURSION_AVAILABLE = 0x80;
const PLAIN_UDP_SIZE = 512;

/** A query that the server received. */
export interface ReceivedQuery {
  name: string;
  type: string;
  transport: 'udp' | 'tcp';
  edns: boolean;
}

/** What goes out for one query: messages in order, after a delay. */
export interface Outgoing {
  query: ReceivedQuery;
  messages: Buffer[];
  delayMs: number;
}

/** The messages that answer one query; null when it is none. */
export function answerQuery(
  world: World,
  options: Quirks,
  bytes: Buffer,
  transport: ReceivedQuery['transport'],
): Outgoing | null {
  const message = decode(bytes);
  const question = message?.questions?.[0];
  if (message === null || question === undefined || message.flag_qr) return null;
  const edns = message.additionals?.find((record) => record.type === 'OPT');
  const query = { name: question.name.toLowerCase(), type: question.type, transport, edns: edns !== undefined };
  const resolution = resolveInWorld(world, query.name, query.type, options);
  if (resolution === null) return { query, messages: [], delayMs: 0 };
  const { quirks } = resolution;
  const honest = quirks.noEdns === true && query.edns ? { rcode: RCODE.FORMERR, answers: [], quirks } : resolution;
  const limit = transport === 'tcp' ? 65_535 : (edns?.udpPayloadSize ?? PLAIN_UDP_SIZE);
  const answer = encode(message, honest, limit, transport === 'udp' && quirks.truncate === true);
  const messages = [...forgeries(message, resolution, limit), answer];
  if (quirks.duplicate === true) messages.push(answer);
  return { query, messages, delayMs: quirks.delayMs ?? 0 };
}

function decode(bytes: Buffer): DecodedPacket | null {
  try {
    return packet.decode(bytes);
  } catch {
    return null;
  }
}

function encode(query: DecodedPacket, { rcode, answers }: Resolution, limit: number, truncate: boolean): Buffer {
  const opt = query.additionals?.filter((record) => record.type === 'OPT') ?? [];
  const reply = (records: Answer[], flags: number): Buffer =>
    packet.encode({
      type: 'response',
      id: query.id,
      flags: rcode | RECURSION_AVAILABLE | packet.RECURSION_DESIRED | flags,
      questions: query.questions,
      answers: records,
      authorities: records.length === 0 && (rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN) ? [SOA] : [],
      additionals: rcode === RCODE.FORMERR ? [] : opt,
    });
  const whole = reply(answers, 0);
  return truncate || whole.length > limit ? reply([], packet.TRUNCATED_RESPONSE) : whole;
}

const SOA: Answer = {
  name: 'test',
  type: 'SOA',
  ttl: 300,
  data: { mname: 'ns.test', rname: 'hostmaster.test', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 300 },
};

/** Messages that a client must not believe: they hold an address that is nowhere in the world. */
function forgeries(query: DecodedPacket, { quirks }: Resolution, limit: number): Buffer[] {
  const name = query.questions?.[0]?.name ?? '.';
  const lie = { rcode: RCODE.NOERROR, answers: [{ name, type: 'A', ttl: 300, data: '192.0.2.66' } as const], quirks };
  const list: Buffer[] = [];
  if (quirks.garbageFirst === true) list.push(Buffer.from('garbage'), Buffer.alloc(0), Buffer.alloc(40, 0xff));
  if (quirks.wrongIdFirst === true) list.push(encode({ ...query, id: (query.id ?? 0) ^ 1 }, lie, limit, false));
  if (quirks.wrongQuestionFirst === true) {
    list.push(encode({ ...query, questions: [{ name: 'other.test', type: 'A' }] }, lie, limit, false));
  }
  return list;
}
