import { row } from '../../check/row.ts';
import { citeCertificate, type SessionEvidence } from './evidence.ts';

/** The certificate's key and how it was signed. */
export const certificateKey = row<SessionEvidence>()({
  id: 'certificate-key',
  n: null,
  side: 'server',
  facet: 'key',
  gravity: 46,
  needs: ['certificate'],
  codes: { key: 'info', 'short-key': 'warn', 'weak-signature': 'warn' },
  judge({ certificate }) {
    const { keyType, keyBits, signature } = certificate.leaf;
    const kind = [keyType ?? 'unknown', keyBits].filter((part) => part !== null).join(' ');
    const more = {
      ...citeCertificate(certificate),
      value: `${kind}, ${signature}`,
      data: { keyType, keyBits, signature },
    };
    if (keyType?.startsWith('rsa') && keyBits !== null && keyBits < 2048) return { ...more, code: 'short-key' };
    return { ...more, code: /md[25]|sha1/i.test(signature) ? 'weak-signature' : 'key' };
  },
});
