import type { CodeText, RowText } from '../language.ts';

type Remedy = NonNullable<CodeText['remedy']>;

const acceptRoles: Remedy = {
  default:
    'Let the server accept postmaster (RFC 5321 4.5.1 demands it) and abuse (RFC 2142), as mailboxes or aliases.',
  postfix: 'Add `postmaster` and `abuse` to `alias_maps` or `virtual_alias_maps`, and run `newaliases` or `postmap`.',
  exim: 'Add `postmaster` and `abuse` to the aliases file that the redirect router reads.',
  exchange: 'Add the addresses postmaster@ and abuse@ to a mailbox (`Set-Mailbox … -EmailAddresses @{Add="…"}`).',
  sendmail: 'Add `postmaster` and `abuse` to the aliases file and run `newaliases`.',
  opensmtpd: 'Add `postmaster` and `abuse` to the table of aliases and run `smtpctl update table aliases`.',
};

const whyRefused: Remedy =
  'Look in the log of the server for why it refused, and admit at least the delivery hosts of the gateway.';

const easeGreylisting: Remedy = {
  default: 'Exempt the delivery hosts of the gateway from greylisting: behind a gateway it only delays mail.',
  postfix:
    'Exempt the delivery hosts of the gateway: put them into `/etc/postgrey/whitelist_clients.local`, or before the policy service in `smtpd_recipient_restrictions` (`check_client_access`); with postscreen into `postscreen_access_list`.',
  exim: 'Exempt the delivery hosts of the gateway in the ACL that defers (`!hosts = +relay_from_hosts` or a list of their own before `defer`).',
  exchange: 'Exempt the delivery hosts of the gateway in the filter before Exchange, which itself does no greylisting.',
  sendmail:
    'Exempt the delivery hosts of the gateway in the milter (milter-greylist: `racl whitelist addr …` in greylist.conf).',
  opensmtpd: 'Exempt the delivery hosts of the gateway from spamd (`<spamd-white>`) or from the filter that greylists.',
};

const switchOffSpf: Remedy = {
  default:
    "Switch the SPF check of this server (and of a filter before it) off for the gateway's delivery hosts: they are not in the SPF records of the senders.",
  postfix:
    'Take the SPF policy service (`check_policy_service unix:private/policyd-spf`) out of `smtpd_recipient_restrictions`, or exempt the gateway (`Whitelist` in policyd-spf.conf); with rspamd switch the `spf` module off or add the gateway to `local_addrs`.',
  exim: 'Take the `spf` condition out of the ACLs of MAIL and RCPT (Debian: `CHECK_RCPT_SPF = false`), or exempt the gateway (`!hosts = …`).',
  exchange:
    'Switch Sender ID off (`Set-SenderIdConfig -Enabled $false`), or add the delivery hosts of the gateway to `Set-TransportConfig -InternalSMTPServers`; in Exchange Online use the inbound connector of the gateway.',
  sendmail:
    'Take the SPF milter (smf-spf, opendmarc with SPFSelfValidate …) out of `INPUT_MAIL_FILTER`, or exempt the gateway in its configuration.',
  opensmtpd:
    'Take the SPF filter out of the `filter` chain of the listener, or exempt the delivery hosts of the gateway.',
};

const filterRecipients: Remedy = {
  default:
    'Let the server refuse unknown recipients right after RCPT TO (550 5.1.1): check its recipient map, and any catch-all.',
  postfix:
    'Let `local_recipient_maps`, `virtual_mailbox_maps` or `relay_recipient_maps` name the mailboxes that exist, keep `smtpd_reject_unlisted_recipient = yes`, and take any catch-all (`@domain`) away; where the mailboxes are elsewhere use `reject_unverified_recipient`.',
  exim: 'Let the ACL of RCPT say `require verify = recipient` (with `/callout` where the mailboxes are elsewhere), and take any catch-all router away.',
  exchange:
    'Switch recipient validation on (`Set-RecipientFilterConfig -Enabled $true -RecipientValidationEnabled $true`, `Set-AcceptedDomain … -AddressBookEnabled $true`); for refusal at RCPT let the gateway deliver to the back end (port 2525) directly.',
  sendmail:
    'Take the catch-all (`@domain`) out of the virtusertable, or add `@domain error:nouser 550 User unknown` as its last line.',
  opensmtpd:
    'Let `action … virtual <table>` or `userbase` name the mailboxes that exist, and take any catch-all (`@`) away.',
};

