import { describe, expect, test } from '@jest/globals';
import type { ServerOptions } from '../../../support/scripted-smtp.ts';
import { dialled } from './behaviour-dialled.ts';

const ONE = '192.0.2.1';
const LATER = 'notTested earlier-step';

describe('a late greeting', () => {
  /** A clock on which a test's milliseconds are seconds of a server that takes its time. */
  const HASTE = 100;
  const clock = (): number => performance.now() * HASTE;
  const patience = { greeting: 1_000_000, command: 1_000_000, replyGrace: 1_000_000, quit: 1_000_000 };

  test('is a pass, its delay named', async () => {
    // 25 to 30 s is what Kerio recommends; judgement.md, "Patience".
    const greeting = { reply: '220 mx.contoso.test ESMTP', delayMs: 250 };
    const { at, result } = await dialled({ [ONE]: { greeting } }, { clock, patience });
    expect([at('banner', ONE), at('ehlo', ONE)]).toEqual(['pass greeted-late', 'pass accepted']);
    const banner = result.rows.find(({ id }) => id === 'banner');
    expect(banner?.data.seconds).toBeGreaterThanOrEqual(24);
    expect(banner?.ms).toBeGreaterThanOrEqual(24_000);
  });

  test('in parts counts from its beginning to its end', async () => {
    const greeting = { reply: '220-mx.contoso.test\n220 mx.contoso.test ESMTP', dripMs: 2 };
    const { at } = await dialled({ [ONE]: { greeting } }, { clock, patience });
    expect(at('banner', ONE)).toBe('pass greeted-late');
  });
});

describe('when our own time is up', () => {
  /** Stopped when the server has been asked that, for which it has no answer. */
  async function stoppedAt(stage: 'ehlo' | 'starttls', server: ServerOptions = {}) {
    const stop = new AbortController();
    const ask = (): { silent: true } => {
      setImmediate(() => stop.abort());
      return { silent: true };
    };
    return dialled({ [ONE]: { ...server, [stage]: ask } }, { signal: stop.signal });
  }

  test('what was seen stands, and what was under way says why it ended', async () => {
    const { at, result } = await stoppedAt('ehlo');
    expect(['connect', 'banner', 'ehlo', 'starttls', 'tls-version', 'cisco-pix'].map((id) => at(id, ONE))).toEqual([
      'pass connected',
      'pass greeted',
      'inconclusive deadline',
      LATER,
      LATER,
      LATER,
    ]);
    expect(result).toMatchObject({ outcome: 'incomplete', reason: 'deadline', fault: null });
    expect(result.conversations[0]?.ending).toMatchObject({ by: 'us', stage: 'ehlo', how: 'deadline' });
  });

  test('STARTTLS that was under way is neither refused nor missing', async () => {
    const { at } = await stoppedAt('starttls', { ehlo: { keywords: ['STARTTLS'] } });
    expect(['ehlo', 'starttls', 'ehlo-after-starttls'].map((id) => at(id, ONE))).toEqual([
      'pass accepted',
      'inconclusive deadline',
      LATER,
    ]);
  });

  test('no second look is begun', async () => {
    const stop = new AbortController();
    const greeting = () => {
      setImmediate(() => stop.abort());
      return { reply: '421 busy', close: 'fin' as const };
    };
    const { servers, result } = await dialled({ [ONE]: { greeting } }, { signal: stop.signal });
    expect(servers.get(ONE)?.connections).toHaveLength(1);
    const banner = result.rows.find(({ id }) => id === 'banner');
    expect(banner?.status).toBe('inconclusive');
  });
});
