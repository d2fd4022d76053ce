import { row } from '../../check/row.ts';
import type { SessionEvidence } from './evidence.ts';
import { HELLO_CODES, judgeHello } from './hello.ts';

/** Row 4: the reply to EHLO (RFC 5321 4.1.1.1). */
export const ehlo = row<SessionEvidence>()({
  id: 'ehlo',
  n: 4,
  side: 'server',
  gravity: 80,
  deciding: true,
  watch: true,
  needs: ['ehlo'],
  codes: HELLO_CODES,
  judge: (evidence, context) => judgeHello(evidence.ehlo, context),
});
