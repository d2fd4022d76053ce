import type { Kind, ScenarioDeclaration } from './scenario.ts';

/** Scenarios of the daemons that are only unpacked; one daemon of each kind serves all of its lines. */
export const UNPACKED_SCENARIOS: Readonly<Record<Exclude<Kind, 'postfix' | 'dns'>, readonly ScenarioDeclaration[]>> = {
  exim: [
    { name: 'exim-healthy', what: 'with TLS (GnuTLS)', address: '127.25.2.1', gateway: 'inline' },
    { name: 'exim-greylist', what: 'defers every recipient that exists, after verifying it', address: '127.25.2.2' },
  ],
  opensmtpd: [
    {
      name: 'opensmtpd-healthy',
      what: 'without TLS; unknown recipients are refused with 524 5.2.4',
      address: '127.25.3.1',
      gateway: 'inline',
    },
    {
      name: 'opensmtpd-tls-broken',
      what: 'answers STARTTLS with 220, then alert internal_error (this version with OpenSSL 3)',
      address: '127.25.3.2',
      certificate: 'valid',
    },
  ],
  sendmail: [{ name: 'sendmail-healthy', what: 'with TLS', address: '127.25.4.1', gateway: 'inline' }],
};
