import type { CodeText, RowText } from '../language.ts';

type Remedy = NonNullable<CodeText['remedy']>;

const closeRelay: Remedy = {
  default: 'Let the server take mail only for its own domains, and from its own network or after a login.',
  postfix:
    'Set `smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination`, and let `mynetworks` name nothing but your own networks.',
  exim: 'Check `relay_from_hosts` and `relay_to_domains`, and keep the `deny message = relay not permitted` at the end of the ACL of RCPT.',
  exchange:
    'Take the right to relay from anonymous users (`Get-ReceiveConnector … | Get-ADPermission -User "NT AUTHORITY\\ANONYMOUS LOGON"`: no `Ms-Exch-SMTP-Accept-Any-Recipient`), and no external domain among the accepted ones.',
  sendmail:
    'Take `promiscuous_relay`, `relay_entire_domain` and the like out of the .mc file, and check the access map and class R.',
  opensmtpd: 'Let `match from any` rules name `for domain …` or `auth`; only `match from local for any` may relay.',
};

/** Rows of the category `relay`. */
export const relay: Readonly<Record<string, RowText>> = {
  'open-relay': {
    title: 'Open relay',
    codes: {
      refused: {
        text: 'The server refuses to pass on mail from strangers to strangers, in every form that was tried[[ (from {egress})]].',
      },
      relays: {
        text: 'The server is an open relay: it took a message from a stranger to a stranger, {form:words} ({recipient}).',
        remedy: closeRelay,
      },
      'accepts-at-rcpt': {
        text: 'The server accepts foreign recipients from strangers at RCPT TO, {form:words} ({recipient}), while it refuses made-up ones of its own domain: in all likelihood an open relay.',
        remedy: closeRelay,
      },
      'refused-after-data': {
        text: 'The server accepted a foreign recipient at RCPT TO, {form:words}, and refused only after the message[[ (“{reply}”)]].',
        remedy: closeRelay,
      },
      'accepts-local-forms': {
        text: 'The server accepted {form:words} ({recipient}), which it may take for a local name; if it does not, it relays.',
        remedy:
          'Check in the log of the server where mail to such an address would go, and refuse `%` and quoted `@` in local parts.',
      },
      'undecided/sending-not-allowed': {
        text: 'The server accepts every recipient at RCPT TO, foreign ones too, and whether it refuses them afterwards only a test message can tell.',
        remedy: 'Allow the check to send test messages to its own mailbox (`--send`).',
      },
      'undecided/deferred': {
        text: 'The server put recipients off until later, which hides whether it passes on mail to strangers[[ (“{reply}”)]].',
        remedy: 'Wait for the second look (`--wait-greylist`), or exempt the address of the tester from greylisting.',
      },
    },
  },
};
