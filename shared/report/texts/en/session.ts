import type { CodeText, RowText } from '../language.ts';

type Remedy = NonNullable<CodeText['remedy']>;

const openFirewall =
  'Start the mail server on this address and port {port}, and open the firewall for it, at least for the delivery hosts of the gateway.';
const admitTester =
  "Repeat the check from one of the gateway's delivery addresses, or admit the address of the tester for as long as the check takes.";
const whoAnswers =
  'Check that a mail server answers this port itself, and no proxy, load balancer or firewall in its place.';

const letIn: Remedy = {
  default:
    'Look in the log of the server for why it refused, and admit at least the delivery hosts of the gateway without blocklist or reputation checks.',
  postfix:
    'Look in the mail log for why Postfix refused, and admit at least the delivery hosts of the gateway in `smtpd_client_restrictions` and, where postscreen runs, in `postscreen_access_list`.',
  exim: 'Look in the main and reject log for why Exim refused, and admit at least the delivery hosts of the gateway in `acl_smtp_connect` and `host_reject_connection`.',
  exchange:
    'Admit at least the delivery hosts of the gateway in the receive connector (`Set-ReceiveConnector … -RemoteIPRanges`) and in the connection filter (`Add-IPAllowListEntry`).',
  sendmail:
    'Look in the mail log for why Sendmail refused, and admit at least the delivery hosts of the gateway in the access map (`Connect:… OK`).',
  opensmtpd:
    'Look in the mail log for why OpenSMTPD refused, and admit at least the delivery hosts of the gateway in the filters of the `connect` phase.',
};

const repairHello: Remedy = {
  default: 'Let the server answer EHLO with 250 and the list of its extensions (RFC 5321, 4.1.1.1).',
  postfix:
    'Let Postfix accept EHLO from the gateway: check `smtpd_helo_restrictions`, `smtpd_delay_reject` and what stands between Postfix and the internet.',
  exim: 'Let Exim accept EHLO from the gateway: check `acl_smtp_helo` and `helo_verify_hosts`.',
  exchange:
    'Let Exchange accept EHLO from the gateway: check the receive connector (`Get-ReceiveConnector | fl`) and what stands between it and the internet.',
  cisco: 'Switch off the SMTP inspection of the firewall (ASA: `no inspect esmtp`, PIX: `no fixup protocol smtp 25`).',
};

const switchOnTls: Remedy = {
  default: 'Install a certificate with its full chain on the mail server and let it offer STARTTLS.',
  postfix:
    'Set `smtpd_tls_security_level = may` and let `smtpd_tls_chain_files` name the private key and the certificate with its full chain (before Postfix 3.4: `smtpd_tls_key_file`, `smtpd_tls_cert_file`).',
  exim: 'Set `tls_advertise_hosts = *`, and let `tls_certificate` name the certificate with its full chain and `tls_privatekey` its key.',
  exchange:
    'Assign a certificate to the SMTP service (`Enable-ExchangeCertificate -Thumbprint … -Services SMTP`) and let the receive connector offer TLS (`Set-ReceiveConnector … -AuthMechanism Tls`, beside what it has).',
  sendmail:
    'Set `confSERVER_CERT`, `confSERVER_KEY` and `confCACERT` in the .mc file and take away any `M=S` (no STARTTLS) from its `DAEMON_OPTIONS`.',
  opensmtpd:
    'Declare certificate and key (`pki … cert …`, `pki … key …`) and set `listen on … tls pki …` in smtpd.conf.',
  cisco:
    'Let STARTTLS pass the firewall: switch off its SMTP inspection (ASA: `no inspect esmtp`, PIX: `no fixup protocol smtp 25`) or set `allow-tls` in the policy map of the ASA.',
};

