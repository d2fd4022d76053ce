import { describe, expect, test } from '@jest/globals';
import { dial } from '../../../../shared/net/dial.ts';
import type { MailPolicy } from '../../../support/policy-server.ts';
import { checkPolicy, type PolicyCheck, type PolicyOptions } from '../../../support/policy-world.ts';
import { type ServerOptions, startSmtpServer } from '../../../support/scripted-smtp.ts';

/** What rows say of a server, as "<status> <code or reason>"; a row of one subject is named `id subject`. */
type Said = Record<string, string>;
interface Case {
  name: string;
  policy: Partial<MailPolicy>;
  options?: PolicyOptions;
  said: Said;
}

const SENDING = { errand: { send: true, recipients: ['info@contoso.test'] } };
const NAMED = { errand: { recipients: ['info@contoso.test'] } };
const GREY = '450 4.2.0 <x>: Recipient address rejected: Greylisted, try again in 300 seconds';
const CLOSED = '554 5.7.1 <x>: Relay access denied';

const of = (check: PolicyCheck, said: Said): Said =>
  Object.fromEntries(
    Object.keys(said).map((key) => {
      const [id = '', subject] = key.split(' ');
      return [key, check.said(id, subject)];
    }),
  );

const CASES: Case[] = [
  {
    name: 'healthy, nothing sent',
    policy: {},
    said: {
      greylisting: 'pass none-seen',
      'recipient-filtering': 'pass at-rcpt',
      'spf-check': 'warn none-seen-to-rcpt',
      'spf-check-reply A1': 'info passing-sender',
      'spf-check-reply B': 'pass treated-alike',
      data: 'notTested sending-not-allowed',
      quit: 'pass accepted',
      'open-relay': 'pass refused',
      'gateway-bypass': 'notApplicable not-applicable',
      'rcpt-to random-1': 'pass refused-made-up',
    },
  },
  {
    name: 'healthy, messages sent',
    policy: {},
    options: SENDING,
    said: { 'spf-check': 'pass none-seen', data: 'pass accepted', 'open-relay': 'pass refused' },
  },
  {
    name: 'C2: refuses unknown recipients after the message',
    policy: { unknown: { stage: 'endOfData', reply: '550 5.1.10 RESOLVER.ADR.RecipientNotFound' } },
    options: SENDING,
    said: { 'recipient-filtering': 'warn after-data', 'data random-1': 'info made-up-recipient' },
  },
  {
    name: 'C2 by the difference to a named recipient, without a telling code',
    policy: { unknown: { stage: 'endOfData', reply: '554 5.0.0 no' } },
    options: SENDING,
    said: { 'recipient-filtering': 'warn after-data' },
  },
  {
    name: 'C1: takes everything',
    policy: { unknown: null },
    options: SENDING,
    said: { 'recipient-filtering': 'fail none', 'rcpt-to random-2': 'warn accepted-made-up' },
  },
  {
    name: 'takes everything at RCPT, and no message may be sent',
    policy: { unknown: null, foreign: null },
    said: {
      'recipient-filtering': 'inconclusive sending-not-allowed',
      'open-relay': 'inconclusive sending-not-allowed',
    },
  },
  {
    name: 'a content filter refuses every message',
    policy: { unknown: null, content: { stage: 'endOfData', reply: '554 5.7.1 Spam message rejected' } },
    options: { errand: { send: true } },
    said: { 'recipient-filtering': 'inconclusive everything-refused', data: 'notTested not-asked' },
  },
  {
    name: 'greylisting of everybody',
    policy: { greylist: { stage: 'rcpt', reply: GREY, visits: 9 }, order: ['greylist', 'unknown', 'foreign'] },
    said: {
      greylisting: 'warn suspected',
      'recipient-filtering': 'inconclusive deferred',
      'spf-check': 'inconclusive deferred',
      'open-relay': 'inconclusive deferred',
      'rcpt-to postmaster': 'inconclusive deferred',
      'mail-from postmaster': 'pass accepted',
    },
  },
  {
    name: 'greylisting after the check of recipients: made-up ones are refused at once',
    policy: { greylist: { stage: 'rcpt', reply: GREY, visits: 9 } },
    said: {
      greylisting: 'warn suspected',
      'recipient-filtering': 'inconclusive deferred',
      'open-relay': 'pass refused',
    },
  },
  {
    name: 'greylisting that exempts postmaster and abuse, as postgrey does',
    policy: {
      greylist: { stage: 'rcpt', reply: GREY, visits: 9, exempt: ['postmaster', 'abuse'] },
      order: ['greylist', 'unknown', 'foreign'],
    },
    said: { greylisting: 'warn suspected', 'recipient-filtering': 'inconclusive deferred' },
  },
  {
    name: 'an open relay behind greylisting that exempts postmaster is not called closed',
    policy: {
      foreign: null,
      greylist: { stage: 'rcpt', reply: '450 4.7.1 please try again', visits: 9, exempt: ['postmaster', 'abuse'] },
      order: ['greylist', 'unknown', 'foreign'],
    },
    said: { 'open-relay': 'inconclusive deferred' },
  },
  {
    name: 'a deferral that is over a moment later',
    policy: { greylist: { stage: 'rcpt', reply: '450 4.3.2 Service currently unavailable', visits: 1 }, order: ['greylist', 'unknown', 'foreign'] }, // biome-ignore format: one line
    options: { only: 'envelope' },
    said: { greylisting: 'warn short-deferral', 'recipient-filtering': 'pass at-rcpt' },
  },
  {
    name: 'greylisting at MAIL',
    policy: { greylist: { stage: 'mail', reply: '451 4.7.1 Greylisting in action', visits: 9 } },
    said: {
      greylisting: 'warn suspected',
      'mail-from A1': 'inconclusive deferred',
      'rcpt-to A1': 'notTested earlier-step',
    },
  },
  {
    name: 'greylisting after the message, as rspamd does',
    policy: { greylist: { stage: 'endOfData', reply: '451 4.7.1 Try again later', visits: 9 } },
    options: SENDING,
    said: { greylisting: 'warn suspected', data: 'inconclusive deferred', 'spf-check': 'warn none-seen-to-rcpt' },
  },
  {
    name: 'unknown recipients are put off by their code',
    policy: { unknown: { stage: 'rcpt', reply: '450 4.1.1 unverified address: unknown user' } },
    said: { greylisting: 'pass none-seen', 'recipient-filtering': 'warn defers-unknown' },
  },
  {
    name: 'SPF at MAIL',
    policy: { spf: { stage: 'mail', reply: '550 5.7.23 SPF fail', domain: 'fail.sender.test' } },
    said: {
      'spf-check': 'warn rejects',
      'mail-from B': 'warn refused-failing-sender',
      'spf-check-reply B': 'warn refused',
    },
  },
  {
    name: 'SPF at RCPT, from the addresses of the gateway',
    policy: { spf: { stage: 'rcpt', reply: '550 5.7.23 SPF fail', domain: 'fail.sender.test' } },
    options: { target: { egressIsGateway: true } },
    said: {
      'spf-check': 'fail rejects',
      'rcpt-to B': 'fail refused-failing-sender',
      'spf-check-reply B': 'fail refused',
    },
  },
  {
    name: 'SPF in the words of Exim, which name our address',
    policy: { spf: { stage: 'rcpt', reply: '550 [127.0.0.1] is not allowed to send mail from fail.sender.test.', domain: 'fail.sender.test' } }, // biome-ignore format: one line
    options: { ours: ['127.0.0.1'] },
    said: { 'spf-check': 'warn rejects' },
  },
  {
    name: 'SPF after the message',
    policy: { spf: { stage: 'endOfData', reply: '550 5.7.1 SPF check failed', domain: 'fail.sender.test' } },
    options: SENDING,
    said: { 'spf-check': 'warn rejects', data: 'pass accepted' },
  },
  {
    name: 'SPF after the message, and none sent: no more is said than was seen',
    policy: { spf: { stage: 'endOfData', reply: '550 5.7.1 SPF check failed', domain: 'fail.sender.test' } },
    options: NAMED,
    said: { 'spf-check': 'warn none-seen-to-rcpt' },
  },
  {
    name: 'the failing sender alone is put off',
    policy: { spf: { stage: 'rcpt', reply: '451 4.7.24 SPF softfail, try later', domain: 'fail.sender.test' } },
    said: { 'spf-check': 'warn defers', 'spf-check-reply B': 'warn deferred' },
  },
  {
    name: 'the failing sender is on a list of domains: that is no SPF check',
    policy: { spf: { stage: 'mail', reply: '554 5.7.1 Sender domain listed in dbl.spamhaus.org', domain: 'fail.sender.test' } }, // biome-ignore format: one line
    said: { 'spf-check': 'inconclusive our-address-listed', 'mail-from B': 'inconclusive our-address-listed' },
  },
  {
    name: 'the server sees a wrong client and checks SPF',
    policy: { everybody: { stage: 'rcpt', reply: '550 5.7.23 SPF: 172.17.0.1 is not allowed to send mail from pass.sender.test' } }, // biome-ignore format: one line
    said: { 'spf-check': 'inconclusive everything-refused', 'recipient-filtering': 'inconclusive everything-refused' },
  },
  {
    name: 'our address is listed',
    policy: { everybody: { stage: 'rcpt', reply: '554 5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org' } }, // biome-ignore format: one line
    said: {
      'recipient-filtering': 'inconclusive our-address-listed',
      'spf-check': 'inconclusive our-address-listed',
      'open-relay': 'inconclusive our-address-listed',
      'rcpt-to postmaster': 'inconclusive our-address-listed',
    },
  },
  {
    name: 'our address is listed, and postmaster is exempt',
    policy: {
      everybody: { stage: 'rcpt', reply: '554 5.7.1 client blocked using zen.spamhaus.org', exempt: ['postmaster'] },
    },
    said: { 'recipient-filtering': 'inconclusive our-address-listed', 'open-relay': 'inconclusive our-address-listed' },
  },
  {
    name: 'everything is refused alike',
    policy: { everybody: { stage: 'rcpt', reply: '550 5.7.0 Rejected' } },
    said: {
      'recipient-filtering': 'inconclusive everything-refused',
      'spf-check': 'inconclusive everything-refused',
      'open-relay': 'inconclusive everything-refused',
      greylisting: 'inconclusive everything-refused',
    },
  },
  {
    name: 'open to the gateway alone',
    policy: { everybody: { stage: 'rcpt', reply: '550 5.7.51 TenantInboundAttribution; restricted to partner' } },
    options: { target: { published: false } },
    said: {
      'recipient-filtering': 'inconclusive gateway-only',
      'spf-check': 'inconclusive gateway-only',
      'open-relay': 'inconclusive gateway-only',
      'rcpt-to postmaster': 'inconclusive gateway-only',
    },
  },
  {
    name: 'the server does not host the domain',
    policy: { exists: [], unknown: { stage: 'rcpt', reply: CLOSED } },
    said: { 'recipient-filtering': 'inconclusive everything-refused', 'open-relay': 'inconclusive everything-refused' },
  },
  {
    name: 'neither postmaster nor abuse exists, and nobody was named',
    policy: { exists: ['info'] },
    said: {
      'recipient-filtering': 'inconclusive everything-refused',
      'rcpt-to postmaster': 'warn refused',
      // Own ones are unknown, foreign ones are refused in other words.
      'open-relay': 'pass refused',
    },
  },
  {
    name: 'neither exists, but a named one does',
    policy: { exists: ['info'] },
    options: NAMED,
    said: { 'recipient-filtering': 'pass at-rcpt', 'rcpt-to recipient:info@contoso.test': 'pass accepted' },
  },
  {
    name: 'a named recipient is refused',
    policy: { exists: ['postmaster'] },
    options: { errand: { recipients: ['info@contoso.test', 'abuse@contoso.test'] } },
    said: { 'rcpt-to recipient:info@contoso.test': 'fail refused-named', 'rcpt-to abuse': 'fail refused-named' },
  },
  {
    name: 'no sender of ours, and bounces are refused',
    policy: { bounces: { stage: 'rcpt', reply: '550 5.7.1 bounces not accepted' } },
    options: { identities: { sender: null } },
    said: {
      'recipient-filtering': 'inconclusive null-sender',
      'spf-check': 'notTested not-configured',
      'open-relay': 'inconclusive null-sender',
    },
  },
  {
    name: 'no sender of ours, and the server takes bounces',
    policy: {},
    options: { identities: { sender: null } },
    said: { 'recipient-filtering': 'pass at-rcpt', 'open-relay': 'pass refused' },
  },
  {
    name: 'no failing sender, no sink',
    policy: {},
    options: { identities: { spfFailSender: null, relaySink: null } },
    said: { 'spf-check': 'notTested not-configured', 'open-relay': 'notTested not-configured', 'spf-check-reply': 'notTested not-configured' }, // biome-ignore format: one line
  },
  {
    name: '421 after the recipients: what is left is looked at on a new connection',
    policy: { limit: { after: 12, of: 'commands', with: '421 4.7.0 too many commands' } },
    said: { 'recipient-filtering': 'pass at-rcpt', 'spf-check': 'warn none-seen-to-rcpt' },
  },
  {
    name: '421 after three commands, always: what comes after was not tested',
    policy: { limit: { after: 3, of: 'commands', with: '421 4.7.0 too many commands' } },
    said: {
      'rcpt-to postmaster': 'pass accepted',
      'mail-from random-1': 'notTested throttled',
      'rcpt-to random-1': 'notTested throttled',
      'recipient-filtering': 'notTested throttled',
    },
  },
  {
    name: 'hangs up after two refusals, always',
    policy: { limit: { after: 2, of: 'refusals', with: 'close' } },
    said: { 'open-relay': 'inconclusive connection-closed', 'rcpt-to postmaster': 'pass accepted' },
  },
  {
    name: 'authentication is asked for by foreign recipients',
    policy: { foreign: { stage: 'rcpt', reply: '550 5.7.1 Relaying denied. Proper authentication required.' } },
    said: { 'open-relay': 'pass refused' },
  },
  {
    name: 'a submission port: authentication is asked for by all',
    policy: { everybody: { stage: 'mail', reply: '530 5.7.0 Authentication required' } },
    said: { 'open-relay': 'inconclusive authentication-required', 'recipient-filtering': 'inconclusive authentication-required' }, // biome-ignore format: one line
  },
  {
    name: "Postfix's soft refusal of foreign recipients",
    policy: { foreign: { stage: 'rcpt', reply: '454 4.7.1 <sink@sink.test>: Relay access denied' } },
    said: { 'open-relay': 'pass refused', greylisting: 'pass none-seen' },
  },
  {
    name: 'open relay, nothing sent',
    policy: { foreign: null },
    said: { 'open-relay': 'fail accepts-at-rcpt' },
  },
  {
    name: 'open relay, proven',
    policy: { foreign: null },
    options: { errand: { send: true } },
    said: { 'open-relay': 'fail relays' },
  },
  {
    name: 'foreign recipients are refused after the message',
    policy: { foreign: { stage: 'endOfData', reply: '554 5.7.1 no relaying' } },
    options: { errand: { send: true } },
    said: { 'open-relay': 'warn refused-after-data' },
  },
  {
    name: 'percent and quoted forms are accepted',
    policy: { localForms: true, unknown: { stage: 'rcpt', reply: '550 5.1.1 user unknown' }, exists: ['postmaster', 'sink%sink.test', '"sink@sink.test"'] }, // biome-ignore format: one line
    said: { 'open-relay': 'warn accepts-local-forms' },
  },
  {
    name: 'a catch-all takes them too: they count for nothing',
    policy: { unknown: null },
    said: { 'open-relay': 'pass refused' },
  },
  {
    name: 'own recipients are put off and foreign ones refused',
    policy: { greylist: { stage: 'rcpt', reply: GREY, visits: 9 }, order: ['foreign', 'greylist', 'unknown'] },
    said: { 'open-relay': 'pass refused', greylisting: 'warn suspected' },
  },
  {
    name: 'after the switch the server still takes mail from strangers',
    policy: {},
    options: { target: { phase: 'after', mode: 'inline' } },
    said: { 'gateway-bypass': 'warn open' },
  },
  {
    name: 'after the switch the server turns strangers away',
    policy: { everybody: { stage: 'rcpt', reply: '550 5.7.1 Access denied' } },
    options: { target: { phase: 'after', mode: 'inline' } },
    said: { 'gateway-bypass': 'pass closed' },
  },
];

