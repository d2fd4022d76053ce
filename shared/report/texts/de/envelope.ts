import type { CodeText, RowText } from '../language.ts';

type Remedy = NonNullable<CodeText['remedy']>;

const acceptRoles: Remedy = {
  default:
    'Lassen Sie den Server postmaster (RFC 5321 4.5.1 verlangt es) und abuse (RFC 2142) annehmen, als Postfach oder Alias.',
  postfix:
    'Tragen Sie `postmaster` und `abuse` in `alias_maps` oder `virtual_alias_maps` ein, und führen Sie `newaliases` oder `postmap` aus.',
  exim: 'Tragen Sie `postmaster` und `abuse` in die Alias-Datei ein, die der Redirect-Router liest.',
  exchange:
    'Geben Sie einem Postfach die Adressen postmaster@ und abuse@ (`Set-Mailbox … -EmailAddresses @{Add="…"}`).',
  sendmail: 'Tragen Sie `postmaster` und `abuse` in die Alias-Datei ein, und führen Sie `newaliases` aus.',
  opensmtpd:
    'Tragen Sie `postmaster` und `abuse` in die Alias-Tabelle ein, und führen Sie `smtpctl update table aliases` aus.',
};

const whyRefused: Remedy =
  'Suchen Sie im Protokoll des Servers den Grund der Ablehnung, und lassen Sie zumindest die Zustell-Hosts des Gateways zu.';

const easeGreylisting: Remedy = {
  default: 'Nehmen Sie die Zustell-Hosts des Gateways vom Greylisting aus: Hinter einem Gateway verzögert es nur.',
  postfix:
    'Nehmen Sie die Zustell-Hosts des Gateways aus: in `/etc/postgrey/whitelist_clients.local` oder vor dem Policy-Dienst in `smtpd_recipient_restrictions` (`check_client_access`); mit postscreen in `postscreen_access_list`.',
  exim: 'Nehmen Sie die Zustell-Hosts des Gateways in der ACL aus, die vertröstet (`!hosts = +relay_from_hosts` oder eine eigene Liste vor `defer`).',
  exchange:
    'Nehmen Sie die Zustell-Hosts des Gateways in dem Filter vor Exchange aus; Exchange selbst kennt kein Greylisting.',
  sendmail:
    'Nehmen Sie die Zustell-Hosts des Gateways im Milter aus (milter-greylist: `racl whitelist addr …` in greylist.conf).',
  opensmtpd:
    'Nehmen Sie die Zustell-Hosts des Gateways von spamd (`<spamd-white>`) oder dem Filter aus, der vertröstet.',
};

const switchOffSpf: Remedy = {
  default:
    'Schalten Sie die SPF-Prüfung dieses Servers (und eines Filters davor) für die Zustell-Hosts des Gateways ab: Sie stehen nicht in den SPF-Einträgen der Absender.',
  postfix:
    'Nehmen Sie den SPF-Dienst (`check_policy_service unix:private/policyd-spf`) aus `smtpd_recipient_restrictions`, oder nehmen Sie das Gateway aus (`Whitelist` in policyd-spf.conf); mit rspamd schalten Sie das Modul `spf` ab oder tragen das Gateway in `local_addrs` ein.',
  exim: 'Nehmen Sie die Bedingung `spf` aus den ACLs von MAIL und RCPT (Debian: `CHECK_RCPT_SPF = false`), oder nehmen Sie das Gateway aus (`!hosts = …`).',
  exchange:
    'Schalten Sie Sender ID ab (`Set-SenderIdConfig -Enabled $false`), oder tragen Sie die Zustell-Hosts des Gateways in `Set-TransportConfig -InternalSMTPServers` ein; in Exchange Online nutzen Sie den eingehenden Connector des Gateways.',
  sendmail:
    'Nehmen Sie den SPF-Milter (smf-spf, opendmarc mit SPFSelfValidate …) aus `INPUT_MAIL_FILTER`, oder nehmen Sie das Gateway in seiner Konfiguration aus.',
  opensmtpd:
    'Nehmen Sie den SPF-Filter aus der `filter`-Kette des Listeners, oder nehmen Sie die Zustell-Hosts des Gateways aus.',
};

