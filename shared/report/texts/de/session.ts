import type { CodeText, RowText } from '../language.ts';

type Remedy = NonNullable<CodeText['remedy']>;

const openFirewall =
  'Starten Sie den Mailserver auf dieser Adresse und Port {port}, und öffnen Sie die Firewall dafür, zumindest für die Zustell-Hosts des Gateways.';
const admitTester =
  'Wiederholen Sie die Prüfung von einer der Zustelladressen des Gateways aus, oder lassen Sie die Adresse des Testers für die Dauer der Prüfung zu.';
const whoAnswers =
  'Prüfen Sie, ob auf diesem Port der Mailserver selbst antwortet und nicht an seiner Stelle ein Proxy, Load Balancer oder eine Firewall.';

const letIn: Remedy = {
  default:
    'Suchen Sie im Protokoll des Servers den Grund der Ablehnung, und lassen Sie zumindest die Zustell-Hosts des Gateways ohne Blocklisten- und Reputationsprüfung zu.',
  postfix:
    'Suchen Sie im Mail-Log den Grund der Ablehnung, und lassen Sie zumindest die Zustell-Hosts des Gateways in `smtpd_client_restrictions` und, falls postscreen läuft, in `postscreen_access_list` zu.',
  exim: 'Suchen Sie in Main- und Reject-Log den Grund der Ablehnung, und lassen Sie zumindest die Zustell-Hosts des Gateways in `acl_smtp_connect` und `host_reject_connection` zu.',
  exchange:
    'Lassen Sie zumindest die Zustell-Hosts des Gateways im Empfangsconnector (`Set-ReceiveConnector … -RemoteIPRanges`) und in der Verbindungsfilterung (`Add-IPAllowListEntry`) zu.',
  sendmail:
    'Suchen Sie im Mail-Log den Grund der Ablehnung, und lassen Sie zumindest die Zustell-Hosts des Gateways in der Access-Map zu (`Connect:… OK`).',
  opensmtpd:
    'Suchen Sie im Mail-Log den Grund der Ablehnung, und lassen Sie zumindest die Zustell-Hosts des Gateways in den Filtern der Phase `connect` zu.',
};

const repairHello: Remedy = {
  default: 'Lassen Sie den Server EHLO mit 250 und der Liste seiner Erweiterungen beantworten (RFC 5321, 4.1.1.1).',
  postfix:
    'Lassen Sie Postfix EHLO vom Gateway annehmen: Prüfen Sie `smtpd_helo_restrictions`, `smtpd_delay_reject` und was zwischen Postfix und dem Internet steht.',
  exim: 'Lassen Sie Exim EHLO vom Gateway annehmen: Prüfen Sie `acl_smtp_helo` und `helo_verify_hosts`.',
  exchange:
    'Lassen Sie Exchange EHLO vom Gateway annehmen: Prüfen Sie den Empfangsconnector (`Get-ReceiveConnector | fl`) und was zwischen ihm und dem Internet steht.',
  cisco:
    'Schalten Sie die SMTP-Inspektion der Firewall ab (ASA: `no inspect esmtp`, PIX: `no fixup protocol smtp 25`).',
};

