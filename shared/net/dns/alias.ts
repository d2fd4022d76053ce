import type { DnsAnswer, RecordData, RecordType } from './answer.ts';
import type { OwnedRecord, Question, Reply } from './message.ts';
import { isAskable } from './name.ts';

const MAX_ALIASES = 8;

/** Where a look-up stands on its way along the aliases. */
interface Way {
  name: string;
  aliases: string[];
  ttl: number;
  looped: boolean;
}

/**
 * Answers the question, following aliases (CNAME) within an answer section and beyond it.
 * `ask` gives null when no server answered.
 */
export async function followAliases<T extends RecordType>(
  start: string,
  type: T,
  ask: (question: Question) => Promise<Reply | null>,
): Promise<DnsAnswer<RecordData[T]>> {
  const way: Way = { name: start, aliases: [], ttl: Number.POSITIVE_INFINITY, looped: false };
  const { aliases } = way;
  for (;;) {
    if (!isAskable(way.name)) return { kind: 'servfail', rcode: 'INVALID_NAME', aliases };
    const asked = way.name;
    const reply = await ask({ name: asked, type });
    if (reply === null) return { kind: 'timeout', aliases };
    const records = walk(way, start, type, reply.records);
    // Before the response code, because resolvers answer a loop with SERVFAIL and may show it all the same.
    if (way.looped) return { kind: 'loop', aliases };
    // RFC 6604 3: the response code is about the last name of the chain.
    if (reply.rcode === 'NXDOMAIN') return { kind: 'nxdomain', aliases };
    if (reply.rcode !== 'NOERROR') return { kind: 'servfail', rcode: reply.rcode, aliases };
    if (records.length > 0) return { kind: 'answer', records, ttl: way.ttl, name: way.name, aliases };
    if (way.name === asked) return { kind: 'nodata', aliases };
  }
}

/**
 * Goes along the aliases of one answer section as far as they lead, and gives the records found there.
 * Only records whose owner is the name where we stand count, whatever else the section holds and in what order.
 */
function walk<T extends RecordType>(
  way: Way,
  start: string,
  type: T,
  section: readonly OwnedRecord[],
): RecordData[T][] {
  for (;;) {
    const here = section.filter((record) => record.owner === way.name);
    const found = here.filter((record): record is Extract<OwnedRecord, { type: T }> => record.type === type);
    if (found.length > 0) {
      way.ttl = Math.min(way.ttl, ...found.map((record) => record.ttl));
      return found.map((record) => record.data as RecordData[T]);
    }
    const alias = here.find((record) => record.type === 'CNAME');
    if (alias === undefined) return [];
    way.looped = alias.data === start || way.aliases.includes(alias.data) || way.aliases.length === MAX_ALIASES;
    way.name = alias.data;
    way.aliases.push(alias.data);
    way.ttl = Math.min(way.ttl, alias.ttl);
    if (way.looped) return [];
  }
}
