import type { Category } from '../../check/category.ts';
import { banner } from './banner.ts';
import { capabilities } from './capabilities.ts';
import { certificateAlternativeNames } from './certificate-alternative-names.ts';
import { certificateCommonName } from './certificate-common-name.ts';
import { certificateCurrent } from './certificate-current.ts';
import { certificateExpiration } from './certificate-expiration.ts';
import { certificateIssuer } from './certificate-issuer.ts';
import { certificateKey } from './certificate-key.ts';
import { certificateName } from './certificate-name.ts';
import { certificateSha1 } from './certificate-sha1.ts';
import { certificateTrust } from './certificate-trust.ts';
import { ciscoPix } from './cisco-pix.ts';
import { connect } from './connect.ts';
import { ehlo } from './ehlo.ts';
import { ehloAfterStarttls } from './ehlo-after-starttls.ts';
import type { SessionEvidence } from './evidence.ts';
import { gather } from './gather.ts';
import { identity } from './identity.ts';
import { starttls } from './starttls.ts';
import { tlsBits } from './tls-bits.ts';
import { tlsCipher } from './tls-cipher.ts';
import { tlsVersion } from './tls-version.ts';

/** Connection, greeting, EHLO, TLS and certificate of every address of the target. */
export const session: Category<SessionEvidence> = {
  id: 'session',
  network: 'smtp',
  limits: { seconds: 170, memoryMb: 256, concurrency: 50 },
  shared: true,
  gather,
  rows: [
    connect,
    banner,
    ciscoPix,
    ehlo,
    starttls,
    certificateSha1,
    certificateCommonName,
    certificateIssuer,
    certificateAlternativeNames,
    certificateExpiration,
    certificateCurrent,
    tlsVersion,
    tlsCipher,
    tlsBits,
    ehloAfterStarttls,
    certificateTrust,
    certificateName,
    certificateKey,
    capabilities,
    identity,
  ],
};
