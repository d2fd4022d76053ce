import { followAliases } from './alias.ts';
import type { DnsAnswer, RecordData, RecordType } from './answer.ts';
import { Asker } from './asker.ts';
import { cleanName } from './name.ts';
import { parseServer } from './server.ts';
import { SharedWork } from './shared-work.ts';

export { systemServers } from './server.ts';

/** A stub resolver that asks each question once in its lifetime. */
export interface DnsClient {
  /** Answers every name, invalid ones too; rejects only with the reason of the signal. */
  query<T extends RecordType>(name: string, type: T, signal?: AbortSignal): Promise<DnsAnswer<RecordData[T]>>;
  /** As they were given. */
  readonly servers: readonly string[];
  /** Whether any server has answered anything so far. */
  readonly heard: boolean;
  /** Tries so far, each a question to one server. */
  readonly queries: number;
}

export interface DnsClientOptions {
  /** Recursive resolvers: `ip`, `ip:port` or `[v6]:port`. Without any, every look-up is a time-out. */
  servers: readonly string[];
  /** One number of milliseconds for each try; the tries go round the servers. */
  timeouts?: readonly number[];
}

type AnyAnswer = DnsAnswer<RecordData[RecordType]>;

/** @throws TypeError when a server's address cannot be read. */
export function createDnsClient({ servers, timeouts = [2000, 3000, 5000] }: DnsClientOptions): DnsClient {
  const asker = new Asker(servers.map(parseServer), timeouts);
  const memo = new Map<string, SharedWork<AnyAnswer>>();

  const lookUp = (name: string, type: RecordType): SharedWork<AnyAnswer> => {
    const key = `${type} ${name}`;
    const known = memo.get(key);
    if (known !== undefined) return known;
    const work = new SharedWork<AnyAnswer>(
      (signal) => followAliases(name, type, (question) => asker.ask(question, signal)),
      () => memo.delete(key),
    );
    memo.set(key, work);
    return work;
  };

  return {
    servers: [...servers],
    get heard() {
      return asker.heard;
    },
    get queries() {
      return asker.queries;
    },
    async query<T extends RecordType>(name: string, type: T, signal?: AbortSignal): Promise<DnsAnswer<RecordData[T]>> {
      signal?.throwIfAborted();
      // The memo is keyed by the type, so what it holds is of that type; callers get their own copy.
      return structuredClone((await lookUp(cleanName(name), type).join(signal)) as DnsAnswer<RecordData[T]>);
    },
  };
}
