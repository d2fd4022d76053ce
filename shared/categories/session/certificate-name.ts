import { X509Certificate } from 'node:crypto';
import { notApplicable, row } from '../../check/row.ts';
import { sniName } from '../../net/domain.ts';
import { citeCertificate, type SessionEvidence } from './evidence.ts';

/** Whether the certificate is for the name under which the gateway finds the server (RFC 6125). */
export const certificateName = row<SessionEvidence>()({
  id: 'certificate-name',
  n: null,
  side: 'server',
  facet: 'match',
  gravity: 47,
  watch: true,
  needs: ['certificate'],
  codes: { matches: 'pass', differs: 'warn' },
  judge({ certificate }, { target }) {
    const host = sniName(target.host);
    const more = citeCertificate(certificate);
    if (host === null) return notApplicable('address-target', more);
    const x509 = new X509Certificate(Buffer.from(certificate.der, 'base64'));
    const matched = x509.checkHost(host, { partialWildcards: false }) !== undefined;
    const { altNames, commonName } = certificate.leaf;
    const names = altNames.length > 0 ? altNames : commonName === null ? [] : [commonName];
    return { ...more, code: matched ? 'matches' : 'differs', value: names, data: { host, names: names.slice(0, 10) } };
  },
});
