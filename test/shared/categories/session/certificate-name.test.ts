import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { certificateName } from '../../../../shared/categories/session/certificate-name.ts';
import { readCertificate } from '../../../../shared/net/tls/certificate.ts';
import { type Authority, createAuthority } from '../../../support/certificates/authority.ts';
import { issue } from '../../../support/certificates/issue.ts';
import { makeCertificate } from '../../../support/certificates/kinds.ts';
import { brief, certificate, judged } from './kit.ts';

let authority: Authority;
beforeAll(async () => {
  authority = await createAuthority({});
});

async function of(names: string[], commonName: string | undefined, host: string | null) {
  const { certPem } = await issue(authority, { names, ...(commonName === undefined ? {} : { commonName }) });
  const der = new X509Certificate(certPem).raw;
  const evidence = certificate(readCertificate(der), { der: der.toString('base64') });
  return judged(certificateName, { certificate: evidence }, { target: { host } });
}

describe('certificate-name (RFC 6125)', () => {
  test.each<[string[], string | undefined, string, string]>([
    [['mx.contoso.test'], undefined, 'mx.contoso.test', 'pass matches'],
    [['a.test', 'mx.contoso.test'], undefined, 'mx.contoso.test', 'pass matches'],
    [['MX.Contoso.test'], undefined, 'mx.contoso.test', 'pass matches'],
    [['*.contoso.test'], undefined, 'mx.contoso.test', 'pass matches'],
    [['*.contoso.test'], undefined, 'contoso.test', 'warn differs'],
    [['*.contoso.test'], undefined, 'a.mx.contoso.test', 'warn differs'],
    [['m*.contoso.test'], undefined, 'mx.contoso.test', 'warn differs'],
    [['contoso.test'], undefined, 'mx.contoso.test', 'warn differs'],
    [['other.test'], 'mx.contoso.test', 'mx.contoso.test', 'warn differs'],
    [[], 'mx.contoso.test', 'mx.contoso.test', 'pass matches'],
    [['xn--mller-kva.test'], undefined, 'xn--mller-kva.test', 'pass matches'],
  ])('%j, common name %s, for %s', async (names, commonName, host, expected) => {
    expect(brief(await of(names, commonName, host))).toBe(expected);
  });

  test('a target that was given as an address has no name to compare with', async () => {
    expect(brief(await of(['192.0.2.1'], undefined, '192.0.2.1'))).toBe('notApplicable not-applicable');
    expect(brief(await of(['mx.test'], undefined, '2001:db8::1'))).toBe('notApplicable not-applicable');
  });

  test('says for which names it is, and bounds their number', async () => {
    const { certPem } = await makeCertificate('manyNames');
    const der = new X509Certificate(certPem).raw;
    const evidence = certificate(readCertificate(der), { der: der.toString('base64') });
    const row = judged(certificateName, { certificate: evidence });
    expect([brief(row), (row.data.names as string[]).length]).toEqual(['warn differs', 10]);
  });
});
