import { readReply } from '../../shared/check/reading.ts';
import * as lookAlikes from '../../shared/check/look-alike.ts';
import * as signs from '../../shared/check/reply-signs.ts';
import { recogniseSoftware } from '../../shared/check/software.ts';
import { decodeBytes, harmless } from '../../shared/net/harmless.ts';
import { enhancedCode, type Heard, type Reply } from '../../shared/net/smtp/reply.ts';
import { connectionLimit } from '../../shared/report/rows/connection-limit.ts';
import * as keywords from '../../shared/visit/keywords.ts';
import * as mask from '../../shared/visit/mask.ts';
import { conversation, TARGET } from '../shared/report/kit.ts';
import { report } from './measure.ts';

type Read = (text: string) => unknown;

const patterns = Object.entries(signs).flatMap(([name, sign]) =>
  sign instanceof RegExp ? [[name, sign] as const] : [],
);

const replyOf = (code: number, text: string): Reply => ({ code, enhanced: null, lines: [`${code} ${text}`], text, ms: 1, firstMs: 1, line: 1 }); // biome-ignore format: one line
const heard = (code: number, text: string): Heard => ({ kind: 'reply', reply: replyOf(code, text) });
const listed = (text: string): Heard => ({ kind: 'reply', reply: { ...replyOf(250, text), lines: ['250-mx', `250 ${text}`] } }); // biome-ignore format: one line
const ours = { ours: ['192.0.2.1', '2001:db8::1'] };
const context = { target: TARGET, subject: null, now: new Date(0), ownAddresses: [] };

/** Everything that is exported to read what servers say, with a text of any length: whatever bounds it is left out. */
const READERS: Readonly<Record<string, Read>> = {
  ...Object.fromEntries(patterns.map(([name, pattern]) => [name, (text: string) => pattern.test(text)])),
  waitNamed: signs.waitNamed,
  'lookAlike of a refusal': (text) => lookAlikes.lookAlike(replyOf(554, text), ours.ours),
  'lookAlike of a deferral': (text) => lookAlikes.lookAlike(replyOf(450, text), ours.ours),
  'lookAlike of a demand': (text) => lookAlikes.lookAlike(replyOf(530, text), ours.ours),
  lookAlikeInTransaction: (text) => lookAlikes.lookAlikeInTransaction(replyOf(550, text), ours),
  addressesIn: lookAlikes.addressesIn,
  'readReply of a refusal': (text) => readReply(replyOf(550, text), ours),
  'readReply of a deferral': (text) => readReply(replyOf(451, text), ours),
  'readReply of a lack of room': (text) => readReply(replyOf(452, text), ours),
  recogniseSoftware: (text) => recogniseSoftware([text]),
  enhancedCode: (text) => enhancedCode(550, [text]),
  harmless,
  'harmless, all of it': (text) => harmless(text, text.length),
  decodeBytes: (text) => decodeBytes(Buffer.from(text)),
  capabilities: (text) => keywords.capabilities(listed(text)),
  keyword: keywords.keyword,
  ownName: (text) => keywords.ownName(heard(220, text)),
  greetingMasked: (text) => mask.greetingMasked({ kind: 'reply', reply: { ...replyOf(220, text), lines: [text] } }),
  maskedLines: (text) => mask.maskedLines(listed(text)),
  echoesMask: (text) => mask.echoesMask(heard(500, text)),
  'connection-limit': (text) => connectionLimit.judge({ conversations: [conversation({ lines: [{ ms: 0, dir: 'S', tls: false, text: `450${text}` }] })] }, context), // biome-ignore format: one line
};

/** Characters that mean something to one of the patterns, and beginnings of what is sought. */
const PIECES: readonly string[] = [
  ...'0129abefmsxX*-_.:;,()[]<>"#=/ \t',
  ...['client host [', 'client host [x', 'relay to ', 'relay to x', 'relaying for x ', 'verif', 'sender verif', 'user x', 'violates '],
  ...['1:', '::', 'a:', 'a.', '1.', '1.1.1.1 ', 'ipv6:', '99:99:', 'in 1 ', 'in  ', '(#5.1.1', '#5.1.1', '***2', '20* -', 'é', '🙂'],
]; // biome-ignore format: lists
/** The words of a pattern. */
const wordsOf = (name: string): string[] => patterns.find(([one]) => one === name)?.[1].source.match(/[a-z][a-z ]{2,}/gi) ?? []; // biome-ignore format: one thought

/** Milliseconds of work, not of waiting for others on the machine: the best of several looks. */
const best = (read: Read, text: string, times: number): number =>
  Math.min(
    ...Array.from({ length: times }, () => {
      const start = process.cpuUsage();
      read(text);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    }),
  );

/** What begins a search in every place takes far longer; what does not is over before this, on a busy machine too. */
const AT_ONCE_MS = 100;
/** How much longer four times as much may take: 4 is as it should be, 16 where every place begins a search of the rest. */
const LINEAR = 9;

/** How much longer `bytes` of a piece take than a quarter of them; 4 where all of it is over at once. */
function growth(read: Read, piece: string, bytes = 65_536): number {
  // Behind the run stands what no pattern ends with, so that every search is in vain.
  const run = (length: number): string => `${piece.repeat(Math.ceil(length / piece.length))}\u00ff`;
  // What grows with the cube is not waited for.
  for (let part = 32; part > 1; part /= 2)
    if (best(read, run(bytes / part), 1) > 10 * AT_ONCE_MS) return Number.POSITIVE_INFINITY;
  if (best(read, run(bytes), 1) < AT_ONCE_MS) return 4;
  return Math.min(...[1, 2, 3].map((times) => best(read, run(bytes), times) / best(read, run(bytes / 4), times + 2)));
}

/** Whether what servers say is read in a time that grows as its length does, and whether this would show if it were not. */
export function reading(): boolean {
  let worst = { ratio: 0, where: '' };
  for (const [name, read] of Object.entries(READERS)) {
    for (const piece of [...PIECES, ...wordsOf(name)]) {
      const ratio = growth(read, piece);
      if (ratio > worst.ratio)
        worst = { ratio, where: ratio === 4 ? 'all at once' : `${name} of ${JSON.stringify(piece)}` };
    }
  }
  const kept = report(
    '64 kB of a server against 16 kB, the worst of all that reads them',
    worst.ratio,
    LINEAR,
    worst.where,
  );
  // The clearest of three looks: what else runs on the machine may hide it from one of them.
  const control = Math.max(...[1, 2, 3].map(() => growth((text) => /x+y/.test(text), 'x', 32_768)));
  return (
    report(
      'the bound against a pattern that breaks it',
      LINEAR / control,
      1,
      `it takes ${control.toFixed(1)} times as long`,
    ) && kept
  );
}
