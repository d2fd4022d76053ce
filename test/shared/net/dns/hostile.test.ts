import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DecodedPacket } from 'dns-packet';
import fc from 'fast-check';
import type { RecordType } from '../../../../shared/net/dns/answer.ts';
import { createDnsClient } from '../../../../shared/net/dns/client.ts';
import { type RawServer, replyHead, startRawServer } from './raw-server.ts';

const KINDS = ['answer', 'nxdomain', 'nodata', 'servfail', 'timeout', 'loop'];
const TYPE_CODES: Record<RecordType, number> = { A: 1, CNAME: 5, PTR: 12, MX: 15, TXT: 16, AAAA: 28 };
const types = fc.constantFrom(...(Object.keys(TYPE_CODES) as RecordType[]));

let raw: RawServer;
let hostile: (query: DecodedPacket) => Buffer;
beforeAll(async () => {
  raw = await startRawServer((query) => [hostile(query)]);
});
afterAll(() => raw.close());

async function ask(type: RecordType, answer: (query: DecodedPacket) => Buffer) {
  hostile = answer;
  return createDnsClient({ servers: [raw.server], timeouts: [8] }).query('contoso.test', type);
}

/** Owner is a pointer to the name in the question, class IN. */
function recordHead(type: number, length: number): Buffer {
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, 0]);
  head.writeUInt16BE(length, 10);
  return head;
}

const printable = /^[ -~]*$/;
const textsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];

describe('hostile answers', () => {
  test('arbitrary bytes after the question', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    const counts = fc.record({ answers: fc.integer({ min: 0, max: 65_535 }), additionals: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(types, counts, bytes, async (type, count, rest) => {
        const answer = await ask(type, (query) => Buffer.concat([replyHead(query, count), rest]));
        expect(KINDS).toContain(answer.kind);
      }),
      { numRuns: 100 },
    );
  });

  test('well-formed records with arbitrary data give harmless text', async () => {
    const data = fc.uint8Array({ minLength: 1, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(types, data, fc.nat(3), async (type, rdata, off) => {
        const head = recordHead(TYPE_CODES[type], rdata.length + off);
        const answer = await ask(type, (query) => Buffer.concat([replyHead(query, { answers: 1 }), head, rdata]));
        expect(KINDS).toContain(answer.kind);
        for (const text of textsOf(answer)) expect(text).toMatch(printable);
      }),
      { numRuns: 150 },
    );
  });

  test('flipped header bits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(0xffff), async (flags) => {
        const answer = await ask('A', (query) => {
          const head = replyHead(query, { answers: 0 });
          // Not the bit of truncation: nobody listens on TCP.
          head.writeUInt16BE(flags & ~0x200, 2);
          return head;
        });
        expect(KINDS).toContain(answer.kind);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['to itself', (start: number) => [0xc0 | (start >> 8), start & 255]],
    ['forward', (start: number) => [0xc0 | ((start + 4) >> 8), (start + 4) & 255, 0, 0, 0xc0, start & 255]],
    ['to a label before it', (start: number) => [1, 97, 0xc0 | (start >> 8), start & 255]],
    ['past the end', () => [0xff, 0xff]],
  ])('a compression pointer %s ends', async (_, name) => {
    const answer = await ask('CNAME', (query) => {
      const head = replyHead(query, { answers: 1 });
      const rdata = Buffer.from(name(head.length + 12));
      return Buffer.concat([head, recordHead(TYPE_CODES.CNAME, rdata.length), rdata]);
    });
    expect(answer).toEqual({ kind: 'timeout', aliases: [] });
  });

  test('many records that all point into a long chain of pointers', async () => {
    const began = performance.now();
    const answer = await ask('A', (query) => {
      const head = replyHead(query, { answers: 4000 });
      const blob = Buffer.alloc(16_000);
      for (let at = 0; at < blob.length; at += 2) {
        blob.writeUInt16BE(0xc000 | (at === 0 ? 12 : head.length + 12 + at - 2), at);
      }
      const record = Buffer.from([0xc0 | ((head.length + 16_010) >> 8), (head.length + 16_010) & 255]);
      const owner = Buffer.concat([record, recordHead(1, 4).subarray(2), Buffer.from([127, 0, 0, 1])]);
      return Buffer.concat([head, recordHead(10, blob.length), blob, ...Array(2900).fill(owner)]);
    });
    expect(KINDS).toContain(answer.kind);
    expect(performance.now() - began).toBeLessThan(3000);
  });
});
