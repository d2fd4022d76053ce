import { row } from '../../check/row.ts';
import { cipherWeakness } from '../../net/tls/cipher.ts';
import { citeTls, type SessionEvidence } from './evidence.ts';

/** Row 13: the cipher of the connection. */
export const tlsCipher = row<SessionEvidence>()({
  id: 'tls-cipher',
  n: 13,
  side: 'server',
  facet: 'tls-cipher',
  gravity: 34,
  watch: true,
  needs: ['tls'],
  codes: { cipher: 'info', weak: 'warn', anonymous: 'warn' },
  judge({ tls }) {
    const { cipher, standardName, leaf } = tls.facts;
    const weakness = cipherWeakness(standardName) ?? cipherWeakness(cipher);
    const more = { ...citeTls(tls), value: cipher, data: { standardName, weakness } };
    if (weakness === 'anonymous' || leaf === null) return { ...more, code: 'anonymous' };
    return { ...more, code: weakness === null ? 'cipher' : 'weak' };
  },
});