const switchOnTls: Remedy = {
  default: 'Installieren Sie auf dem Mailserver ein Zertifikat mit vollständiger Kette, und schalten Sie STARTTLS ein.',
  postfix:
    'Setzen Sie `smtpd_tls_security_level = may`, und tragen Sie in `smtpd_tls_chain_files` den privaten Schlüssel und das Zertifikat mit vollständiger Kette ein (vor Postfix 3.4: `smtpd_tls_key_file`, `smtpd_tls_cert_file`).',
  exim: 'Setzen Sie `tls_advertise_hosts = *`, und tragen Sie in `tls_certificate` das Zertifikat mit vollständiger Kette und in `tls_privatekey` seinen Schlüssel ein.',
  exchange:
    'Weisen Sie dem SMTP-Dienst ein Zertifikat zu (`Enable-ExchangeCertificate -Thumbprint … -Services SMTP`), und schalten Sie TLS im Empfangsconnector ein (`Set-ReceiveConnector … -AuthMechanism Tls`, zusätzlich zu den vorhandenen Werten).',
  sendmail:
    'Setzen Sie `confSERVER_CERT`, `confSERVER_KEY` und `confCACERT` in der .mc-Datei, und entfernen Sie dort ein etwaiges `M=S` (kein STARTTLS) aus `DAEMON_OPTIONS`.',
  opensmtpd:
    'Tragen Sie in smtpd.conf Zertifikat und Schlüssel ein (`pki … cert …`, `pki … key …`), und setzen Sie `listen on … tls pki …`.',
  cisco:
    'Lassen Sie STARTTLS durch die Firewall: Schalten Sie deren SMTP-Inspektion ab (ASA: `no inspect esmtp`, PIX: `no fixup protocol smtp 25`), oder setzen Sie `allow-tls` in der Policy-Map der ASA.',
};

const repairTls: Remedy = {
  default:
    'Prüfen Sie im Protokoll des Servers, ob er Zertifikat und privaten Schlüssel lesen kann, ob beide zusammengehören und ob TLS 1.2 oder 1.3 eingeschaltet ist.',
  postfix:
    'Suchen Sie im Mail-Log nach TLS-Fehlern, und prüfen Sie `smtpd_tls_chain_files` (Schlüssel und Zertifikat gehören zusammen und sind lesbar), `smtpd_tls_protocols = >=TLSv1.2` und `smtpd_tls_ciphers`.',
  exim: 'Suchen Sie im Main-Log nach TLS-Fehlern, und prüfen Sie `tls_certificate`, `tls_privatekey` (Exim muss beide lesen können) und `tls_require_ciphers`.',
  exchange:
    'Prüfen Sie, ob dem SMTP-Dienst ein gültiges Zertifikat mit privatem Schlüssel zugewiesen ist (`Get-ExchangeCertificate`) und ob TLS 1.2 in Schannel eingeschaltet ist.',
  sendmail:
    'Suchen Sie im Mail-Log nach STARTTLS-Fehlern, und prüfen Sie `confSERVER_CERT`, `confSERVER_KEY` (Dateirechte 0600) und die Option `CipherList`.',
  opensmtpd:
    'Prüfen Sie in smtpd.conf die Dateien von `pki … cert` und `pki … key` sowie die Einstellung `smtp ciphers`.',
  cisco:
    'Lassen Sie TLS unverändert durch die Firewall: Schalten Sie deren SMTP-Inspektion ab (ASA: `no inspect esmtp`, PIX: `no fixup protocol smtp 25`).',
};

const installCertificate: Remedy = {
  default:
    'Installieren Sie auf dem Mailserver ein gültiges Zertifikat mit vollständiger Kette, und starten Sie ihn neu.',
  postfix:
    'Installieren Sie ein gültiges Zertifikat mit vollständiger Kette in den Dateien, die `smtpd_tls_chain_files` (oder `smtpd_tls_cert_file`) nennt, und führen Sie `postfix reload` aus.',
  exim: 'Installieren Sie ein gültiges Zertifikat mit vollständiger Kette in der Datei, die `tls_certificate` nennt, und seinen Schlüssel in der von `tls_privatekey`.',
  exchange:
    'Importieren Sie ein gültiges Zertifikat (`Import-ExchangeCertificate`), und weisen Sie es dem SMTP-Dienst zu (`Enable-ExchangeCertificate -Thumbprint … -Services SMTP`).',
  sendmail:
    'Installieren Sie ein gültiges Zertifikat in der Datei, die `confSERVER_CERT` nennt, und seine Zwischenzertifikate in der von `confCACERT`, und starten Sie Sendmail neu.',
  opensmtpd:
    'Installieren Sie ein gültiges Zertifikat mit vollständiger Kette in der Datei, die `pki … cert` nennt, und starten Sie OpenSMTPD neu.',
};

const publicCertificate: Remedy =
  'Installieren Sie ein Zertifikat einer öffentlichen Zertifizierungsstelle, falls die sendende Seite es prüfen soll; die Verschlüsselung als solche funktioniert auch ohne.';