const repairTls: Remedy = {
  default:
    'Check in the log of the server that it can read certificate and private key, that they belong together, and that TLS 1.2 or 1.3 is switched on.',
  postfix:
    'Look for TLS errors in the mail log, and check `smtpd_tls_chain_files` (key and certificate belong together and can be read), `smtpd_tls_protocols = >=TLSv1.2` and `smtpd_tls_ciphers`.',
  exim: 'Look for TLS errors in the main log, and check `tls_certificate`, `tls_privatekey` (Exim must be able to read both) and `tls_require_ciphers`.',
  exchange:
    'Check that a valid certificate with its private key is assigned to the SMTP service (`Get-ExchangeCertificate`), and that TLS 1.2 is switched on in Schannel.',
  sendmail:
    'Look for STARTTLS errors in the mail log, and check `confSERVER_CERT`, `confSERVER_KEY` (mode 0600) and the option `CipherList`.',
  opensmtpd: 'Check the files of `pki … cert` and `pki … key` and the `smtp ciphers` in smtpd.conf.',
  cisco:
    'Let TLS pass the firewall unchanged: switch off its SMTP inspection (ASA: `no inspect esmtp`, PIX: `no fixup protocol smtp 25`).',
};

const installCertificate: Remedy = {
  default: 'Install a valid certificate with its full chain on the mail server and restart it.',
  postfix:
    'Install a valid certificate with its full chain in the files that `smtpd_tls_chain_files` (or `smtpd_tls_cert_file`) names, and run `postfix reload`.',
  exim: 'Install a valid certificate with its full chain in the file that `tls_certificate` names, and its key in that of `tls_privatekey`.',
  exchange:
    'Import a valid certificate (`Import-ExchangeCertificate`) and assign it to the SMTP service (`Enable-ExchangeCertificate -Thumbprint … -Services SMTP`).',
  sendmail:
    'Install a valid certificate in the file that `confSERVER_CERT` names and its intermediate certificates in that of `confCACERT`, and restart Sendmail.',
  opensmtpd:
    'Install a valid certificate with its full chain in the file that `pki … cert` names, and restart OpenSMTPD.',
};

const publicCertificate: Remedy =
  'Install a certificate of a public certification authority if the sending side is to check it; encryption as such works without one.';