describe('what is said of a server', () => {
  test.each(CASES)('$name', async ({ policy, options, said }) => {
    const check = await checkPolicy(policy, options);
    expect(check.results.flatMap(({ fault }) => fault ?? [])).toEqual([]);
    expect(of(check, said)).toEqual(said);
  });

  test.each(CASES)('$name, without pipelining, in pieces and slowly', async ({ policy, options, said }) => {
    const check = await checkPolicy({ ...policy, pipelining: false }, { ...options, wire: { pieces: 5, turns: 3 } });
    expect(of(check, said)).toEqual(said);
  });
});

describe('servers that do not keep to the protocol', () => {
  const scripted = async (server: ServerOptions, errand = {}) => {
    const listening = await startSmtpServer(server);
    try {
      const dialled = () => dial({ address: '127.0.0.1', family: 4, lab: true }, listening.port, new AbortController().signal); // biome-ignore format: one line
      return { check: await checkPolicy({}, { errand, dial: dialled, patience: { command: 200 } }), server: listening };
    } finally {
      await listening.close();
    }
  };
  const known = (line: string): string | undefined =>
    /<(?:postmaster|abuse|info)@contoso\.test>/.test(line) ? undefined : '550 5.1.1 User unknown';

  test('2xx to DATA is no go-ahead: nothing was sent, and nothing is said to have been taken', async () => {
    const { check, server } = await scripted({ data: '250 2.0.0 fine' }, { send: true, recipients: ['info@contoso.test'] }); // biome-ignore format: one line
    expect(check.said('recipient-filtering')).toBe('inconclusive server-trouble');
    expect(check.said('open-relay')).toBe('inconclusive server-trouble');
    expect(check.said('data')).toBe('inconclusive server-trouble');
    expect(server.connections.flatMap(({ messages }) => messages)).toEqual([]);
  });

  test.each(['354 go ahead', '150 wait'])('%s to RCPT accepts nobody', async (reply) => {
    const { check } = await scripted({ rcpt: reply });
    expect(check.said('rcpt-to', 'random-1')).toBe('inconclusive server-trouble');
    expect(check.said('recipient-filtering')).toBe('inconclusive server-trouble');
    expect(check.said('open-relay')).toBe('inconclusive server-trouble');
  });

  test('RSET is not known: what cannot be asked is not called wrong', async () => {
    const { check } = await scripted({ rset: '502 5.5.1 no such command', rcpt: known });
    expect(check.said('mail-from', 'postmaster')).toBe('pass accepted');
    expect(check.said('mail-from', 'abuse')).toBe('inconclusive server-trouble');
    expect(check.rows.filter(({ status }) => status === 'fail')).toEqual([]);
  });

  test('PIPELINING is offered, and what comes in one segment is thrown away: it is asked again one by one', async () => {
    let last = 0;
    const deaf = (line: string): { silent: true } | undefined => {
      const now = performance.now();
      const together = now - last < 2;
      last = now;
      return together && line.startsWith('RCPT') ? { silent: true } : undefined;
    };
    const listening = await startSmtpServer({
      mail: () => {
        last = performance.now();
        return undefined;
      },
      rcpt: (line, { connection }) => (connection === 0 ? deaf(line) : undefined) ?? known(line),
    });
    try {
      const dialled = () => dial({ address: '127.0.0.1', family: 4, lab: true }, listening.port, new AbortController().signal); // biome-ignore format: one line
      const check = await checkPolicy({}, { only: 'envelope', dial: dialled, patience: { command: 200 } });
      expect(check.said('recipient-filtering')).toBe('pass at-rcpt');
      expect(check.said('spf-check')).toBe('warn none-seen-to-rcpt');
    } finally {
      await listening.close();
    }
  });
});
