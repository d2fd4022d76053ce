import { describe, expect, test } from '@jest/globals';
import { GENERIC_CODES } from '../../../shared/check/row.ts';
import { REASONS, STATUSES } from '../../../shared/check/status.ts';
import { catalogue } from '../../../shared/report/catalogue.ts';

/**
 * The catalogue is API: an id never changes its meaning, a code never its name. Whoever changes a line here changes
 * what others have built on.
 */
const CATALOGUE = {
  connect: {
    n: 1,
    category: 'session',
    side: 'server',
    gravity: 90,
    deciding: true,
    watch: true,
    codes: { connected: 'pass', 'dead-address': 'warn', refused: 'fail', unreachable: 'fail', 'timed-out': 'fail' },
  },
  banner: {
    n: 2,
    category: 'session',
    side: 'server',
    gravity: 85,
    deciding: true,
    watch: true,
    codes: {
      greeted: 'pass',
      'greeted-late': 'pass',
      refused: 'fail',
      closed: 'fail',
      silent: 'fail',
      endless: 'fail',
      'not-smtp': 'fail',
      'tls-broken': 'fail',
    },
  },
  'cisco-pix': {
    n: 3,
    category: 'session',
    side: 'server',
    gravity: 45,
    deciding: false,
    watch: true,
    codes: { none: 'pass', 'banner-hidden': 'warn', likely: 'warn', confirmed: 'fail' },
  },
  ehlo: {
    n: 4,
    category: 'session',
    side: 'server',
    gravity: 80,
    deciding: true,
    watch: true,
    codes: { accepted: 'pass', 'helo-only': 'warn', refused: 'fail', endless: 'fail', 'not-smtp': 'fail' },
  },
  starttls: {
    n: 5,
    category: 'session',
    side: 'server',
    gravity: 60,
    deciding: false,
    watch: true,
    codes: {
      established: 'pass',
      'established-bytes-discarded': 'pass',
      'established-anonymous': 'pass',
      'not-offered': 'warn',
      refused: 'fail',
      closed: 'fail',
      'not-smtp': 'fail',
      alert: 'fail',
      'not-tls': 'fail',
      'handshake-closed': 'fail',
      'handshake-silent': 'fail',
    },
  },
  'certificate-sha1': {
    n: 6,
    category: 'session',
    side: 'server',
    gravity: 10,
    deciding: false,
    watch: true,
    codes: { fingerprint: 'info' },
  },
  'certificate-common-name': {
    n: 7,
    category: 'session',
    side: 'server',
    gravity: 10,
    deciding: false,
    watch: false,
    codes: { name: 'info', none: 'info' },
  },
  'certificate-issuer': {
    n: 8,
    category: 'session',
    side: 'server',
    gravity: 10,
    deciding: false,
    watch: false,
    codes: { issuer: 'info' },
  },
  'certificate-alternative-names': {
    n: 9,
    category: 'session',
    side: 'server',
    gravity: 10,
    deciding: false,
    watch: false,
    codes: { names: 'info', none: 'info' },
  },
  'certificate-expiration': {
    n: 10,
    category: 'session',
    side: 'server',
    gravity: 10,
    deciding: false,
    watch: false,
    codes: { ends: 'info', ended: 'info', unreadable: 'info' },
  },
  'certificate-current': {
    n: 11,
    category: 'session',
    side: 'server',
    gravity: 50,
    deciding: false,
    watch: true,
    codes: { current: 'pass', 'expires-soon': 'warn', expired: 'fail', 'not-yet-valid': 'fail', unreadable: 'fail' },
  },
  'tls-version': {
    n: 12,
    category: 'session',
    side: 'server',
    gravity: 35,
    deciding: false,
    watch: true,
    codes: { current: 'pass', old: 'warn' },
  },
  'tls-cipher': {
    n: 13,
    category: 'session',
    side: 'server',
    gravity: 34,
    deciding: false,
    watch: true,
    codes: { cipher: 'info', weak: 'warn', anonymous: 'warn' },
  },
  'tls-bits': {
    n: 14,
    category: 'session',
    side: 'server',
    gravity: 33,
    deciding: false,
    watch: false,
    codes: { strong: 'pass', weak: 'warn', unknown: 'info' },
  },
  'ehlo-after-starttls': {
    n: 15,
    category: 'session',
    side: 'server',
    gravity: 55,
    deciding: false,
    watch: false,
    codes: { accepted: 'pass', 'helo-only': 'warn', refused: 'fail', endless: 'fail', 'not-smtp': 'fail' },
  },
  'mail-from': {
    n: 16,
    category: 'envelope',
    side: 'server',
    gravity: 45,
    deciding: false,
    watch: true,
    codes: { accepted: 'pass', refused: 'fail', 'refused-failing-sender': 'fail' },
  },
  'rcpt-to': {
    n: 17,
    category: 'envelope',
    side: 'server',
    gravity: 44,
    deciding: false,
    watch: true,
    codes: {
      accepted: 'pass',
      refused: 'warn',
      'refused-named': 'fail',
      'refused-made-up': 'pass',
      'accepted-made-up': 'warn',
      'refused-failing-sender': 'fail',
    },
  },
  greylisting: {
    n: 18,
    category: 'envelope',
    side: 'server',
    gravity: 30,
    deciding: false,
    watch: true,
    codes: {
      'none-seen': 'pass',
      suspected: 'warn',
      confirmed: 'warn',
      'short-deferral': 'warn',
      'temporary-rejection': 'warn',
    },
  },
  'spf-check-reply': {
    n: 19,
    category: 'envelope',
    side: 'server',
    gravity: 40,
    deciding: false,
    watch: false,
    codes: { 'passing-sender': 'info', 'treated-alike': 'pass', refused: 'fail', deferred: 'warn' },
  },
  data: {
    n: 20,
    category: 'envelope',
    side: 'server',
    gravity: 43,
    deciding: false,
    watch: true,
    codes: { accepted: 'pass', refused: 'fail', 'made-up-recipient': 'info' },
  },
  quit: {
    n: 21,
    category: 'envelope',
    side: 'server',
    gravity: 5,
    deciding: false,
    watch: false,
    codes: { accepted: 'pass', closed: 'warn', other: 'warn', 'no-reply': 'warn' },
  },
  aborted: {
    n: 22,
    category: 'all',
    side: 'server',
    gravity: 15,
    deciding: false,
    watch: false,
    codes: { none: 'notApplicable', 'ended-early': 'warn' },
  },
  error: {
    n: 23,
    category: 'all',
    side: 'server',
    gravity: 14,
    deciding: false,
    watch: false,
    codes: { none: 'notApplicable', trouble: 'warn', 'our-limit': 'info' },
  },
  'internal-error': {
    n: 24,
    category: 'all',
    side: 'tester',
    gravity: 12,
    deciding: false,
    watch: false,
    codes: { none: 'notApplicable', fault: 'warn' },
  },
  log: {
    n: 25,
    category: 'all',
    side: 'tester',
    gravity: 10,
    deciding: false,
    watch: false,
    codes: { transcript: 'info', empty: 'info' },
  },
  'recipient-filtering': {
    n: 26,
    category: 'envelope',
    side: 'server',
    gravity: 65,
    deciding: true,
    watch: true,
    codes: { 'at-rcpt': 'pass', 'after-data': 'warn', none: 'fail', 'defers-unknown': 'warn' },
  },
  'spf-check': {
    n: 27,
    category: 'envelope',
    side: 'server',
    gravity: 68,
    deciding: true,
    watch: true,
    codes: { 'none-seen': 'pass', 'none-seen-to-rcpt': 'warn', rejects: 'fail', defers: 'warn' },
  },
  'open-relay': {
    n: 28,
    category: 'relay',
    side: 'server',
    gravity: 100,
    deciding: true,
    watch: true,
    codes: {
      refused: 'pass',
      relays: 'fail',
      'accepts-at-rcpt': 'fail',
      'refused-after-data': 'warn',
      'accepts-local-forms': 'warn',
    },
  },
  'mx-points-to-gateway': {
    n: 29,
    category: 'dns',
    side: 'dns',
    gravity: 42,
    deciding: false,
    watch: true,
    codes: {
      'at-gateway': 'pass',
      'not-switched': 'info',
      elsewhere: 'fail',
      'foreign-gateway': 'fail',
      'no-mx': 'fail',
    },
  },
  'single-mx': {
    n: 30,
    category: 'dns',
    side: 'dns',
    gravity: 41,
    deciding: false,
    watch: true,
    codes: { single: 'pass', 'not-switched': 'info', several: 'fail', none: 'fail' },
  },
  'mx-resolvable': {
    n: 31,
    category: 'dns',
    side: 'dns',
    gravity: 70,
    deciding: true,
    watch: true,
    codes: {
      resolves: 'pass',
      'implicit-mx': 'info',
      'is-alias': 'warn',
      'null-mx': 'warn',
      'one-unresolvable': 'warn',
      unresolvable: 'fail',
      'ip-literal': 'fail',
      'alias-loop': 'fail',
      'no-domain': 'fail',
      'no-mx-no-address': 'fail',
    },
  },
  'a-record': {
    n: 32,
    category: 'dns',
    side: 'dns',
    gravity: 75,
    deciding: false,
    watch: true,
    codes: { addresses: 'info', 'no-address': 'fail' },
  },
  'ptr-ipv4': {
    n: 33,
    category: 'dns',
    side: 'dns',
    gravity: 25,
    deciding: false,
    watch: true,
    codes: { 'pass-all': 'pass', 'pass-any': 'warn', mismatch: 'warn', 'forward-missing': 'warn', none: 'warn' },
  },
  'aaaa-record': {
    n: 34,
    category: 'dns',
    side: 'dns',
    gravity: 10,
    deciding: false,
    watch: true,
    codes: { addresses: 'info' },
  },
  'ptr-ipv6': {
    n: 35,
    category: 'dns',
    side: 'dns',
    gravity: 25,
    deciding: false,
    watch: true,
    codes: { 'pass-all': 'pass', 'pass-any': 'warn', mismatch: 'warn', 'forward-missing': 'warn', none: 'warn' },
  },
  'domain-records': {
    n: null,
    category: 'dns',
    side: 'dns',
    gravity: 10,
    deciding: false,
    watch: false,
    codes: { facts: 'info' },
  },
  'certificate-trust': {
    n: null,
    category: 'session',
    side: 'server',
    gravity: 48,
    deciding: false,
    watch: true,
    codes: { trusted: 'pass', 'self-signed': 'warn', 'incomplete-chain': 'warn', 'untrusted-root': 'warn' },
  },
  'certificate-name': {
    n: null,
    category: 'session',
    side: 'server',
    gravity: 47,
    deciding: false,
    watch: true,
    codes: { matches: 'pass', differs: 'warn' },
  },
  'certificate-key': {
    n: null,
    category: 'session',
    side: 'server',
    gravity: 46,
    deciding: false,
    watch: false,
    codes: { key: 'info', 'short-key': 'warn', 'weak-signature': 'warn' },
  },
  capabilities: {
    n: null,
    category: 'session',
    side: 'server',
    gravity: 20,
    deciding: false,
    watch: false,
    codes: { listed: 'info', differing: 'info', 'auth-before-tls': 'warn' },
  },
  identity: {
    n: null,
    category: 'session',
    side: 'server',
    gravity: 10,
    deciding: false,
    watch: false,
    codes: { consistent: 'info', differing: 'info', 'no-name': 'info' },
  },
  'gateway-bypass': {
    n: null,
    category: 'envelope',
    side: 'server',
    gravity: 25,
    deciding: false,
    watch: true,
    codes: { open: 'warn', closed: 'pass' },
  },
  'response-times': {
    n: null,
    category: 'all',
    side: 'server',
    gravity: 10,
    deciding: false,
    watch: false,
    codes: { measured: 'info', delayed: 'info' },
  },
  'connection-limit': {
    n: null,
    category: 'all',
    side: 'server',
    gravity: 10,
    deciding: false,
    watch: false,
    codes: { 'none-seen': 'info', limited: 'info' },
  },
};