const filterRecipients: Remedy = {
  default:
    'Lassen Sie den Server unbekannte Empfänger gleich nach RCPT TO ablehnen (550 5.1.1): Prüfen Sie seine Empfängerliste und ein etwaiges Catch-all.',
  postfix:
    'Lassen Sie `local_recipient_maps`, `virtual_mailbox_maps` oder `relay_recipient_maps` die vorhandenen Postfächer nennen, behalten Sie `smtpd_reject_unlisted_recipient = yes`, und entfernen Sie ein Catch-all (`@domain`); liegen die Postfächer anderswo, nehmen Sie `reject_unverified_recipient`.',
  exim: 'Lassen Sie die ACL von RCPT `require verify = recipient` sagen (mit `/callout`, wenn die Postfächer anderswo liegen), und entfernen Sie einen Catch-all-Router.',
  exchange:
    'Schalten Sie die Empfängerprüfung ein (`Set-RecipientFilterConfig -Enabled $true -RecipientValidationEnabled $true`, `Set-AcceptedDomain … -AddressBookEnabled $true`); für die Ablehnung bei RCPT lassen Sie das Gateway direkt an das Backend (Port 2525) zustellen.',
  sendmail:
    'Nehmen Sie das Catch-all (`@domain`) aus der virtusertable, oder setzen Sie `@domain error:nouser 550 User unknown` als letzte Zeile.',
  opensmtpd:
    'Lassen Sie `action … virtual <table>` oder `userbase` die vorhandenen Postfächer nennen, und entfernen Sie ein Catch-all (`@`).',
};

