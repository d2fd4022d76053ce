import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startZoneServer, type ZoneServer } from '../support/zone-server.ts';
import { type Ended, run } from './command-kit.ts';

const PLACE = mkdtempSync(join(tmpdir(), 'mxready-usage-'));
const at = (name: string): string => join(PLACE, name);
const LABEL = 'a'.repeat(64);
const LONG = `${`${'a'.repeat(63)}.`.repeat(4)}`.slice(0, 254);

/** Wrong usage: what is wrong, the arguments, what the one line must name, and the environment. */
const USAGES: readonly (readonly [what: string, args: string[], names: string, env?: Record<string, string>])[] = [
  ['an unknown option', ['contoso.test', '--nonsense'], '--nonsense'],
  ['no domain', [], 'domain'],
  ['two domains', ['contoso.test', 'fabrikam.test'], 'argument'],
  ['an empty domain', [''], 'empty'],
  ['a domain of dots', ['..'], 'empty label'],
  ['a label of 64 octets', [`${LABEL}.test`], '64'],
  ['a domain of 254 octets', [LONG], ''],
  ['a forbidden code point', ['con\u202etoso.test'], ''],
  ['a URL’s end', ['contoso.test#x'], 'contoso.test'],
  ['an address for a domain', ['127.0.0.1'], '127.0.0.1'],
  ['an address literal for a domain', ['[IPv6:::1]'], '::1'],
  ['a port that is not tested', ['contoso.test', '--port', '22'], '22'],
  ['no port at all', ['contoso.test', '--port', 'abc'], '--port'],
  ['a loopback target', ['contoso.test', '--target', '127.0.0.1'], '127.0.0.0/8'],
  ['a target in hexadecimal', ['contoso.test', '--target', '0x7f.1'], '0x7f.1'],
  ['a target in decimal', ['contoso.test', '--target', '2130706433'], '2130706433'],
  ['a target, IPv4-mapped', ['contoso.test', '--target', '::ffff:127.0.0.1'], '127.0.0.0/8'],
  ['a target in brackets', ['contoso.test', '--target', '[::1]'], '::1'],
  ['a target that leads inside', ['contoso.test', '--target', 'localhost.test'], '127.0.0.1'],
  ['an absent file of roots', ['contoso.test', '--ca', at('absent.pem')], '--ca'],
  ['a file of roots without one', ['contoso.test', '--ca', at('key.pem')], '--ca'],
  ['a file of roots that only looks like one', ['contoso.test', '--ca', at('broken.pem')], '--ca'],
  ['an output that cannot be written', ['contoso.test', '--out', at('absent/report.txt')], '--out'],
  ['a resolver that is not there', ['contoso.test', '--resolver', '127.0.0.1:1'], '127.0.0.1:1'],
  ['a resolver by name', ['contoso.test', '--resolver', 'dns.test'], '--resolver'],
  ['TLS from the start without TLS', ['contoso.test', '--port', '465', '--no-tls'], '--no-tls'],
  ['a recipient of another domain', ['contoso.test', '--recipient', 'info@fabrikam.test'], 'info@fabrikam.test'],
  ['a recipient that is none', ['contoso.test', '--recipient', 'info'], '--recipient'],
  ['a sender that is none', ['contoso.test', '--sender', 'a b@c.test'], '--sender'],
  ['a sink with a command in it', ['contoso.test', '--relay-sink', 's@k.test>\r\nDATA'], '--relay-sink'],
  ['an unknown option of the preflight', ['preflight', '--nonsense'], '--nonsense'],
  ['an address of the preflight that is none', ['preflight', '--egress', 'here'], '--egress'],
  ['a bad sender variable', ['contoso.test'], 'MXREADY_SENDER', { MXREADY_SENDER: 'nobody' }],
  ['a transcript in JSON', ['contoso.test', '--log', '--format', 'json'], '--log'],
  ['an unknown category', ['contoso.test', '--categories', 'dns,nonsense'], 'nonsense'],
  ['a bad variable', ['contoso.test'], 'MXREADY_ALLOW_PORTS', { MXREADY_ALLOW_PORTS: 'smtp' }],
  ['a bad variable of two lines', ['contoso.test'], 'MXREADY_ALLOW_NETWORKS', { MXREADY_ALLOW_NETWORKS: 'a\nb' }],
];

let zone: ZoneServer;
let results: Promise<Ended>[];
beforeAll(async () => {
  writeFileSync(at('key.pem'), '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n');
  writeFileSync(at('broken.pem'), '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n');
  zone = await startZoneServer({
    'contoso.test': { MX: [[10, 'localhost.test']] },
    'localhost.test': { A: ['127.0.0.1'] },
  });
  // A port where nothing listens costs less than a resolver that is silent.
  results = USAGES.map(([, args, , env = {}]) => run(args, { env: { MXREADY_RESOLVER: zone.server, ...env } }));
  for (const one of results) one.catch(() => {});
});
afterAll(async () => {
  await Promise.allSettled(results);
  await zone.close();
  rmSync(PLACE, { recursive: true, force: true });
});

test.each(USAGES.map(([what, , names], index) => [what, names, index] as const))(
  'wrong usage: %s',
  async (_, names, index) => {
    const { code, stdout, stderr } = (await results[index]) as Ended;
    expect({ code, stdout, stderr }).toEqual({ code: 64, stdout: '', stderr: expect.stringContaining(names) });
    expect(stderr).toMatch(/^mxready: \P{Cc}+\n$/u);
    expect(stderr).not.toMatch(/\n\s+at |node:internal/);
  },
  60_000,
);

test('nothing was asked about a domain that is none', async () => {
  await Promise.allSettled(results);
  expect(zone.queries.map(({ name }) => name)).not.toContain('127.0.0.1');
});
