import { row } from '../../check/row.ts';
import { capabilities, keyword } from '../../visit/keywords.ts';
import type { SessionEvidence } from './evidence.ts';
import { deciding } from './heard.ts';
import { HELLO_CODES, judgeHello } from './hello.ts';

/** Row 15: EHLO inside TLS, and what it says differently (RFC 3207 4.2). */
export const ehloAfterStarttls = row<SessionEvidence>()({
  id: 'ehlo-after-starttls',
  n: 15,
  side: 'server',
  gravity: 55,
  needs: ['ehlo', 'ehloInTls'],
  codes: HELLO_CODES,
  judge({ ehlo, ehloInTls }, context) {
    const finding = judgeHello(ehloInTls, context);
    const before = capabilities(deciding(ehlo.ehlo)?.heard ?? null);
    const after = capabilities(deciding(ehloInTls.ehlo)?.heard ?? null);
    if (finding.code !== 'accepted') return finding;
    const added = after.filter((line) => !before.includes(line));
    const gone = before.filter((line) => !after.includes(line) && keyword(line) !== 'STARTTLS');
    return { ...finding, data: { ...finding.data, added, gone } };
  },
});
