import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** A reply of a policy, and at which stage it is given. */
export interface Rule {
  stage: 'mail' | 'rcpt' | 'data' | 'endOfData';
  reply: string;
  /** Local parts that the rule lets through. */
  exempt?: readonly string[];
}

/** A mail server whose whole policy is data. What is left out is not restricted. */
export interface MailPolicy {
  domain: string;
  exists: readonly string[];
  pipelining?: boolean;
  /** Recipients of the domain that do not exist; null: all are taken. */
  unknown?: Rule | null;
  /** Triplets are put off until they were offered so often on earlier connections. */
  greylist?: (Rule & { visits: number }) | null;
  /** Senders of this domain are refused or put off. */
  spf?: (Rule & { domain: string }) | null;
  /** Everybody is refused: a block list, a firewall's rule, a closed door. */
  everybody?: Rule | null;
  /** The null sender is refused. */
  bounces?: Rule | null;
  /** Recipients of other domains; null: an open relay. */
  foreign?: Rule | null;
  /** Percent and quoted forms count as local mailboxes that exist. */
  localForms?: boolean;
  /** Every message is refused by its content. */
  content?: Rule | null;
  /** After so many commands (EHLO included), or negative replies, on one connection. */
  limit?: { after: number; of: 'commands' | 'refusals'; with: string | 'close' | 'reset' } | null;
  /** Order in which the rules are asked at one stage. */
  order?: readonly RuleName[];
}

export type RuleName = 'everybody' | 'bounces' | 'spf' | 'foreign' | 'greylist' | 'unknown' | 'content';
export const RULE_NAMES: readonly RuleName[] = ['everybody', 'bounces', 'spf', 'foreign', 'unknown', 'greylist', 'content']; // biome-ignore format: one list

/** What was heard by the server, over all connections. */
export interface MailLog {
  messages: { from: string; to: string; text: string }[];
  commands: string[];
  connections: number;
}

const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? '';

class Session {
  #from: string | null = null;
  #to: string | null = null;
  #message: string[] | null = null;
  #commands = 0;
  #refusals = 0;
  readonly #policy: MailPolicy;
  readonly #log: MailLog;
  readonly #seen: Map<string, Set<number>>;
  readonly #connection: number;

  constructor(policy: MailPolicy, log: MailLog, seen: Map<string, Set<number>>) {
    this.#policy = policy;
    this.#log = log;
    this.#seen = seen;
    log.connections += 1;
    this.#connection = log.connections;
  }

  /** Reply to one line; null within a message; `close` and `reset` hang up. */
  answer(line: string): string | null {
    if (this.#message !== null) {
      if (line !== '.') {
        this.#message.push(line.replace(/^\./, ''));
        return null;
      }
      return this.#limited(this.#ended(this.#message));
    }
    this.#log.commands.push(line);
    this.#commands += 1;
    const { limit } = this.#policy;
    if (limit?.of === 'commands' && this.#commands > limit.after) return limit.with;
    return this.#limited(this.#command(line));
  }

  #limited(reply: string): string {
    if (/^[45]/.test(reply)) this.#refusals += 1;
    const { limit } = this.#policy;
    return limit?.of === 'refusals' && this.#refusals > limit.after ? limit.with : reply;
  }

