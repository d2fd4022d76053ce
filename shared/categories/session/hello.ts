import { lookAlike } from '../../check/look-alike.ts';
import { type Finding, type JudgeContext, undecided } from '../../check/row.ts';
import { isPositive, replyClass } from '../../net/smtp/reply.ts';
import { capabilities } from '../../visit/keywords.ts';
import { cite, seconds } from '../../visit/sighting.ts';
import type { EhloEvidence, Sighting } from './evidence.ts';
import { deciding, mitigated } from './heard.ts';

export const HELLO_CODES = {
  accepted: 'pass',
  'helo-only': 'warn',
  refused: 'fail',
  endless: 'fail',
  'not-smtp': 'fail',
} as const;
export type HelloCode = keyof typeof HELLO_CODES;

function failed(last: Sighting, closes: number, context: JudgeContext): Finding<HelloCode> {
  const softer = mitigated(last, 'ehlo', closes, context);
  if (softer !== null) return softer;
  const more = { ...cite(last, 'ehlo'), data: seconds(last.heard) };
  switch (last.heard.kind) {
    case 'silent':
      return undecided('no-reply', more);
    case 'endless':
      return { ...more, code: 'endless' };
    case 'malformed':
      return { ...more, code: 'not-smtp', value: last.heard.text };
    case 'reply':
      return { ...more, code: 'refused', value: more.reply ?? null };
    default:
      // Cut off, on EHLO and on HELO: we were not let see, and it is no refusal.
      return undecided('connection-closed', more);
  }
}

/** Judges EHLO and, where it was needed, HELO: before TLS and inside it. */
export function judgeHello({ ehlo, helo }: EhloEvidence, context: JudgeContext): Finding<HelloCode> {
  const best = deciding(ehlo);
  if (best !== undefined && isPositive(best.heard)) {
    const list = capabilities(best.heard);
    return { ...cite(best, 'ehlo'), code: 'accepted', value: list, data: { capabilities: list } };
  }
  const fallback = deciding(helo);
  // A refusal that is about us stays one, whatever HELO is answered after it.
  const excused = [...ehlo, ...helo].find(
    ({ heard }) => replyClass(heard) === 5 && heard.kind === 'reply' && lookAlike(heard.reply, context.ownAddresses),
  );
  if (fallback !== undefined && isPositive(fallback.heard) && excused === undefined) {
    const how = best === undefined ? 'closed' : best.heard.kind === 'reply' ? 'refused' : best.heard.kind;
    const both = [...(best === undefined ? [] : [cite(best, 'ehlo')]), cite(fallback, 'ehlo')];
    return {
      ...cite(fallback, 'ehlo'),
      code: 'helo-only',
      data: { how },
      evidence: both.flatMap((one) => one.evidence ?? []),
    };
  }
  const closes = [...ehlo, ...helo].filter((one) => one.heard.kind === 'closed').length;
  // A reply without end weighs more than whatever the HELO after it met.
  const endless = [...ehlo, ...helo].find((one) => one.heard.kind === 'endless');
  const refused = [...helo, ...ehlo].find((one) => replyClass(one.heard) === 5 && fallback === undefined);
  const last = endless ?? excused ?? refused ?? fallback ?? best;
  return last === undefined ? undecided('connection-closed') : failed(last, closes, context);
}
