import type { CodeText, RowText } from '../language.ts';

type Remedy = NonNullable<CodeText['remedy']>;

const closeRelay: Remedy = {
  default:
    'Lassen Sie den Server Mail nur für seine eigenen Domains annehmen, und sonst nur aus dem eigenen Netz oder nach Anmeldung.',
  postfix:
    'Setzen Sie `smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination`, und lassen Sie `mynetworks` nur Ihre eigenen Netze nennen.',
  exim: 'Prüfen Sie `relay_from_hosts` und `relay_to_domains`, und behalten Sie `deny message = relay not permitted` am Ende der ACL von RCPT.',
  exchange:
    'Nehmen Sie anonymen Benutzern das Recht zum Weiterleiten (`Get-ReceiveConnector … | Get-ADPermission -User "NT AUTHORITY\\ANONYMOUS LOGON"`: kein `Ms-Exch-SMTP-Accept-Any-Recipient`), und führen Sie keine fremde Domain unter den akzeptierten.',
  sendmail:
    'Nehmen Sie `promiscuous_relay`, `relay_entire_domain` und Ähnliches aus der .mc-Datei, und prüfen Sie die Access-Map und die Klasse R.',
  opensmtpd:
    'Lassen Sie `match from any` stets `for domain …` oder `auth` nennen; nur `match from local for any` darf weiterleiten.',
};

/** Rows of the category `relay`. */
export const relay: Readonly<Record<string, RowText>> = {
  'open-relay': {
    title: 'Open Relay',
    codes: {
      refused: {
        text: 'Der Server weigert sich, Mail von Fremden an Fremde weiterzugeben, in jeder Form, die versucht wurde[[ (von {egress} aus)]].',
      },
      relays: {
        text: 'Der Server ist ein Open Relay: Er nahm eine Nachricht von einem Fremden an einen Fremden an, {form:words} ({recipient}).',
        remedy: closeRelay,
      },
      'accepts-at-rcpt': {
        text: 'Der Server nimmt bei RCPT TO fremde Empfänger von Fremden an, {form:words} ({recipient}), während er erfundene der eigenen Domain ablehnt: aller Wahrscheinlichkeit nach ein Open Relay.',
        remedy: closeRelay,
      },
      'refused-after-data': {
        text: 'Der Server nahm bei RCPT TO einen fremden Empfänger an, {form:words}, und lehnte erst nach der Nachricht ab[[ („{reply}“)]].',
        remedy: closeRelay,
      },
      'accepts-local-forms': {
        text: 'Der Server nahm {form:words} an ({recipient}), was er für einen lokalen Namen halten mag; wenn nicht, leitet er weiter.',
        remedy:
          'Sehen Sie im Protokoll des Servers nach, wohin Mail an eine solche Adresse ginge, und lehnen Sie `%` und `@` in Anführungszeichen in lokalen Teilen ab.',
      },
      'undecided/sending-not-allowed': {
        text: 'Der Server nimmt bei RCPT TO jeden Empfänger an, auch fremde, und ob er sie danach ablehnt, zeigt nur eine Testnachricht.',
        remedy: 'Erlauben Sie der Prüfung Testnachrichten an ihr eigenes Postfach (`--send`).',
      },
      'undecided/deferred': {
        text: 'Der Server hat Empfänger auf später vertröstet, was verbirgt, ob er Mail an Fremde weitergibt[[ („{reply}“)]].',
        remedy:
          'Warten Sie den zweiten Blick ab (`--wait-greylist`), oder nehmen Sie die Adresse des Testers vom Greylisting aus.',
      },
    },
  },
};
