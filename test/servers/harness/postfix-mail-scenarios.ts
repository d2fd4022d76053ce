import type { PostfixScenario } from './postfix-scenarios.ts';
import { POSTGREY, QUICK_POSTGREY } from './postgrey.ts';

const SPF = 'check_policy_service unix:private/policyd-spf';

/** Postfix servers that differ in what they do with senders, recipients and messages. */
export const MAIL_SCENARIOS: readonly PostfixScenario[] = [
  {
    name: 'postfix-catch-all',
    what: 'takes every recipient of its domains, and bounces later (class C1)',
    address: '127.25.5.1',
    overrides: { smtpd_reject_unlisted_recipient: 'no' },
  },
  {
    name: 'postfix-after-data',
    what: 'like Exchange: takes every recipient at RCPT, and refuses unknown ones after the message (class C2)',
    address: '127.25.5.2',
    overrides: { smtpd_reject_unlisted_recipient: 'no', smtpd_end_of_data_restrictions: 'reject_unlisted_recipient' },
  },
  {
    name: 'postfix-defer-unknown',
    what: 'puts unknown recipients off with 450 4.1.1',
    address: '127.25.5.3',
    overrides: { unknown_virtual_mailbox_reject_code: '450' },
  },
  {
    name: 'postfix-defer-relay',
    what: 'Debian\u2019s own defer_unauth_destination: 454 4.7.1 to foreign recipients',
    address: '127.25.5.4',
    overrides: { smtpd_relay_restrictions: 'defer_unauth_destination' },
  },
  {
    name: 'postfix-open-relay',
    what: 'takes mail from strangers to strangers',
    address: '127.25.5.5',
    // Postfix does not start without a restriction that could refuse.
    overrides: { smtpd_relay_restrictions: 'check_client_access static:OK, reject' },
  },
  {
    name: 'postfix-spf-rcpt',
    what: 'policyd-spf at RCPT',
    address: '127.25.5.6',
    overrides: { smtpd_recipient_restrictions: SPF },
  },
  {
    name: 'postfix-spf-end-of-data',
    what: 'policyd-spf after the message',
    address: '127.25.5.7',
    overrides: { smtpd_end_of_data_restrictions: SPF },
  },
  {
    name: 'postfix-postgrey',
    what: 'postgrey with its default exemptions (postmaster, abuse)',
    address: '127.25.5.8',
    overrides: { smtpd_recipient_restrictions: `check_policy_service inet:${POSTGREY.address}:${POSTGREY.port}` },
  },
  {
    name: 'postfix-listed-rcpt',
    what: 'the client is on a block list: 554 at RCPT',
    address: '127.25.5.9',
    overrides: { smtpd_client_restrictions: 'reject_rbl_client zen.lab.test' },
  },
  {
    name: 'postfix-error-limit',
    what: '421 after two errors on a connection',
    address: '127.25.5.10',
    overrides: { smtpd_hard_error_limit: '2', smtpd_soft_error_limit: '1', smtpd_error_sleep_time: '0' },
  },
  {
    name: 'postfix-postgrey-quick',
    what: `postgrey that lets a triplet through after ${QUICK_POSTGREY.delay} s`,
    address: '127.25.5.12',
    overrides: {
      smtpd_recipient_restrictions: `check_policy_service inet:${QUICK_POSTGREY.address}:${QUICK_POSTGREY.port}`,
    },
  },
  {
    name: 'postfix-content',
    what: 'refuses every message of this client, after the end of data',
    address: '127.25.5.15',
    overrides: { smtpd_end_of_data_restrictions: 'check_client_access static:{550 5.7.1 message content rejected}' },
  },
  {
    name: 'postfix-refuses-senders',
    what: 'refuses every sender but the null one at MAIL',
    address: '127.25.5.13',
    overrides: {
      smtpd_delay_reject: 'no',
      smtpd_null_access_lookup_key: 'bounces',
      smtpd_sender_restrictions: 'check_sender_access inline:{bounces=OK}, reject',
    },
  },
  {
    name: 'postfix-tiny',
    what: 'takes messages of 100 octets at most: 552 after the message',
    address: '127.25.5.14',
    overrides: { message_size_limit: '100' },
  },
  {
    name: 'postfix-closed-to-strangers',
    what: 'lets nobody but the gateway in: 554 5.7.1 at RCPT',
    address: '127.25.5.11',
    overrides: { smtpd_client_restrictions: 'reject' },
  },
];
