import { row } from '../../check/row.ts';
import { isPositive, replyClass, shown } from '../../net/smtp/reply.ts';
import { echoesMask, greetingMasked, maskedLines } from '../../visit/mask.ts';
import { cite } from '../../visit/sighting.ts';
import type { MaskEvidence, SessionEvidence } from './evidence.ts';
import { deciding } from './heard.ts';

/** The signals of judgement.md 5, by their letters there. */
function signals({ greeting, ehlo, offered, starttls }: MaskEvidence): string[] {
  const answered = starttls !== null && !offered && (isPositive(starttls.heard) || echoesMask(starttls.heard));
  const heloOnly =
    ehlo.ehlo.some((one) => replyClass(one.heard) === 5) && ehlo.helo.some((one) => isPositive(one.heard));
  const seen: [string, boolean][] = [
    ['a', greetingMasked(greeting.heard)],
    ['b', ehlo.ehlo.some((one) => maskedLines(one.heard).length > 0)],
    ['c', heloOnly],
    ['d', answered],
  ];
  return seen.filter(([, there]) => there).map(([letter]) => letter);
}

/** Row 3: a Cisco PIX or ASA between us and the server that rewrites SMTP ("fixup", "inspect esmtp"). */
export const ciscoPix = row<SessionEvidence>()({
  id: 'cisco-pix',
  n: 3,
  side: 'server',
  gravity: 45,
  watch: true,
  needs: ['mask'],
  codes: { none: 'pass', 'banner-hidden': 'warn', likely: 'warn', confirmed: 'fail' },
  judge({ mask }) {
    const seen = signals(mask);
    const has = (letter: string): boolean => seen.includes(letter);
    const hello = deciding([...mask.ehlo.ehlo, ...mask.ehlo.helo]);
    const greeting = cite(mask.greeting, 'banner');
    const evidence = [
      greeting,
      ...(hello === undefined ? [] : [cite(hello, 'ehlo')]),
      ...(mask.starttls === null ? [] : [cite(mask.starttls, 'starttls')]),
    ];
    const more = {
      ...greeting,
      evidence: evidence.flatMap((one) => one.evidence ?? []),
      data: { signals: seen },
      value: mask.greeting.heard.kind === 'reply' && has('a') ? shown(mask.greeting.heard.reply) : null,
    };
    if (has('b') || (has('a') && (has('c') || has('d')))) return { ...more, code: 'confirmed' };
    if (!has('a')) return { ...more, code: 'none' };
    return { ...more, code: mask.offered ? 'banner-hidden' : 'likely' };
  },
});