/** Rows of the category `envelope`. */
export const envelope: Readonly<Record<string, RowText>> = {
  'mail-from': {
    title: 'MAIL FROM',
    codes: {
      accepted: { text: 'The sender <{sender}> was accepted (for {recipient}).' },
      refused: { text: 'The sender <{sender}> was refused[[: “{reply}”]].', remedy: whyRefused },
      'refused-failing-sender': {
        text: 'The sender whose SPF record fails was refused at MAIL FROM[[: “{reply}”]], unless the hosts of the gateway are exempt.',
        remedy: 'See the SPF check (summary) for what to change.',
      },
    },
  },
  'rcpt-to': {
    title: 'RCPT TO',
    codes: {
      accepted: { text: 'The recipient {recipient} was accepted.' },
      refused: { text: 'The recipient {recipient} was refused[[: “{reply}”]].', remedy: acceptRoles },
      'refused-named': {
        text: 'The recipient {recipient}, which is said to exist, was refused[[: “{reply}”]].',
        remedy: 'Check that the mailbox exists on this server and that its spelling is right.',
      },
      'refused-made-up': { text: 'The made-up recipient {recipient} was refused, as it should be.' },
      'accepted-made-up': {
        text: 'The made-up recipient {recipient} was accepted at RCPT TO; see the recipient filtering.',
        remedy: 'See the recipient filtering for what to change.',
      },
      'refused-failing-sender': {
        text: 'The recipient {recipient} was refused to the sender whose SPF record fails, and to that one alone[[: “{reply}”]], unless the hosts of the gateway are exempt.',
        remedy: 'See the SPF check (summary) for what to change.',
      },
    },
  },
  greylisting: {
    title: 'Greylisting',
    codes: {
      'none-seen': { text: 'No greylisting was seen, at these stages: {stages:words}.' },
      suspected: {
        text: 'The server put off {hit:words} at {stage:words}, as greylisting does[[ (“{reply}”)]][[, and asks to wait {waitSeconds} s]]; what it hides is told by a second look later.',
        remedy: easeGreylisting,
      },
      confirmed: {
        text: 'What the server put off at first it accepted on repetition, {minutes} min later at most: it uses greylisting.',
        remedy: easeGreylisting,
      },
      'short-deferral': {
        text: 'The server put off unknown senders once and accepted them {seconds} s later, as postscreen does; that only delays the first message.',
        remedy: easeGreylisting,
      },
      'temporary-rejection': {
        text: 'The server rejected mail for the time being at {stage:words}, for a cause that cannot be told from outside[[ (“{reply}”)]].',
        remedy: 'Look in the log of the server for the cause, and repeat the check.',
      },
    },
  },
  'spf-check-reply': {
    title: 'SPF check',
    codes: {
      'passing-sender': {
        text: 'With <{sender}>, whose SPF record passes: {answer} at {stage:words} (recipient {recipient}).',
      },
      'treated-alike': {
        text: 'With <{sender}>, whose SPF record fails, the server did the same as with the other one: {answer} at {stage:words}.',
      },
      refused: {
        text: 'Only <{sender}>, whose SPF record fails, was refused, at {stage:words}[[: “{reply}”]], unless the hosts of the gateway are exempt.',
        remedy: 'See the SPF check (summary) for what to change.',
      },
      deferred: {
        text: 'Only <{sender}>, whose SPF record fails, was put off, at {stage:words}[[: “{reply}”]].',
        remedy: 'See the SPF check (summary) for what to change.',
      },
    },
  },
  data: {
    title: 'SMTP DATA response',
    codes: {
      accepted: { text: 'The test message to {recipient} was accepted[[: “{reply}”]].' },
      refused: { text: 'The test message to {recipient} was refused[[: “{reply}”]].', remedy: whyRefused },
      'made-up-recipient': { text: 'The test message to the made-up recipient {recipient} was answered: “{reply}”.' },
      'not-tested/sending-not-allowed': {
        text: 'No message was sent, because the check was not to send any.',
        remedy:
          'Allow the check to send test messages (`--send`), and name a recipient that may get one (`--recipient`).',
      },
    },
  },
  quit: {
    title: 'SMTP QUIT response',
    codes: {
      accepted: { text: 'The server said goodbye in due form.' },
      closed: {
        text: 'The server closed the connection in place of a reply to QUIT.',
        remedy:
          'Nothing needs to be done for the gateway; the server, or a firewall before it, is less polite than RFC 5321 asks.',
      },
      other: {
        text: 'The server did not answer QUIT with 221[[: “{reply}”]].',
        remedy: 'Nothing needs to be done for the gateway; the server does not keep to RFC 5321 here.',
      },
      'no-reply': {
        text: 'The server gave no usable answer to QUIT ({how:words}).',
        remedy: 'Nothing needs to be done for the gateway; the server does not keep to RFC 5321 here.',
      },
    },
  },
  'recipient-filtering': {
    title: 'Recipient filtering',
    codes: {
      'at-rcpt': {
        text: 'Class C3: unknown recipients are refused right after RCPT TO, as is best[[; refusals are held back for about {tarpitSeconds} s (tarpit)]].',
      },
      'after-data': {
        text: 'Class C2: unknown recipients are refused only after the whole message was sent (at {recipient}: “{reply}”).',
        remedy: filterRecipients,
      },
      none: {
        text: 'Class C1: the server accepts mail for recipients that do not exist ({recipient}) and would have to bounce it later; with SC-F-OUTBOUND that is not permitted[[, and {ordered} is ordered for the domain]].',
        remedy: filterRecipients,
      },
      'defers-unknown': {
        text: 'Unknown recipients are put off again and again instead of being refused, so that mail to them waits in the queue of the gateway (“{replies}”).',
        remedy: {
          default: 'Let the server answer 550 5.1.1 to unknown recipients, in place of a 4xx.',
          postfix:
            'Set `unknown_local_recipient_reject_code`, `unverified_recipient_reject_code` and their like to 550.',
          exim: 'Let `verify = recipient` deny and not defer: no `defer_ok`, and a working look-up or callout behind it.',
        },
      },
      'undecided/sending-not-allowed': {
        text: 'The server accepts every recipient at RCPT TO, and whether it refuses unknown ones afterwards only a test message can tell.',
        remedy: 'Allow the check to send test messages (`--send`), and name an existing recipient too (`--recipient`).',
      },
      'undecided/deferred': {
        text: 'The server put recipients off until later, which hides whether it refuses unknown ones[[ (“{reply}”)]].',
        remedy: 'Wait for the second look (`--wait-greylist`), or exempt the address of the tester from greylisting.',
      },
    },
  },
  'spf-check': {
    title: 'SPF check (summary)',
    codes: {
      'none-seen': {
        text: 'The server does not check SPF: a sender whose record fails was treated like one whose record passes, up to the end of the message.',
      },
      'none-seen-to-rcpt': {
        text: 'No SPF check showed up to RCPT TO; whether one follows after the message was not tried[[; {exempt:words}]].',
        remedy:
          'Allow the check to send test messages (`--send`) and name a recipient that may get them (`--recipient`).',
      },
      rejects: {
        text: 'The server checks SPF: it refused only the sender whose record fails, at {stage:words}[[ (“{reply}”)]], and so would refuse mail that the gateway forwards, unless the hosts of the gateway are exempt.',
        remedy: switchOffSpf,
      },
      defers: {
        text: 'The server puts off only the sender whose SPF record fails, at {stage:words}[[ (“{reply}”)]], and so would delay mail that the gateway forwards.',
        remedy: switchOffSpf,
      },
      'undecided/deferred': {
        text: 'The server put both senders off until later, which hides whether it checks SPF[[ (“{reply}”)]].',
        remedy: 'Wait for the second look (`--wait-greylist`), or exempt the address of the tester from greylisting.',
      },
    },
  },
  'gateway-bypass': {
    title: 'Delivery past the gateway',
    codes: {
      open: {
        text: "The server still takes mail from strangers (for {recipient}), so that spam can go past the gateway's filter.",
        remedy: {
          default: "Restrict the server to the gateway's delivery hosts, in the firewall or in the mail server.",
          postfix:
            "Let `smtpd_client_restrictions` admit the gateway's delivery hosts and your own networks, and end it with `reject`.",
          exim: "Let `acl_smtp_connect` admit the gateway's delivery hosts and your own networks, and deny the rest.",
          exchange:
            'Restrict the receive connector (`Set-ReceiveConnector … -RemoteIPRanges`); in Exchange Online set `RestrictDomainsToCertificate` or `RestrictDomainsToIPAddresses` at the inbound connector.',
          sendmail: "Let the access map admit `Connect:` of the gateway's delivery hosts alone.",
          opensmtpd: 'Let `match from src <gateway>` take the place of `match from any`.',
        },
      },
      closed: { text: 'The server turns strangers away, so that nobody gets past the gateway.' },
    },
  },
};