/** Rows of the category `envelope`. */
export const envelope: Readonly<Record<string, RowText>> = {
  'mail-from': {
    title: 'MAIL FROM',
    codes: {
      accepted: { text: 'Der Absender <{sender}> wurde angenommen (für {recipient}).' },
      refused: { text: 'Der Absender <{sender}> wurde abgelehnt[[: „{reply}“]].', remedy: whyRefused },
      'refused-failing-sender': {
        text: 'Der Absender, dessen SPF-Eintrag fehlschlägt, wurde bei MAIL FROM abgelehnt[[: „{reply}“]], sofern die Hosts des Gateways nicht ausgenommen sind.',
        remedy: 'Was zu ändern ist, steht bei der SPF-Prüfung (Gesamturteil).',
      },
    },
  },
  'rcpt-to': {
    title: 'RCPT TO',
    codes: {
      accepted: { text: 'Der Empfänger {recipient} wurde angenommen.' },
      refused: { text: 'Der Empfänger {recipient} wurde abgelehnt[[: „{reply}“]].', remedy: acceptRoles },
      'refused-named': {
        text: 'Der Empfänger {recipient}, der vorhanden sein soll, wurde abgelehnt[[: „{reply}“]].',
        remedy: 'Prüfen Sie, ob das Postfach auf diesem Server vorhanden und richtig geschrieben ist.',
      },
      'refused-made-up': { text: 'Der erfundene Empfänger {recipient} wurde abgelehnt, wie es sein soll.' },
      'accepted-made-up': {
        text: 'Der erfundene Empfänger {recipient} wurde bei RCPT TO angenommen; siehe die Empfängerfilterung.',
        remedy: 'Was zu ändern ist, steht bei der Empfängerfilterung.',
      },
      'refused-failing-sender': {
        text: 'Der Empfänger {recipient} wurde dem Absender, dessen SPF-Eintrag fehlschlägt, verweigert, und nur diesem[[: „{reply}“]], sofern die Hosts des Gateways nicht ausgenommen sind.',
        remedy: 'Was zu ändern ist, steht bei der SPF-Prüfung (Gesamturteil).',
      },
    },
  },
  greylisting: {
    title: 'Greylisting',
    codes: {
      'none-seen': { text: 'Kein Greylisting zu sehen, auf diesen Stufen: {stages:words}.' },
      suspected: {
        text: 'Der Server hat vertröstet ({hit:words}), auf der Stufe {stage:words}, wie Greylisting es tut[[ („{reply}“)]][[, und bittet um {waitSeconds} s Geduld]]; was es verbirgt, zeigt ein zweiter Blick später.',
        remedy: easeGreylisting,
      },
      confirmed: {
        text: 'Was der Server zuerst vertröstete, nahm er bei der Wiederholung an, spätestens {minutes} min danach: Er nutzt Greylisting.',
        remedy: easeGreylisting,
      },
      'short-deferral': {
        text: 'Der Server hat unbekannte Absender einmal vertröstet und {seconds} s später angenommen, wie postscreen es tut; das verzögert nur die erste Nachricht.',
        remedy: easeGreylisting,
      },
      'temporary-rejection': {
        text: 'Der Server hat Mail vorläufig abgewiesen, auf der Stufe {stage:words}, aus einem Grund, der von außen nicht zu erkennen ist[[ („{reply}“)]].',
        remedy: 'Suchen Sie im Protokoll des Servers den Grund, und wiederholen Sie die Prüfung.',
      },
    },
  },
  'spf-check-reply': {
    title: 'SPF-Prüfung',
    codes: {
      'passing-sender': {
        text: 'Mit <{sender}>, dessen SPF-Eintrag gilt: {answer} auf der Stufe {stage:words} (Empfänger {recipient}).',
      },
      'treated-alike': {
        text: 'Mit <{sender}>, dessen SPF-Eintrag fehlschlägt, tat der Server dasselbe wie mit dem anderen: {answer} auf der Stufe {stage:words}.',
      },
      refused: {
        text: 'Nur <{sender}>, dessen SPF-Eintrag fehlschlägt, wurde abgelehnt, auf der Stufe {stage:words}[[: „{reply}“]], sofern die Hosts des Gateways nicht ausgenommen sind.',
        remedy: 'Was zu ändern ist, steht bei der SPF-Prüfung (Gesamturteil).',
      },
      deferred: {
        text: 'Nur <{sender}>, dessen SPF-Eintrag fehlschlägt, wurde vertröstet, auf der Stufe {stage:words}[[: „{reply}“]].',
        remedy: 'Was zu ändern ist, steht bei der SPF-Prüfung (Gesamturteil).',
      },
    },
  },
  data: {
    title: 'SMTP-Antwort auf DATA',
    codes: {
      accepted: { text: 'Die Testnachricht an {recipient} wurde angenommen[[: „{reply}“]].' },
      refused: { text: 'Die Testnachricht an {recipient} wurde abgelehnt[[: „{reply}“]].', remedy: whyRefused },
      'made-up-recipient': {
        text: 'Die Testnachricht an den erfundenen Empfänger {recipient} wurde so beantwortet: „{reply}“.',
      },
      'not-tested/sending-not-allowed': {
        text: 'Es wurde keine Nachricht gesendet, weil die Prüfung keine senden sollte.',
        remedy:
          'Erlauben Sie der Prüfung Testnachrichten (`--send`), und nennen Sie einen Empfänger, der eine bekommen darf (`--recipient`).',
      },
    },
  },
  quit: {
    title: 'SMTP-Antwort auf QUIT',
    codes: {
      accepted: { text: 'Der Server hat sich ordentlich verabschiedet.' },
      closed: {
        text: 'Der Server hat die Verbindung geschlossen, statt QUIT zu beantworten.',
        remedy:
          'Für das Gateway ist nichts zu tun; der Server oder eine Firewall davor ist weniger höflich, als RFC 5321 es verlangt.',
      },
      other: {
        text: 'Der Server hat QUIT nicht mit 221 beantwortet[[: „{reply}“]].',
        remedy: 'Für das Gateway ist nichts zu tun; der Server hält sich hier nicht an RFC 5321.',
      },
      'no-reply': {
        text: 'Der Server gab auf QUIT keine brauchbare Antwort ({how:words}).',
        remedy: 'Für das Gateway ist nichts zu tun; der Server hält sich hier nicht an RFC 5321.',
      },
    },
  },
  'recipient-filtering': {
    title: 'Empfängerfilterung',
    codes: {
      'at-rcpt': {
        text: 'Klasse C3: Unbekannte Empfänger werden gleich nach RCPT TO abgelehnt, wie es am besten ist[[; Ablehnungen werden etwa {tarpitSeconds} s zurückgehalten (Tarpit)]].',
      },
      'after-data': {
        text: 'Klasse C2: Unbekannte Empfänger werden erst abgelehnt, wenn die ganze Nachricht gesendet ist (bei {recipient}: „{reply}“).',
        remedy: filterRecipients,
      },
      none: {
        text: 'Klasse C1: Der Server nimmt Mail für Empfänger an, die es nicht gibt ({recipient}), und müsste sie später zurücksenden; mit SC-F-OUTBOUND ist das nicht erlaubt[[, und {ordered} ist für die Domain bestellt]].',
        remedy: filterRecipients,
      },
      'defers-unknown': {
        text: 'Unbekannte Empfänger werden immer wieder vertröstet statt abgelehnt, sodass Mail an sie in der Warteschlange des Gateways liegt („{replies}“).',
        remedy: {
          default: 'Lassen Sie den Server unbekannte Empfänger mit 550 5.1.1 ablehnen statt mit einer 4xx.',
          postfix:
            'Setzen Sie `unknown_local_recipient_reject_code`, `unverified_recipient_reject_code` und ihresgleichen auf 550.',
          exim: 'Lassen Sie `verify = recipient` ablehnen und nicht vertrösten: kein `defer_ok`, und eine Abfrage dahinter, die antwortet.',
        },
      },
      'undecided/sending-not-allowed': {
        text: 'Der Server nimmt bei RCPT TO jeden Empfänger an, und ob er unbekannte danach ablehnt, zeigt nur eine Testnachricht.',
        remedy:
          'Erlauben Sie der Prüfung Testnachrichten (`--send`), und nennen Sie auch einen vorhandenen Empfänger (`--recipient`).',
      },
      'undecided/deferred': {
        text: 'Der Server hat Empfänger auf später vertröstet, was verbirgt, ob er unbekannte ablehnt[[ („{reply}“)]].',
        remedy:
          'Warten Sie den zweiten Blick ab (`--wait-greylist`), oder nehmen Sie die Adresse des Testers vom Greylisting aus.',
      },
    },
  },
  'spf-check': {
    title: 'SPF-Prüfung (Gesamturteil)',
    codes: {
      'none-seen': {
        text: 'Der Server prüft SPF nicht: Ein Absender, dessen Eintrag fehlschlägt, wurde behandelt wie einer, dessen Eintrag gilt, bis zum Ende der Nachricht.',
      },
      'none-seen-to-rcpt': {
        text: 'Bis RCPT TO zeigte sich keine SPF-Prüfung; ob nach der Nachricht eine folgt, wurde nicht versucht[[; {exempt:words}]].',
        remedy:
          'Erlauben Sie der Prüfung Testnachrichten (`--send`), und nennen Sie einen Empfänger, der sie bekommen darf (`--recipient`).',
      },
      rejects: {
        text: 'Der Server prüft SPF: Er lehnte nur den Absender ab, dessen Eintrag fehlschlägt, auf der Stufe {stage:words}[[ („{reply}“)]], und würde so Mail ablehnen, die das Gateway weitergibt, sofern die Hosts des Gateways nicht ausgenommen sind.',
        remedy: switchOffSpf,
      },
      defers: {
        text: 'Der Server vertröstet nur den Absender, dessen SPF-Eintrag fehlschlägt, auf der Stufe {stage:words}[[ („{reply}“)]], und würde so Mail verzögern, die das Gateway weitergibt.',
        remedy: switchOffSpf,
      },
      'undecided/deferred': {
        text: 'Der Server hat beide Absender auf später vertröstet, was verbirgt, ob er SPF prüft[[ („{reply}“)]].',
        remedy:
          'Warten Sie den zweiten Blick ab (`--wait-greylist`), oder nehmen Sie die Adresse des Testers vom Greylisting aus.',
      },
    },
  },
  'gateway-bypass': {
    title: 'Zustellung am Gateway vorbei',
    codes: {
      open: {
        text: 'Der Server nimmt noch Mail von Fremden an (für {recipient}), sodass Spam am Filter des Gateways vorbeikommt.',
        remedy: {
          default: 'Beschränken Sie den Server auf die Zustell-Hosts des Gateways, in der Firewall oder im Mailserver.',
          postfix:
            'Lassen Sie `smtpd_client_restrictions` die Zustell-Hosts des Gateways und Ihre eigenen Netze zulassen und mit `reject` enden.',
          exim: 'Lassen Sie `acl_smtp_connect` die Zustell-Hosts des Gateways und Ihre eigenen Netze zulassen und den Rest ablehnen.',
          exchange:
            'Beschränken Sie den Empfangsconnector (`Set-ReceiveConnector … -RemoteIPRanges`); in Exchange Online setzen Sie `RestrictDomainsToCertificate` oder `RestrictDomainsToIPAddresses` am eingehenden Connector.',
          sendmail: 'Lassen Sie die Access-Map nur `Connect:` der Zustell-Hosts des Gateways zu.',
          opensmtpd: 'Setzen Sie `match from src <gateway>` an die Stelle von `match from any`.',
        },
      },
      closed: { text: 'Der Server weist Fremde ab, sodass niemand am Gateway vorbeikommt.' },
    },
  },
};