/** Rows of the category `session`. */
export const session: Readonly<Record<string, RowText>> = {
  connect: {
    title: 'Connection to target server',
    codes: {
      connected: { text: 'A connection to port {port} of this address could be opened.' },
      'dead-address': {
        text: 'This address could not be connected to on port {port} from here ({how:words}), while another address of {host} could.',
        remedy:
          'Let the server answer at this address too (service, firewall), or delete its address record from {host}.',
      },
      refused: { text: 'The connection to port {port} was refused when tried from here.', remedy: openFirewall },
      unreachable: { text: 'Port {port} of this address was reported as unreachable from here.', remedy: openFirewall },
      'timed-out': {
        text: "Nothing answered on port {port} within {seconds} s, although the tester comes from the gateway's own addresses and its way out works.",
        remedy: openFirewall,
      },
      'undecided/gateway-only': {
        text: 'Perhaps reachable only for the gateway: the tester got no connection to port {port} from here ({how:words}), and {host} is none of the published MX hosts, which must answer anybody.',
        remedy: admitTester,
      },
      'undecided/unreachable-from-here': {
        text: 'Nothing answered on port {port} within {seconds} s from here, which may be the server, a firewall that admits the gateway alone, or the network of the tester.',
        remedy: admitTester,
      },
      'not-tested/our-egress': {
        text: 'The network of the tester does not let connections to port {port} out, so nothing can be said of the server.',
        remedy: 'Have outgoing connections to port {port} unblocked for the tester, or test from another network.',
      },
    },
  },
  banner: {
    title: 'SMTP Banner',
    codes: {
      greeted: { text: 'The server greeted after {seconds} s.' },
      'greeted-late': {
        text: 'The server greeted, but only after {seconds} s, as servers do that hold the greeting back on purpose.',
      },
      refused: { text: 'The server refused the conversation in its greeting[[: “{reply}”]].', remedy: letIn },
      closed: { text: 'The server closed the connection without a greeting, twice.', remedy: letIn },
      silent: {
        text: 'The connection stayed open, but no greeting came within {seconds} s.',
        remedy:
          'Check that a mail server listens on this port (and does not wait for TLS first), and that a slow look-up such as reverse DNS does not hold the greeting back.',
      },
      endless: { text: 'The server sent a greeting that did not end; given up after {seconds} s.', remedy: whoAnswers },
      'not-smtp': { text: 'What the server sent as its greeting is not SMTP.', remedy: whoAnswers },
      'tls-broken': {
        text: 'No greeting was seen, because the TLS handshake that comes first on this port failed[[: alert {alert:words} from the server]][[: {message}]][[: {how:words}]].',
        remedy: repairTls,
      },
      'undecided/gateway-only': {
        text: 'Perhaps reachable only for the gateway: the server turned the tester away in place of a greeting[[ (“{reply}”)]], and it is none of the published MX hosts, which must answer anybody.',
        remedy: admitTester,
      },
    },
  },
  'cisco-pix': {
    title: 'Cisco PIX detection',
    codes: {
      none: { text: 'There is no sign of a Cisco PIX or ASA that rewrites the SMTP conversation.' },
      'banner-hidden': {
        text: 'The greeting is hidden behind asterisks, as Cisco PIX and ASA do it, but STARTTLS is offered.',
        remedy:
          'If a Cisco firewall does this, switch off its SMTP inspection (ASA: `no inspect esmtp`, PIX: `no fixup protocol smtp 25`).',
      },
      likely: {
        text: 'The greeting is hidden behind asterisks and STARTTLS is missing, as behind a Cisco PIX or ASA that rewrites SMTP.',
        remedy:
          'If there is a Cisco firewall, switch off its SMTP inspection (ASA: `no inspect esmtp`, PIX: `no fixup protocol smtp 25`) or set `allow-tls` in the policy map of the ASA.',
      },
      confirmed: {
        text: 'The SMTP conversation is rewritten on its way, as Cisco PIX and ASA do it: {signals:words}.',
        remedy:
          'Switch off the SMTP inspection of the firewall (ASA: `no inspect esmtp`, PIX: `no fixup protocol smtp 25`), or set `allow-tls` in the policy map of the ASA.',
      },
    },
  },
  ehlo: {
    title: 'SMTP EHLO response',
    codes: {
      accepted: { text: 'The server accepts EHLO[[ and lists: {capabilities}]].' },
      'helo-only': {
        text: 'The server does not accept EHLO ({how:words}), only the old HELO, which announces no extensions such as STARTTLS.',
        remedy: repairHello,
      },
      refused: { text: 'The server refused EHLO and was not seen to accept HELO[[: “{reply}”]].', remedy: repairHello },
      endless: {
        text: 'The server sent a reply to EHLO or HELO that did not end; given up after {seconds} s.',
        remedy: whoAnswers,
      },
      'not-smtp': { text: 'What the server answered to EHLO or HELO is not SMTP.', remedy: whoAnswers },
      'undecided/gateway-only': {
        text: 'Perhaps reachable only for the gateway: the server turned the tester away at EHLO[[ (“{reply}”)]], and it is none of the published MX hosts, which must answer anybody.',
        remedy: admitTester,
      },
    },
  },
  starttls: {
    title: 'SMTP status message after STARTTLS',
    codes: {
      established: { text: 'The server accepted STARTTLS and the TLS handshake succeeded.' },
      'established-bytes-discarded': {
        text: 'The server accepted STARTTLS and the TLS handshake succeeded; what had arrived between reply and handshake was thrown away, since anybody on the way could have put it there.',
      },
      'established-anonymous': {
        text: 'The server accepted STARTTLS and the TLS handshake succeeded, but only with a cipher that needs no certificate.',
      },
      'not-offered': {
        text: 'The server did not offer STARTTLS, so mail to it travels unencrypted[[ ({answered:words})]].',
        remedy: switchOnTls,
      },
      refused: { text: 'The server offered STARTTLS and then refused it[[: “{reply}”]].', remedy: repairTls },
      closed: {
        text: 'The server offered STARTTLS and then closed the connection in place of a reply, twice.',
        remedy: repairTls,
      },
      'not-smtp': {
        text: 'The server offered STARTTLS and then answered it with something that is no complete SMTP reply.',
        remedy: whoAnswers,
      },
      alert: {
        text: 'The server broke off the TLS handshake with the alert {alert:words}.',
        remedy: repairTls,
      },
      'not-tls': {
        text: 'The tester broke off the TLS handshake, because what the server sent is no TLS that can be used[[ ({message})]].',
        remedy: repairTls,
      },
      'handshake-closed': {
        text: 'The server broke off the TLS handshake without a word, twice ({how:words}).',
        remedy: repairTls,
      },
      'handshake-silent': {
        text: 'The server accepted STARTTLS and then stayed silent in the TLS handshake.',
        remedy: repairTls,
      },
    },
  },
  'certificate-sha1': {
    title: 'SHA1 checksum of SSL certificate',
    codes: { fingerprint: { text: 'This is the SHA-1 fingerprint of the certificate; SHA-256: {sha256}.' } },
  },
  'certificate-common-name': {
    title: 'Canonical name of SSL certificate',
    codes: {
      name: { text: 'This is the common name of the certificate; its whole subject: {subject}.' },
      none: { text: 'The certificate has no common name; its subject: {subject}.' },
    },
  },
  'certificate-issuer': {
    title: 'Issuer of SSL certificate',
    codes: { issuer: { text: 'This is the issuer that the certificate names.' } },
  },
  'certificate-alternative-names': {
    title: 'SubjectAltNames of SSL certificate',
    codes: {
      names: { text: 'Alternative names in the certificate (host names and addresses): {count}.' },
      none: { text: 'The certificate has no host names or addresses as alternative names.' },
    },
  },
  'certificate-expiration': {
    title: 'Expiration of SSL certificate',
    codes: {
      unreadable: { text: 'When the certificate ends cannot be read from it.' },
      ends: { text: 'This is when the certificate ends; whole days left: {days}.' },
      ended: { text: 'This is when the certificate ended; whole days since then: {days}.' },
    },
  },
  'certificate-current': {
    title: 'Current SSL certificate',
    codes: {
      unreadable: {
        text: "The certificate's dates cannot be read, so a sender that checks it will refuse it.",
        remedy: 'Have a new certificate issued, and install it with its full chain.',
      },
      current: {
        text: 'The certificate is inside its validity, from {notBefore} to {notAfter}; whole days left: {days}.',
      },
      'expires-soon': {
        text: 'The certificate ends on {notAfter} and is due for renewal; whole days left: {days}.',
        remedy: installCertificate,
      },
      expired: {
        text: 'The certificate expired on {notAfter}; whole days since then: {days}.',
        remedy: installCertificate,
      },
      'not-yet-valid': {
        text: 'The certificate is not valid before {notBefore}.',
        remedy: installCertificate,
      },
    },
  },
  'tls-version': {
    title: 'SSL version',
    codes: {
      current: { text: 'The server agreed on {protocol}.' },
      old: {
        text: 'The server agreed on {protocol}, although versions up to TLS 1.3 were offered.',
        remedy: {
          default: 'Switch on TLS 1.2 or newer on the mail server, updating its TLS library if need be.',
          postfix:
            'Set `smtpd_tls_protocols = >=TLSv1.2` (before Postfix 3.6: `!SSLv2, !SSLv3, !TLSv1, !TLSv1.1`), and update OpenSSL if it does not know TLS 1.2.',
          exim: 'Update the TLS library of Exim if it does not know TLS 1.2, and see that `openssl_options` (GnuTLS: `tls_require_ciphers`) does not switch TLS 1.2 and 1.3 off.',
          exchange:
            'Switch on TLS 1.2 in Schannel (registry key `SCHANNEL\\Protocols\\TLS 1.2\\Server`: `Enabled` 1, `DisabledByDefault` 0) and in .NET (`SchUseStrongCrypto` 1), and restart the server.',
          sendmail:
            'Update OpenSSL if it does not know TLS 1.2, and see that the option `ServerSSLOptions` does not switch TLS 1.2 and 1.3 off.',
          opensmtpd: 'Update OpenSMTPD and its TLS library to versions that know TLS 1.2.',
        },
      },
    },
  },
  'tls-cipher': {
    title: 'SSL cipher',
    codes: {
      cipher: { text: 'This is the cipher that was agreed on; its standard name: {standardName}.' },
      weak: {
        text: 'The cipher that was agreed on is no longer safe ({weakness}); its standard name: {standardName}.',
        remedy: {
          default: 'Let the mail server prefer strong ciphers, and switch off NULL, EXPORT, RC4, DES and 3DES.',
          postfix:
            'Set `smtpd_tls_ciphers = medium` and `smtpd_tls_exclude_ciphers = aNULL, eNULL, EXPORT, RC4, DES, 3DES`.',
          exim: 'Set `tls_require_ciphers` to strong ciphers (OpenSSL: `HIGH:!aNULL:!eNULL:!3DES:!RC4`).',
          exchange:
            'Switch off the weak cipher suites in Schannel (`Disable-TlsCipherSuite`, or the order of cipher suites in the group policy).',
          sendmail: 'Set the option `CipherList=HIGH:!aNULL:!eNULL:!3DES:!RC4`.',
          opensmtpd: 'Set `smtp ciphers "HIGH:!aNULL:!eNULL:!3DES:!RC4"` in smtpd.conf.',
        },
      },
      anonymous: {
        text: 'The connection is encrypted without a certificate, so nothing shows who answers; standard name of the cipher: {standardName}.',
        remedy: switchOnTls,
      },
    },
  },
  'tls-bits': {
    title: 'SSL Magic Bits',
    codes: {
      strong: { text: 'The key of the cipher {cipher} has {bits} bits.' },
      weak: {
        text: 'The key of the cipher {cipher} has only {bits} bits.',
        remedy: 'Let the mail server use ciphers of 128 bits or more (AES, ChaCha20), as in the row "SSL cipher".',
      },
      unknown: { text: 'The tester does not know how many bits the key of the cipher {cipher} has.' },
    },
  },
  'ehlo-after-starttls': {
    title: 'SMTP EHLO response (after STARTTLS)',
    codes: {
      accepted: {
        text: 'The server accepts EHLO inside TLS[[ and lists: {capabilities}]][[; not listed before TLS: {added}]][[; listed only before TLS: {gone}]].',
      },
      'helo-only': {
        text: 'Inside TLS the server does not accept EHLO ({how:words}), only the old HELO, which announces no extensions.',
        remedy: repairHello,
      },
      refused: {
        text: 'Inside TLS the server refused EHLO and was not seen to accept HELO[[: “{reply}”]].',
        remedy: repairHello,
      },
      endless: {
        text: 'Inside TLS the server sent a reply to EHLO or HELO that did not end; given up after {seconds} s.',
        remedy: whoAnswers,
      },
      'not-smtp': { text: 'What the server answered to EHLO or HELO inside TLS is not SMTP.', remedy: whoAnswers },
      'undecided/gateway-only': {
        text: 'Perhaps reachable only for the gateway: the server turned the tester away at EHLO inside TLS[[ (“{reply}”)]], and it is none of the published MX hosts, which must answer anybody.',
        remedy: admitTester,
      },
    },
  },
  'certificate-trust': {
    title: 'Certificate chain',
    codes: {
      trusted: { text: 'The chain of the certificate reaches a root that the tester trusts.' },
      'self-signed': {
        text: 'The certificate is signed by itself, so no certification authority vouches for it.',
        remedy: publicCertificate,
      },
      'incomplete-chain': {
        text: 'The chain of the certificate ends before any root that the tester knows: an intermediate certificate is missing, or the authority is not a public one (issuer of the certificate: {issuer}).',
        remedy: {
          default:
            'Let the server send the intermediate certificates too: install the full chain (often called fullchain.pem) in place of the certificate alone.',
          postfix:
            'Append the intermediate certificates to the file that `smtpd_tls_chain_files` (or `smtpd_tls_cert_file`) names (often called fullchain.pem), and run `postfix reload`.',
          exim: 'Let `tls_certificate` name a file with the certificate followed by its intermediate certificates (often called fullchain.pem).',
          exchange:
            'Import the intermediate certificates into the store "Intermediate Certification Authorities" of the computer account, and restart the transport service.',
          sendmail: 'Put the intermediate certificates into the file that `confCACERT` names, and restart Sendmail.',
          opensmtpd:
            'Let `pki … cert` name a file with the certificate followed by its intermediate certificates (often called fullchain.pem), and restart OpenSMTPD.',
        },
      },
      'untrusted-root': {
        text: 'The chain of the certificate ends in a root that the tester does not trust (issuer of the certificate: {issuer}).',
        remedy: publicCertificate,
      },
    },
  },
  'certificate-name': {
    title: 'Name in the certificate',
    codes: {
      matches: { text: 'The certificate is valid for {host}.' },
      differs: {
        text: 'The certificate is not valid for {host}[[, but for {names}]].',
        remedy:
          'Install a certificate that has {host} among its alternative names, or enter the server at the gateway by a name of its certificate.',
      },
    },
  },
  'certificate-key': {
    title: 'Key and signature of the certificate',
    codes: {
      key: { text: 'Key of the certificate: {keyType:words}[[, {keyBits} bits]]; signature: {signature}.' },
      'short-key': {
        text: 'The RSA key of the certificate has only {keyBits} bits, fewer than 2048 (type: {keyType:words}; signature: {signature}).',
        remedy: 'Make a new key (RSA of 2048 bits or more, or ECDSA) and have a certificate issued for it.',
      },
      'weak-signature': {
        text: 'The certificate is signed by a method that is no longer safe: {signature} (key: {keyType:words}[[, {keyBits} bits]]).',
        remedy: 'Have a new certificate issued that is signed with SHA-256 or better.',
      },
    },
  },
  capabilities: {
    title: 'SMTP extensions',
    codes: {
      listed: {
        text: 'Of the extensions that matter here, the server offers: {offered}[[; not offered: {missing}]][[; largest message: {sizeMb} MiB]].',
      },
      differing: {
        text: 'Of the extensions that matter here, the server offers: {offered}[[; not offered: {missing}]][[; largest message: {sizeMb} MiB]]; these addresses of the target announce other extensions: {differing}.',
      },
      'auth-before-tls': {
        text: 'The server offers AUTH before TLS, so passwords may travel unencrypted; of the extensions that matter here, it offers: {offered}[[; not offered: {missing}]][[; largest message: {sizeMb} MiB]][[; these addresses of the target announce other extensions: {differing}]].',
        remedy: {
          default:
            'Let the server offer AUTH inside TLS only, or not at all on the port that takes mail from the gateway.',
          postfix:
            'Set `smtpd_tls_auth_only = yes`, or `smtpd_sasl_auth_enable = no` on port 25 if nobody submits mail there.',
          exim: 'Let `auth_advertise_hosts` come out empty where `$tls_in_cipher` is empty, so that AUTH is offered inside TLS only.',
          exchange:
            'Set `BasicAuthRequireTLS` and take `Integrated` away at the receive connector that takes mail from the gateway (`Set-ReceiveConnector … -AuthMechanism`).',
          sendmail: 'Add `p` to `confAUTH_OPTIONS`, so that PLAIN and LOGIN are offered inside TLS only.',
          opensmtpd: 'Set `auth` only on listeners with `tls-require` or `smtps` in smtpd.conf.',
        },
      },
    },
  },
  identity: {
    title: 'Names of the server',
    codes: {
      consistent: {
        text: 'All names that could be read are the same[[ (greeting: {banner})]][[ (EHLO: {ehlo})]][[ (reverse DNS: {ptr})]]; software: {recognised:words}.',
      },
      differing: {
        text: 'The names that could be read differ[[ (greeting: {banner})]][[ (EHLO: {ehlo})]][[ (reverse DNS: {ptr})]]; software: {recognised:words}.',
      },
      'no-name': {
        text: 'Neither greeting nor EHLO reply nor reverse DNS gave a name; software: {recognised:words}.',
      },
    },
  },
};