const ids = catalogue.map(({ row }) => row.id);
const gravity = (id: string): number => catalogue.find(({ row }) => row.id === id)?.row.gravity ?? 0;

describe('the catalogue', () => {
  test('is what it was', () => {
    const now = Object.fromEntries(
      catalogue.map(({ category, row: { id, n, side, gravity: weight, deciding, watch, codes } }) => [
        id,
        { n, category, side, gravity: weight, deciding, watch, codes },
      ]),
    );
    expect(now).toEqual(CATALOGUE);
    expect(ids).toEqual(Object.keys(CATALOGUE));
  });

  test('has the 35 rows of the source document by number, then the rows beyond them', () => {
    const numbers = catalogue.map(({ row }) => row.n);
    expect(numbers.slice(0, 35)).toEqual(Array.from({ length: 35 }, (_, index) => index + 1));
    expect(numbers.slice(35).every((n) => n === null)).toBe(true);
  });

  test('has no id twice, and only kebab-case', () => {
    expect(new Set(ids).size).toBe(ids.length);
    const names = catalogue.flatMap(({ row, category }) => [row.id, category, ...Object.keys(row.codes)]);
    expect(names.filter((name) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  test('lets no row take a generic code for its own, and knows every status', () => {
    for (const { row } of catalogue) {
      for (const [code, status] of Object.entries(row.codes)) {
        expect([row.id, code, code in GENERIC_CODES]).toEqual([row.id, code, false]);
        expect(STATUSES).toContain(status);
        // Those two come with a reason, which is the generic codes' part.
        expect(['inconclusive', 'notTested']).not.toContain(status);
      }
    }
  });

  test('decides by rows 1, 2, 4, 26, 27, 28 and 31', () => {
    expect(catalogue.flatMap(({ row }) => (row.deciding ? [row.n] : []))).toEqual([1, 2, 4, 26, 27, 28, 31]);
  });

  test('orders findings by gravity: open relay, cannot connect, SPF check, recipient filtering, TLS, certificate, rest', () => {
    const order = ['open-relay', 'connect', 'spf-check', 'recipient-filtering', 'starttls', 'certificate-current'];
    const weights = order.map(gravity);
    expect(weights).toEqual([...weights].sort((one, other) => other - one));
    expect(new Set(weights).size).toBe(order.length);
    // What keeps mail from arriving at all stands with "cannot connect".
    const noWayIn = ['banner', 'ehlo', 'a-record', 'mx-resolvable'];
    const tls = ['ehlo-after-starttls', 'certificate-trust', 'certificate-name', 'certificate-key'];
    for (const id of noWayIn) expect(gravity(id)).toBeLessThan(gravity('connect'));
    for (const id of ids) {
      if ([...order, ...noWayIn, ...tls].includes(id)) continue;
      expect([id, gravity(id) < Math.min(...['certificate-current', ...tls].map(gravity))]).toEqual([id, true]);
    }
  });
});

test('the reasons are a closed list, to which one may only add', () => {
  expect(REASONS).toEqual([
    'not-asked',
    'not-configured',
    'no-target',
    'earlier-step',
    'deadline',
    'no-route',
    'our-egress',
    'our-address-listed',
    'our-reverse-dns',
    'throttled',
    'deferred',
    'tls-demanded',
    'authentication-required',
    'null-sender',
    'server-trouble',
    'everything-refused',
    'connection-closed',
    'no-common-cipher',
    'unreachable-from-here',
    'gateway-only',
    'no-reply',
    'target-busy',
    'dns-trouble',
    'sending-not-allowed',
    'internal',
  ]);
});
