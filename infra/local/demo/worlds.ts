import { healthy, healthyBut, on, pointless, TALK_ROWS, TLS_ROWS, untested } from './healthy.ts';
import { MAIL_WORLDS } from './mail-worlds.ts';
import { type World, world } from './world.ts';

const LATE_SECONDS = 4;
/** The server hung up first: said, in its own words, and no more. */
const ENDED_EARLY = { row: 'aborted', status: 'warn', code: 'ended-early' } as const;

/** The domain whose MX is switched already: what stands at the gateway's name must never be connected to. */
const SWITCHED = {
  domain: 'switched.test',
  host: 'mail.switched.test',
  zone: {
    'switched.test': { MX: [[10, 'switched-test.gate.seppmail.cloud']] },
    'switched-test.gate.seppmail.cloud': { A: ['127.0.0.1'] },
  },
} satisfies Partial<World>;
const AT_GATEWAY = [
  { row: 'mx-points-to-gateway', status: 'pass', code: 'at-gateway' },
  { row: 'single-mx', status: 'pass', code: 'single' },
] as const;

export const WORLDS: readonly World[] = [
  world(
    'healthy',
    'All is as it should be, and test messages were allowed, so that even what follows after DATA is known: ready.',
    { verdict: 'ready' },
    { ipv6: 'served' },
  ),
  world(
    'late-greeting',
    `The server greets after ${LATE_SECONDS} seconds, to shake off spammers: late, and not wrong.`,
    {
      verdict: 'ready',
      rows: healthyBut({
        row: 'banner',
        status: 'pass',
        code: 'greeted-late',
        within: { seconds: [LATE_SECONDS, LATE_SECONDS + 5] },
      }),
    },
    { server: { greeting: { delayMs: LATE_SECONDS * 1000 } } },
  ),
  ...MAIL_WORLDS,
  world(
    'no-starttls',
    'The server does not offer encryption; what a certificate would show makes no sense here.',
    {
      rows: healthyBut({ row: 'starttls', status: 'warn', code: 'not-offered' }, ...pointless(...TLS_ROWS)),
    },
    { certificate: null },
  ),
  world(
    'expired',
    'The certificate expired three days ago; its chain and its name are in order and must not be blamed.',
    {
      verdict: 'notReady',
      rows: healthyBut({ row: 'certificate-current', status: 'fail', code: 'expired', within: { days: [3, 4] } }),
    },
    { certificate: 'expired' },
  ),
  world(
    'incomplete-chain',
    'The server leaves out the intermediate certificate; browsers would cope, mail servers may not.',
    { rows: healthyBut({ row: 'certificate-trust', status: 'warn', code: 'incomplete-chain' }) },
    { certificate: 'incompleteChain' },
  ),
  world(
    'cisco-mask',
    'A firewall overwrites greeting and capabilities ("inspect esmtp") and so hides encryption.',
    {
      verdict: 'notReady',
      rows: healthyBut(
        { row: 'cisco-pix', status: 'fail', code: 'confirmed' },
        { row: 'starttls', status: 'warn', code: 'not-offered' },
        ...pointless(...TLS_ROWS),
      ),
    },
    {
      certificate: null,
      server: {
        greeting: '220 ****************************************',
        ehlo: { keywords: ['SIZE 10240000', 'XXXXXXXX', '8BITMIME', 'XXXXXXXXXX'] },
        starttls: '500 5.5.1 Command unrecognized: "XXXXXXXX"',
      },
    },
  ),
  world(
    'busy-once',
    'The server says 421 "try again later" once and is fine after a pause: it must not be called broken.',
    {
      connections: 4,
      rows: healthyBut(ENDED_EARLY),
    },
    { server: { connections: [{ greeting: { reply: '421 4.3.2 Try again later', close: 'fin' } }, {}] } },
  ),
  world(
    'dead-ipv6',
    'Nobody listens at the published IPv6 address; the IPv4 address works, so mail still arrives.',
    {
      rows: healthyBut(
        ...on('127.0.0.1', ...healthy('connect', ...TALK_ROWS)),
        ...on('::1', { row: 'connect', status: 'warn', code: 'dead-address' }),
        ...on('::1', ...untested('earlier-step', ...TALK_ROWS)),
        { row: 'ptr-ipv6', status: 'pass', code: 'pass-all' },
        { row: 'error', status: 'warn', code: 'trouble' },
      ),
    },
    { ipv6: 'dead' },
  ),
  world(
    'listed',
    'The server refuses us, because our address is on a block list: that says nothing about the server.',
    {
      verdict: 'incomplete',
      rows: healthyBut(
        ...[
          ...['banner', 'mail-from', 'rcpt-to', 'greylisting', 'spf-check-reply', 'data'],
          ...['recipient-filtering', 'spf-check', 'open-relay'],
        ].map((row) => ({
          row,
          status: 'inconclusive' as const,
          code: 'undecided',
          reason: 'our-address-listed' as const,
        })),
        ...untested('earlier-step', 'quit'),
        ...untested('earlier-step', ...TALK_ROWS.filter((row) => row !== 'banner')),
        ENDED_EARLY,
      ),
    },
    {
      server: {
        greeting: {
          reply: '554 5.7.1 Service unavailable; client [127.0.0.1] blocked using zen.spamhaus.org',
          close: 'fin',
        },
      },
    },
  ),
  world(
    'at-gateway',
    'The MX is the gateway already and the real server was not named: the gateway is never tested in its place.',
    {
      verdict: 'incomplete',
      target: null,
      connections: 0,
      rows: [...AT_GATEWAY, ...healthy('mx-resolvable'), ...untested('no-target', 'connect', ...TALK_ROWS)],
    },
    SWITCHED,
  ),
  world(
    'at-gateway-named',
    'The same domain with --target mail.switched.test: the server behind the gateway is found in order.',
    {
      connections: 3,
      rows: healthyBut(...AT_GATEWAY, { row: 'gateway-bypass', status: 'warn', code: 'open' }),
    },
    { ...SWITCHED, request: { target: SWITCHED.host } },
  ),
];
