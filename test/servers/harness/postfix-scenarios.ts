import type { ScenarioDeclaration } from './scenario.ts';

/** One smtpd line of master.cf: `overrides` become its `-o` settings. A new policy is a new entry here. */
export interface PostfixScenario extends ScenarioDeclaration {
  readonly overrides?: Readonly<Record<string, string>>;
  /** Settings of a postscreen in front of the smtpd. */
  readonly postscreen?: Readonly<Record<string, string>>;
}

/** At connect, not first at RCPT (the default of smtpd_delay_reject). */
const AT_CONNECT = { smtpd_delay_reject: 'no' };

export const POSTFIX_SCENARIOS: readonly PostfixScenario[] = [
  {
    name: 'postfix-healthy',
    what: 'valid chain, IPv4 and IPv6, every PTR leads back, unknown recipients refused at RCPT, no relay',
    address: '127.25.0.1',
    address6: 'fd00:6d78::1',
    gateway: 'inline',
  },
  {
    name: 'postfix-no-tls',
    what: 'STARTTLS not offered',
    address: '127.25.0.2',
    overrides: { smtpd_tls_security_level: 'none' },
  },
  { name: 'postfix-expired', what: 'expired yesterday', address: '127.25.0.3', certificate: 'expired' },
  { name: 'postfix-not-yet-valid', what: 'valid from tomorrow', address: '127.25.0.4', certificate: 'not-yet-valid' },
  { name: 'postfix-selfsigned', what: 'self-signed', address: '127.25.0.5', certificate: 'self-signed' },
  { name: 'postfix-incomplete', what: 'intermediate not sent', address: '127.25.0.6', certificate: 'incomplete' },
  { name: 'postfix-wrongname', what: 'for another host', address: '127.25.0.7', certificate: 'wrong-name' },
  { name: 'postfix-rsa1024', what: 'RSA key of 1024 bits', address: '127.25.0.8', certificate: 'rsa1024' },
  {
    name: 'postfix-tls10',
    what: 'TLS 1.0 and nothing newer',
    address: '127.25.0.9',
    overrides: {
      smtpd_tls_protocols: '>=TLSv1, <=TLSv1',
      smtpd_tls_mandatory_protocols: '>=TLSv1, <=TLSv1',
      // MD5-SHA1 signatures and SHA-1 ciphers are below OpenSSL's default security level.
      smtpd_tls_ciphers: 'medium',
      tls_medium_cipherlist: 'ALL:@SECLEVEL=0',
    },
  },
  {
    name: 'postfix-anon',
    what: 'no certificate, anonymous ciphers only',
    address: '127.25.0.10',
    overrides: {
      smtpd_tls_chain_files: '',
      smtpd_tls_cert_file: 'none',
      smtpd_tls_protocols: '>=TLSv1, <=TLSv1.2',
      // The client must be able to ask for them as well: "aNULL:@SECLEVEL=0".
      tls_medium_cipherlist: 'aNULL:@SECLEVEL=0',
    },
  },
  {
    name: 'postfix-postscreen',
    what: 'postscreen: "220-" at once, the last line of the greeting after 6 s',
    address: '127.25.0.11',
    // A client that passed once would not be delayed again for a day: no memory of clients.
    postscreen: { postscreen_greet_wait: '6s', postscreen_cache_map: '' },
  },
  {
    name: 'postfix-421',
    what: 'every connection is greeted with 421',
    address: '127.25.0.12',
    overrides: { ...AT_CONNECT, smtpd_client_restrictions: 'check_client_access static:{421 4.3.2 Too busy}' },
  },
  {
    name: 'postfix-connection-limit',
    what: 'one connection at a time: a second one is greeted with 421 "too many connections"',
    address: '127.25.0.13',
    overrides: { smtpd_client_connection_count_limit: '1' },
  },
  {
    name: 'postfix-reject-client',
    what: 'the client is on a block list: 554 in place of the greeting',
    address: '127.25.0.14',
    overrides: { ...AT_CONNECT, smtpd_client_restrictions: 'reject_rbl_client zen.lab.test' },
  },
  {
    name: 'postfix-rdns',
    what: '450 4.7.25 in place of the greeting: no name found for the client',
    address: '127.25.0.15',
    overrides: {
      ...AT_CONNECT,
      smtpd_peername_lookup: 'no',
      smtpd_client_restrictions: 'reject_unknown_client_hostname',
    },
  },
  {
    name: 'postfix-starttls-broken',
    what: 'offers STARTTLS and answers it with 454: the key file is missing',
    address: '127.25.0.16',
    overrides: {
      smtpd_tls_chain_files: '',
      smtpd_tls_cert_file: '/nonexistent/certificate.pem',
      smtpd_tls_key_file: '/nonexistent/key.pem',
    },
  },
  {
    name: 'postfix-no-common-cipher',
    what: 'no certificate and no anonymous ciphers: STARTTLS gets 220, the handshake alert 40',
    address: '127.25.0.19',
    // Unlike a missing key, a missing chain file does not keep Postfix from offering TLS.
    overrides: { smtpd_tls_chain_files: '/nonexistent/chain.pem', smtpd_tls_exclude_ciphers: 'aNULL' },
  },
  {
    name: 'postfix-465',
    what: 'TLS from the start on port 465; port 25 is closed',
    address: '127.25.0.17',
    port: 465,
    overrides: { smtpd_tls_wrappermode: 'yes', smtpd_tls_security_level: 'encrypt' },
  },
  {
    name: 'postfix-dead-v6',
    what: 'IPv4 alive, nothing listens on the IPv6 address',
    address: '127.25.0.18',
    address6: 'fd00:6d78::18',
    dead6: true,
  },
];
