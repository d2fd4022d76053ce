/** Record types that we ask for. */
export type RecordType = 'A' | 'AAAA' | 'MX' | 'PTR' | 'TXT' | 'CNAME';

/**
 * RDATA by record type. All of it is printable ASCII, other bytes are written \DDD (RFC 1035 5.1);
 * names are lower case without the trailing dot, so the root, and with it a null MX (RFC 7505), is ''.
 */
export interface RecordData {
  A: string;
  /** Canonical text form (RFC 5952). */
  AAAA: string;
  MX: { preference: number; exchange: string };
  PTR: string;
  /** The character strings of one record, joined without a gap (RFC 7208 3.3). */
  TXT: string;
  CNAME: string;
}

/**
 * What a look-up came to. `aliases` are the CNAME targets followed, in order; of a loop the last one
 * is the name that closed it.
 */
export type DnsAnswer<T> =
  | {
      kind: 'answer';
      records: T[];
      /** The smallest on the way, aliases included, in seconds. */
      ttl: number;
      /** Canonical name: the owner of the records, after aliases. */
      name: string;
      aliases: string[];
    }
  | { kind: 'nxdomain'; aliases: string[] }
  | { kind: 'nodata'; aliases: string[] }
  /** `rcode` names it: SERVFAIL, REFUSED, NOTIMP, FORMERR, RCODE_11, and of ours INVALID_NAME and REFERRAL. */
  | { kind: 'servfail'; rcode: string; aliases: string[] }
  /** No server answered, be it silence or that nothing listens there. */
  | { kind: 'timeout'; aliases: string[] }
  /** A loop of aliases, or more than eight of them. */
  | { kind: 'loop'; aliases: string[] };
