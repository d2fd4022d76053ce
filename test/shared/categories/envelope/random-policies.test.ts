import { describe, expect, test } from '@jest/globals';
import { playProgram } from '../../../support/in-process.ts';
import { RULE_NAMES } from '../../../support/policy-server.ts';
import { HEALTHY } from '../../../support/policy-world.ts';
import { draw } from './random-servers.ts';

/** Random servers in this run, more in CI; a failing seed is printed, and `MXREADY_TEST_SEED` plays it alone. */
const SERVERS = Number(process.env.MXREADY_TEST_SERVERS ?? 1000);
const ONE = process.env.MXREADY_TEST_SEED;

describe('over random servers no statement is wrong', () => {
  const [first, end] = ONE === undefined ? [0, SERVERS] : [Number(ONE), Number(ONE) + 1];

  test(`${end - first} of them`, async () => {
    const seconds = Math.max(300, SERVERS / 20);
    const main = 'test/shared/categories/envelope/random-main.ts';
    // Whatever it prints beside is what was said wrongly, with the seed and the server.
    expect(await playProgram(main, [`${first}`, `${end}`], seconds)).toEqual({
      code: 0,
      said: `${end - first} servers\n`,
    });
  }, 900_000);

  test('and the policies differ: each kind of them is among the drawn ones', () => {
    const drawn = Array.from({ length: 1000 }, (_, seed) => draw(seed));
    for (const name of RULE_NAMES)
      expect(drawn.filter(({ policy }) => policy[name] != null).length).toBeGreaterThan(20);
    expect(HEALTHY.exists).toContain('info');
  });
});