/** Rows of the category `session`. */
export const session: Readonly<Record<string, RowText>> = {
  connect: {
    title: 'Verbindung zum Zielserver',
    codes: {
      connected: { text: 'Eine Verbindung zu Port {port} dieser Adresse kam zustande.' },
      'dead-address': {
        text: 'Zu dieser Adresse kam auf Port {port} von hier aus keine Verbindung zustande ({how:words}), zu einer anderen Adresse von {host} dagegen schon.',
        remedy:
          'Lassen Sie den Server auch auf dieser Adresse antworten (Dienst, Firewall), oder löschen Sie deren Adress-Record bei {host}.',
      },
      refused: { text: 'Die Verbindung zu Port {port} wurde von hier aus abgelehnt.', remedy: openFirewall },
      unreachable: {
        text: 'Port {port} dieser Adresse wurde von hier aus als nicht erreichbar gemeldet.',
        remedy: openFirewall,
      },
      'timed-out': {
        text: 'Auf Port {port} kam innerhalb von {seconds} s keine Antwort, obwohl der Tester von den Adressen des Gateways kommt und sein Weg nach außen funktioniert.',
        remedy: openFirewall,
      },
      'undecided/gateway-only': {
        text: 'Vielleicht nur für das Gateway erreichbar: Der Tester bekam von hier aus keine Verbindung zu Port {port} ({how:words}), und {host} gehört nicht zu den veröffentlichten MX-Hosts, die jedem antworten müssen.',
        remedy: admitTester,
      },
      'undecided/unreachable-from-here': {
        text: 'Auf Port {port} kam von hier aus innerhalb von {seconds} s keine Antwort; das kann am Server liegen, an einer Firewall, die nur das Gateway zulässt, oder am Netz des Testers.',
        remedy: admitTester,
      },
      'not-tested/our-egress': {
        text: 'Das Netz des Testers lässt Verbindungen zu Port {port} nicht hinaus, daher ist über den Server nichts zu sagen.',
        remedy:
          'Lassen Sie ausgehende Verbindungen zu Port {port} für den Tester freischalten, oder testen Sie aus einem anderen Netz.',
      },
    },
  },
  banner: {
    title: 'SMTP-Banner',
    codes: {
      greeted: { text: 'Der Server hat nach {seconds} s begrüßt.' },
      'greeted-late': {
        text: 'Der Server hat begrüßt, aber erst nach {seconds} s, wie es Server tun, die die Begrüßung absichtlich zurückhalten.',
      },
      refused: {
        text: 'Der Server hat das Gespräch schon in der Begrüßung abgelehnt[[: „{reply}“]].',
        remedy: letIn,
      },
      closed: { text: 'Der Server hat die Verbindung zweimal ohne Begrüßung geschlossen.', remedy: letIn },
      silent: {
        text: 'Die Verbindung blieb offen, aber innerhalb von {seconds} s kam keine Begrüßung.',
        remedy:
          'Prüfen Sie, ob auf diesem Port ein Mailserver lauscht (und nicht zuerst TLS erwartet) und ob eine langsame Abfrage wie Reverse-DNS die Begrüßung aufhält.',
      },
      endless: {
        text: 'Der Server hat eine Begrüßung ohne Ende gesendet; abgebrochen nach {seconds} s.',
        remedy: whoAnswers,
      },
      'not-smtp': { text: 'Was der Server als Begrüßung gesendet hat, ist kein SMTP.', remedy: whoAnswers },
      'tls-broken': {
        text: 'Es war keine Begrüßung zu sehen, weil der TLS-Handshake scheiterte, der auf diesem Port zuerst kommt[[: Alert {alert:words} vom Server]][[: {message}]][[: {how:words}]].',
        remedy: repairTls,
      },
      'undecided/gateway-only': {
        text: 'Vielleicht nur für das Gateway erreichbar: Der Server hat den Tester anstelle einer Begrüßung abgewiesen[[ („{reply}“)]] und gehört nicht zu den veröffentlichten MX-Hosts, die jedem antworten müssen.',
        remedy: admitTester,
      },
    },
  },
  'cisco-pix': {
    title: 'Cisco-PIX-Erkennung',
    codes: {
      none: { text: 'Nichts deutet auf eine Cisco PIX oder ASA hin, die das SMTP-Gespräch umschreibt.' },
      'banner-hidden': {
        text: 'Die Begrüßung ist hinter Sternchen verborgen, wie es Cisco PIX und ASA tun, STARTTLS wird aber angeboten.',
        remedy:
          'Falls eine Cisco-Firewall dies tut, schalten Sie deren SMTP-Inspektion ab (ASA: `no inspect esmtp`, PIX: `no fixup protocol smtp 25`).',
      },
      likely: {
        text: 'Die Begrüßung ist hinter Sternchen verborgen und STARTTLS fehlt, wie hinter einer Cisco PIX oder ASA, die SMTP umschreibt.',
        remedy:
          'Falls es eine Cisco-Firewall gibt, schalten Sie deren SMTP-Inspektion ab (ASA: `no inspect esmtp`, PIX: `no fixup protocol smtp 25`), oder setzen Sie `allow-tls` in der Policy-Map der ASA.',
      },
      confirmed: {
        text: 'Das SMTP-Gespräch wird unterwegs umgeschrieben, wie es Cisco PIX und ASA tun: {signals:words}.',
        remedy:
          'Schalten Sie die SMTP-Inspektion der Firewall ab (ASA: `no inspect esmtp`, PIX: `no fixup protocol smtp 25`), oder setzen Sie `allow-tls` in der Policy-Map der ASA.',
      },
    },
  },
  ehlo: {
    title: 'SMTP-EHLO-Antwort',
    codes: {
      accepted: { text: 'Der Server nimmt EHLO an[[ und nennt: {capabilities}]].' },
      'helo-only': {
        text: 'Der Server nimmt EHLO nicht an ({how:words}), nur das alte HELO, das keine Erweiterungen wie STARTTLS ankündigt.',
        remedy: repairHello,
      },
      refused: {
        text: 'Der Server hat EHLO abgelehnt, und auch HELO hat er, soweit zu sehen war, nicht angenommen[[: „{reply}“]].',
        remedy: repairHello,
      },
      endless: {
        text: 'Der Server hat auf EHLO oder HELO eine Antwort ohne Ende gesendet; abgebrochen nach {seconds} s.',
        remedy: whoAnswers,
      },
      'not-smtp': { text: 'Was der Server auf EHLO oder HELO geantwortet hat, ist kein SMTP.', remedy: whoAnswers },
      'undecided/gateway-only': {
        text: 'Vielleicht nur für das Gateway erreichbar: Der Server hat den Tester bei EHLO abgewiesen[[ („{reply}“)]] und gehört nicht zu den veröffentlichten MX-Hosts, die jedem antworten müssen.',
        remedy: admitTester,
      },
    },
  },
  starttls: {
    title: 'SMTP-Statusmeldung nach STARTTLS',
    codes: {
      established: { text: 'Der Server hat STARTTLS angenommen, und der TLS-Handshake ist gelungen.' },
      'established-bytes-discarded': {
        text: 'Der Server hat STARTTLS angenommen, und der TLS-Handshake ist gelungen; was zwischen Antwort und Handshake ankam, wurde verworfen, denn jeder auf dem Weg hätte es einfügen können.',
      },
      'established-anonymous': {
        text: 'Der Server hat STARTTLS angenommen, und der TLS-Handshake ist gelungen, aber nur mit einem Cipher ohne Zertifikat.',
      },
      'not-offered': {
        text: 'Der Server hat STARTTLS nicht angeboten, Mails an ihn werden also unverschlüsselt übertragen[[ ({answered:words})]].',
        remedy: switchOnTls,
      },
      refused: {
        text: 'Der Server hat STARTTLS angeboten und dann abgelehnt[[: „{reply}“]].',
        remedy: repairTls,
      },
      closed: {
        text: 'Der Server hat STARTTLS angeboten und dann zweimal die Verbindung geschlossen, statt zu antworten.',
        remedy: repairTls,
      },
      'not-smtp': {
        text: 'Der Server hat STARTTLS angeboten und dann mit etwas geantwortet, das keine vollständige SMTP-Antwort ist.',
        remedy: whoAnswers,
      },
      alert: {
        text: 'Der Server hat den TLS-Handshake mit dem Alert {alert:words} abgebrochen.',
        remedy: repairTls,
      },
      'not-tls': {
        text: 'Der Tester hat den TLS-Handshake abgebrochen, weil das, was der Server sendet, kein brauchbares TLS ist[[ ({message})]].',
        remedy: repairTls,
      },
      'handshake-closed': {
        text: 'Der Server hat den TLS-Handshake zweimal wortlos abgebrochen ({how:words}).',
        remedy: repairTls,
      },
      'handshake-silent': {
        text: 'Der Server hat STARTTLS angenommen und dann im TLS-Handshake geschwiegen.',
        remedy: repairTls,
      },
    },
  },
  'certificate-sha1': {
    title: 'SHA1-Prüfsumme des SSL-Zertifikats',
    codes: { fingerprint: { text: 'Dies ist der SHA-1-Fingerabdruck des Zertifikats; SHA-256: {sha256}.' } },
  },
  'certificate-common-name': {
    title: 'Kanonischer Name des SSL-Zertifikats',
    codes: {
      name: { text: 'Dies ist der Common Name des Zertifikats; vollständiger Inhaber (Subject): {subject}.' },
      none: { text: 'Das Zertifikat hat keinen Common Name; Inhaber (Subject): {subject}.' },
    },
  },
  'certificate-issuer': {
    title: 'Herausgeber des SSL-Zertifikats',
    codes: { issuer: { text: 'Diesen Herausgeber nennt das Zertifikat.' } },
  },
  'certificate-alternative-names': {
    title: 'SubjectAltNames des SSL-Zertifikats',
    codes: {
      names: { text: 'Anzahl der alternativen Namen im Zertifikat (Hostnamen und Adressen): {count}.' },
      none: { text: 'Das Zertifikat hat keine Hostnamen oder Adressen als alternative Namen.' },
    },
  },
  'certificate-expiration': {
    title: 'Ablaufdatum des SSL-Zertifikats',
    codes: {
      unreadable: { text: 'Wann das Zertifikat abläuft, ist ihm nicht zu entnehmen.' },
      ends: { text: 'Zu diesem Zeitpunkt läuft das Zertifikat ab; verbleibende volle Tage: {days}.' },
      ended: { text: 'Zu diesem Zeitpunkt ist das Zertifikat abgelaufen; volle Tage seither: {days}.' },
    },
  },
  'certificate-current': {
    title: 'Aktuelles SSL-Zertifikat',
    codes: {
      unreadable: {
        text: 'Die Daten des Zertifikats sind nicht lesbar; wer es prüft, wird es ablehnen.',
        remedy: 'Lassen Sie ein neues Zertifikat ausstellen, und installieren Sie es mit vollständiger Kette.',
      },
      current: {
        text: 'Das Zertifikat ist innerhalb seiner Gültigkeit, von {notBefore} bis {notAfter}; verbleibende volle Tage: {days}.',
      },
      'expires-soon': {
        text: 'Das Zertifikat läuft am {notAfter} ab, seine Erneuerung ist fällig; verbleibende volle Tage: {days}.',
        remedy: installCertificate,
      },
      expired: {
        text: 'Das Zertifikat ist am {notAfter} abgelaufen; volle Tage seither: {days}.',
        remedy: installCertificate,
      },
      'not-yet-valid': {
        text: 'Das Zertifikat ist erst ab {notBefore} gültig.',
        remedy: installCertificate,
      },
    },
  },
  'tls-version': {
    title: 'SSL-Version',
    codes: {
      current: { text: 'Der Server hat sich auf {protocol} geeinigt.' },
      old: {
        text: 'Der Server hat sich auf {protocol} geeinigt, obwohl ihm Versionen bis TLS 1.3 angeboten wurden.',
        remedy: {
          default:
            'Schalten Sie auf dem Mailserver TLS 1.2 oder neuer ein, und aktualisieren Sie nötigenfalls seine TLS-Bibliothek.',
          postfix:
            'Setzen Sie `smtpd_tls_protocols = >=TLSv1.2` (vor Postfix 3.6: `!SSLv2, !SSLv3, !TLSv1, !TLSv1.1`), und aktualisieren Sie OpenSSL, falls es TLS 1.2 nicht kennt.',
          exim: 'Aktualisieren Sie die TLS-Bibliothek von Exim, falls sie TLS 1.2 nicht kennt, und prüfen Sie, dass `openssl_options` (GnuTLS: `tls_require_ciphers`) TLS 1.2 und 1.3 nicht abschaltet.',
          exchange:
            'Schalten Sie TLS 1.2 in Schannel ein (Registrierungsschlüssel `SCHANNEL\\Protocols\\TLS 1.2\\Server`: `Enabled` 1, `DisabledByDefault` 0) sowie in .NET (`SchUseStrongCrypto` 1), und starten Sie den Server neu.',
          sendmail:
            'Aktualisieren Sie OpenSSL, falls es TLS 1.2 nicht kennt, und prüfen Sie, dass die Option `ServerSSLOptions` TLS 1.2 und 1.3 nicht abschaltet.',
          opensmtpd: 'Aktualisieren Sie OpenSMTPD und seine TLS-Bibliothek auf Versionen, die TLS 1.2 kennen.',
        },
      },
    },
  },
  'tls-cipher': {
    title: 'SSL-Cipher',
    codes: {
      cipher: { text: 'Dies ist der vereinbarte Cipher; sein Standardname: {standardName}.' },
      weak: {
        text: 'Der vereinbarte Cipher gilt nicht mehr als sicher ({weakness}); sein Standardname: {standardName}.',
        remedy: {
          default:
            'Lassen Sie den Mailserver starke Cipher bevorzugen, und schalten Sie NULL, EXPORT, RC4, DES und 3DES ab.',
          postfix:
            'Setzen Sie `smtpd_tls_ciphers = medium` und `smtpd_tls_exclude_ciphers = aNULL, eNULL, EXPORT, RC4, DES, 3DES`.',
          exim: 'Setzen Sie `tls_require_ciphers` auf starke Cipher (OpenSSL: `HIGH:!aNULL:!eNULL:!3DES:!RC4`).',
          exchange:
            'Schalten Sie die schwachen Cipher-Suites in Schannel ab (`Disable-TlsCipherSuite`, oder die Reihenfolge der Cipher-Suites in der Gruppenrichtlinie).',
          sendmail: 'Setzen Sie die Option `CipherList=HIGH:!aNULL:!eNULL:!3DES:!RC4`.',
          opensmtpd: 'Setzen Sie `smtp ciphers "HIGH:!aNULL:!eNULL:!3DES:!RC4"` in smtpd.conf.',
        },
      },
      anonymous: {
        text: 'Die Verbindung ist ohne Zertifikat verschlüsselt, nichts weist also aus, wer antwortet; Standardname des Ciphers: {standardName}.',
        remedy: switchOnTls,
      },
    },
  },
  'tls-bits': {
    title: 'SSL Magic Bits',
    codes: {
      strong: { text: 'Der Schlüssel des Ciphers {cipher} hat {bits} Bit.' },
      weak: {
        text: 'Der Schlüssel des Ciphers {cipher} hat nur {bits} Bit.',
        remedy:
          'Lassen Sie den Mailserver Cipher ab 128 Bit verwenden (AES, ChaCha20), wie bei der Zeile „SSL-Cipher“ beschrieben.',
      },
      unknown: { text: 'Wie viele Bit der Schlüssel des Ciphers {cipher} hat, ist dem Tester nicht bekannt.' },
    },
  },
  'ehlo-after-starttls': {
    title: 'SMTP-EHLO-Antwort (nach STARTTLS)',
    codes: {
      accepted: {
        text: 'Der Server nimmt EHLO innerhalb von TLS an[[ und nennt: {capabilities}]][[; vor TLS nicht genannt: {added}]][[; nur vor TLS genannt: {gone}]].',
      },
      'helo-only': {
        text: 'Innerhalb von TLS nimmt der Server EHLO nicht an ({how:words}), nur das alte HELO, das keine Erweiterungen ankündigt.',
        remedy: repairHello,
      },
      refused: {
        text: 'Innerhalb von TLS hat der Server EHLO abgelehnt, und auch HELO hat er, soweit zu sehen war, nicht angenommen[[: „{reply}“]].',
        remedy: repairHello,
      },
      endless: {
        text: 'Innerhalb von TLS hat der Server auf EHLO oder HELO eine Antwort ohne Ende gesendet; abgebrochen nach {seconds} s.',
        remedy: whoAnswers,
      },
      'not-smtp': {
        text: 'Was der Server innerhalb von TLS auf EHLO oder HELO geantwortet hat, ist kein SMTP.',
        remedy: whoAnswers,
      },
      'undecided/gateway-only': {
        text: 'Vielleicht nur für das Gateway erreichbar: Der Server hat den Tester innerhalb von TLS bei EHLO abgewiesen[[ („{reply}“)]] und gehört nicht zu den veröffentlichten MX-Hosts, die jedem antworten müssen.',
        remedy: admitTester,
      },
    },
  },
  'certificate-trust': {
    title: 'Zertifikatskette',
    codes: {
      trusted: { text: 'Die Zertifikatskette führt zu einem Stammzertifikat, dem der Tester vertraut.' },
      'self-signed': {
        text: 'Das Zertifikat ist selbst signiert, keine Zertifizierungsstelle bürgt also dafür.',
        remedy: publicCertificate,
      },
      'incomplete-chain': {
        text: 'Die Zertifikatskette endet vor jedem Stammzertifikat, das der Tester kennt: Ein Zwischenzertifikat fehlt, oder die Zertifizierungsstelle ist keine öffentliche (Herausgeber des Zertifikats: {issuer}).',
        remedy: {
          default:
            'Lassen Sie den Server auch die Zwischenzertifikate senden: Installieren Sie statt des Zertifikats allein die vollständige Kette (oft fullchain.pem genannt).',
          postfix:
            'Hängen Sie die Zwischenzertifikate an die Datei an, die `smtpd_tls_chain_files` (oder `smtpd_tls_cert_file`) nennt (oft fullchain.pem genannt), und führen Sie `postfix reload` aus.',
          exim: 'Tragen Sie in `tls_certificate` eine Datei ein, in der auf das Zertifikat seine Zwischenzertifikate folgen (oft fullchain.pem genannt).',
          exchange:
            'Importieren Sie die Zwischenzertifikate in den Speicher „Zwischenzertifizierungsstellen“ des Computerkontos, und starten Sie den Transportdienst neu.',
          sendmail:
            'Nehmen Sie die Zwischenzertifikate in die Datei auf, die `confCACERT` nennt, und starten Sie Sendmail neu.',
          opensmtpd:
            'Tragen Sie in `pki … cert` eine Datei ein, in der auf das Zertifikat seine Zwischenzertifikate folgen (oft fullchain.pem genannt), und starten Sie OpenSMTPD neu.',
        },
      },
      'untrusted-root': {
        text: 'Die Zertifikatskette endet in einem Stammzertifikat, dem der Tester nicht vertraut (Herausgeber des Zertifikats: {issuer}).',
        remedy: publicCertificate,
      },
    },
  },
  'certificate-name': {
    title: 'Name im Zertifikat',
    codes: {
      matches: { text: 'Das Zertifikat gilt für {host}.' },
      differs: {
        text: 'Das Zertifikat gilt nicht für {host}[[, sondern für {names}]].',
        remedy:
          'Installieren Sie ein Zertifikat, das {host} unter seinen alternativen Namen führt, oder tragen Sie den Server beim Gateway unter einem Namen seines Zertifikats ein.',
      },
    },
  },
  'certificate-key': {
    title: 'Schlüssel und Signatur des Zertifikats',
    codes: {
      key: { text: 'Schlüssel des Zertifikats: {keyType:words}[[, {keyBits} Bit]]; Signatur: {signature}.' },
      'short-key': {
        text: 'Der RSA-Schlüssel des Zertifikats hat nur {keyBits} Bit und damit weniger als 2048 (Typ: {keyType:words}; Signatur: {signature}).',
        remedy:
          'Erzeugen Sie einen neuen Schlüssel (RSA ab 2048 Bit oder ECDSA), und lassen Sie dafür ein Zertifikat ausstellen.',
      },
      'weak-signature': {
        text: 'Das Zertifikat ist mit einem Verfahren signiert, das nicht mehr als sicher gilt: {signature} (Schlüssel: {keyType:words}[[, {keyBits} Bit]]).',
        remedy: 'Lassen Sie ein neues Zertifikat ausstellen, das mit SHA-256 oder besser signiert ist.',
      },
    },
  },
  capabilities: {
    title: 'SMTP-Erweiterungen',
    codes: {
      listed: {
        text: 'Von den Erweiterungen, auf die es hier ankommt, bietet der Server an: {offered}[[; nicht angeboten: {missing}]][[; größte Mail: {sizeMb} MiB]].',
      },
      differing: {
        text: 'Von den Erweiterungen, auf die es hier ankommt, bietet der Server an: {offered}[[; nicht angeboten: {missing}]][[; größte Mail: {sizeMb} MiB]]; diese Adressen des Zielservers kündigen andere Erweiterungen an: {differing}.',
      },
      'auth-before-tls': {
        text: 'Der Server bietet AUTH schon vor TLS an, Passwörter können also unverschlüsselt übertragen werden; von den Erweiterungen, auf die es hier ankommt, bietet er an: {offered}[[; nicht angeboten: {missing}]][[; größte Mail: {sizeMb} MiB]][[; diese Adressen des Zielservers kündigen andere Erweiterungen an: {differing}]].',
        remedy: {
          default:
            'Lassen Sie den Server AUTH nur innerhalb von TLS anbieten, oder auf dem Port, der Mails vom Gateway annimmt, gar nicht.',
          postfix:
            'Setzen Sie `smtpd_tls_auth_only = yes`, oder `smtpd_sasl_auth_enable = no` auf Port 25, falls dort niemand Mails einliefert.',
          exim: 'Lassen Sie `auth_advertise_hosts` leer werden, wo `$tls_in_cipher` leer ist, damit AUTH nur innerhalb von TLS angeboten wird.',
          exchange:
            'Setzen Sie `BasicAuthRequireTLS`, und entfernen Sie `Integrated` bei dem Empfangsconnector, der Mails vom Gateway annimmt (`Set-ReceiveConnector … -AuthMechanism`).',
          sendmail:
            'Ergänzen Sie `p` in `confAUTH_OPTIONS`, damit PLAIN und LOGIN nur innerhalb von TLS angeboten werden.',
          opensmtpd: 'Setzen Sie `auth` in smtpd.conf nur bei Listenern mit `tls-require` oder `smtps`.',
        },
      },
    },
  },
  identity: {
    title: 'Namen des Servers',
    codes: {
      consistent: {
        text: 'Alle Namen, die zu lesen waren, sind gleich[[ (Begrüßung: {banner})]][[ (EHLO: {ehlo})]][[ (Reverse-DNS: {ptr})]]; Software: {recognised:words}.',
      },
      differing: {
        text: 'Die Namen, die zu lesen waren, unterscheiden sich[[ (Begrüßung: {banner})]][[ (EHLO: {ehlo})]][[ (Reverse-DNS: {ptr})]]; Software: {recognised:words}.',
      },
      'no-name': {
        text: 'Weder Begrüßung noch EHLO-Antwort noch Reverse-DNS ergaben einen Namen; Software: {recognised:words}.',
      },
    },
  },
};