  #command(line: string): string {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO')
      return this.#policy.pipelining === false ? '250 mx' : '250-mx\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES';
    if (verb === 'QUIT') return '221 2.0.0 bye';
    if (verb === 'RSET') {
      this.#from = null;
      this.#to = null;
      return '250 2.0.0 ok';
    }
    if (verb === 'MAIL') return this.#mail(addressIn(line));
    if (verb === 'RCPT') return this.#rcpt(addressIn(line));
    if (verb === 'DATA') return this.#data();
    return '502 5.5.2 no';
  }

  #mail(from: string): string {
    if (this.#from !== null) return '503 5.5.1 nested MAIL';
    const refusal = this.#ask('mail', from, null);
    if (refusal !== null) return refusal;
    this.#from = from;
    return '250 2.1.0 ok';
  }

  #rcpt(to: string): string {
    if (this.#from === null) return '503 5.5.1 MAIL first';
    const refusal = this.#ask('rcpt', this.#from, to);
    if (refusal !== null) return refusal;
    this.#to = to;
    return '250 2.1.5 ok';
  }

  #data(): string {
    if (this.#from === null || this.#to === null) return '554 5.5.1 no valid recipients';
    const refusal = this.#ask('data', this.#from, this.#to);
    if (refusal !== null) return refusal;
    this.#message = [];
    return '354 go ahead';
  }

  #ended(message: string[]): string {
    this.#message = null;
    const [from, to] = [this.#from ?? '', this.#to ?? ''];
    this.#from = null;
    this.#to = null;
    this.#log.messages.push({ from, to, text: message.join('\n') });
    return this.#ask('endOfData', from, to) ?? '250 2.0.0 queued';
  }

  #ask(stage: Rule['stage'], from: string, to: string | null): string | null {
    for (const name of this.#policy.order ?? RULE_NAMES) {
      const rule = this.#policy[name];
      if (rule != null && rule.stage === stage && this.#hits(name, from, to)) return rule.reply;
    }
    return null;
  }

  #hits(name: RuleName, from: string, to: string | null): boolean {
    const { domain, exists, spf, foreign, greylist, localForms } = this.#policy;
    const own = to?.endsWith(`@${domain}`) === true && !to.startsWith('@');
    const local = to === null ? '' : to.slice(0, to.lastIndexOf('@'));
    if (this.#policy[name]?.exempt?.includes(local) && own) return false;
    const isForm = own && /[%"]/.test(local);
    switch (name) {
      case 'spf':
        return from.endsWith(`@${spf?.domain}`);
      case 'bounces':
        return from === '';
      case 'foreign':
        return to !== null && !own && foreign != null;
      case 'unknown':
        return own && !(isForm ? localForms === true : exists.includes(local));
      case 'greylist':
        return this.#isNew(`${from} ${to}`, greylist?.visits ?? 0);
      default:
        return true;
    }
  }

  /** Whether a triplet has not been offered on enough earlier connections. */
  #isNew(triplet: string, visits: number): boolean {
    const earlier = this.#seen.get(triplet) ?? new Set();
    this.#seen.set(triplet, earlier.add(this.#connection));
    return earlier.size <= visits;
  }
}

/** Over which bytes the replies come: one segment each, or cut into pieces. */
export interface Wire {
  pieces?: number;
  /** Every reply waits for so many turns of the event loop. */
  turns?: number;
}

/** Plays policies in memory: no port, no clock, thousands a minute. */
export function memoryServer(policy: MailPolicy, wire: Wire = {}): { open(): Socket; log: MailLog } {
  const log: MailLog = { messages: [], commands: [], connections: 0 };
  const seen = new Map<string, Set<number>>();
  const open = (): Socket => {
    const session = new Session(policy, log, seen);
    let input = '';
    let over = false;
    let last: Promise<void> = Promise.resolve();
    const socket = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        input += chunk.toString('latin1');
        for (let end = input.indexOf('\r\n'); end !== -1; end = input.indexOf('\r\n')) {
          const line = input.slice(0, end);
          input = input.slice(end + 2);
          if (over) continue;
          const reply = session.answer(line);
          if (reply === null) continue;
          if (reply === 'close' || reply === 'reset' || reply.startsWith('421') || line.toUpperCase() === 'QUIT') over = true; // biome-ignore format: one thought
          last = last.then(() => say(reply));
        }
        done();
      },
      destroy(_error, done) {
        over = true;
        done(null);
      },
    });
    const say = async (reply: string): Promise<void> => {
      for (let turn = 0; turn < (wire.turns ?? 0); turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (socket.destroyed) return;
      if (reply === 'reset') {
        socket.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
        return;
      }
      const bytes = reply === 'close' ? '' : `${reply}\r\n`;
      const size = Math.max(1, Math.ceil(bytes.length / (wire.pieces ?? 1)));
      for (let at = 0; at < bytes.length; at += size) {
        socket.push(Buffer.from(bytes.slice(at, at + size)));
        if ((wire.pieces ?? 1) > 1) await null;
      }
      if (over && (reply === 'close' || reply.startsWith('421') || reply.startsWith('221'))) socket.push(null);
    };
    last = last.then(() => say('220 mx ESMTP'));
    return Object.assign(socket, { localAddress: '127.0.0.1', setNoDelay: () => socket }) as unknown as Socket;
  };
  return { open, log };
}
