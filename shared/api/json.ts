import { createScanner } from 'jsonc-parser';
import { harmless } from '../net/harmless.ts';
import { Problem } from './problem.ts';

/** Kinds of tokens, as the scanner numbers them: its own names are gone at run time. */
const TOKEN = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, colon: 6, text: 10, end: 17 } as const;
/** Far deeper than any body of ours. */
const DEPTH = 20;

/**
 * Refuses what different programs read differently: a field that comes twice (RFC 8259 4). Done on the tokens, without
 * recursion, so that no depth of nesting costs more than reading it.
 * @throws Problem
 */
function refuseAmbiguous(text: string): void {
  const scanner = createScanner(text, true);
  const open: (Set<string> | null)[] = [];
  let last: string | null = null;
  for (let token: number = scanner.scan(); token !== TOKEN.end; token = scanner.scan()) {
    if (token === TOKEN.openBrace) open.push(new Set());
    else if (token === TOKEN.openBracket) open.push(null);
    else if (token === TOKEN.closeBrace || token === TOKEN.closeBracket) open.pop();
    else if (token === TOKEN.text) last = scanner.getTokenValue();
    else if (token === TOKEN.colon && last !== null) {
      const fields = open.at(-1);
      if (fields?.has(last)) {
        const pointer = `/${harmless(last, 80)}`;
        throw new Problem(422, `the body has the field "${harmless(last, 80)}" twice`, [{ pointer, detail: 'given twice' }]); // biome-ignore format: one thought
      }
      fields?.add(last);
    }
    if (open.length > DEPTH) throw new Problem(400, `the body is nested more than ${DEPTH} levels deep`);
  }
}

/** @throws Problem for what is no JSON, or not the same JSON to everybody */
export function parseJson(text: string): unknown {
  refuseAmbiguous(text);
  try {
    return JSON.parse(text, (key, value) => {
      // Would become a prototype wherever such an object is copied.
      if (key === '__proto__') throw new Problem(422, 'the body has a field "__proto__"', [{ pointer: '/__proto__', detail: 'there is no such field' }]); // biome-ignore format: one thought
      return value;
    });
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, 'the body is not valid JSON');
  }
}
