import { isIPv6 } from 'node:net';
import {
  CLIENT,
  DNS_ADDRESS,
  domainOf,
  GATEWAY_ADDRESS,
  GATEWAY_SUFFIX,
  gatewayLabel,
  LAB_SUFFIX,
  mxHostOf,
  OWN_HOST,
  type ScenarioDeclaration,
} from './scenario.ts';

const HEAD = ['$TTL 300', '@ SOA ns.lab.test. hostmaster.lab.test. 1 3600 600 86400 60', '@ NS ns.lab.test.'];

/** Every zone of the lab by origin (without the root's dot at the end), as text of a zone file. */
export function zones(declarations: readonly ScenarioDeclaration[]): Map<string, string> {
  const lines = new Map<string, string[]>([
    ['.', [`localhost A ${CLIENT.address}`, `ns.lab.test. A ${DNS_ADDRESS}`]],
    [LAB_SUFFIX, labZone(declarations)],
    ['sender.test', [...ownDomain('pass.sender.test', 'v=spf1 ip4:127.0.0.0/8 ip6:fd00::/8 -all'), ...ownHost()]],
    ['sink.test', ownDomain('sink.test', 'v=spf1 -all')],
    [GATEWAY_SUFFIX, gatewayZone(declarations)],
    ['127.in-addr.arpa', reverseZone(declarations, false)],
    ['d.f.ip6.arpa', reverseZone(declarations, true)],
  ]);
  return new Map([...lines].map(([origin, body]) => [origin, `${[...HEAD, ...body].join('\n')}\n`]));
}

function labZone(declarations: readonly ScenarioDeclaration[]): string[] {
  const lines = [`ns A ${DNS_ADDRESS}`, `tester A ${CLIENT.address}`];
  lines.push('$ORIGIN zen.lab.test.', '* A 127.0.0.2', '* TXT "listed by the lab"');
  for (const declaration of declarations) lines.push(`$ORIGIN ${domainOf(declaration)}.`, ...records(declaration));
  return lines;
}

function records(declaration: ScenarioDeclaration): readonly string[] {
  if (declaration.records !== undefined) return declaration.records;
  const host = [`mx A ${declaration.address}`];
  if (declaration.address6 !== undefined) host.push(`mx AAAA ${declaration.address6}`);
  return ['@ MX 10 mx', ...host];
}

function ownDomain(domain: string, spf: string): string[] {
  return [`${domain}. MX 10 ${OWN_HOST.name}.`, `${domain}. TXT "${spf}"`];
}

function ownHost(): string[] {
  return [...ownDomain('fail.sender.test', 'v=spf1 -all'), `${OWN_HOST.name}. A ${OWN_HOST.address}`];
}

function gatewayZone(declarations: readonly ScenarioDeclaration[]): string[] {
  return declarations.flatMap((declaration) => {
    const label = gatewayLabel(domainOf(declaration));
    if (declaration.gateway === 'inline')
      return [`${label}.gate A ${GATEWAY_ADDRESS}`, `${label}.relay A ${GATEWAY_ADDRESS}`];
    return declaration.gateway === 'parallel' ? [`${label}.mail A ${GATEWAY_ADDRESS}`] : [];
  });
}

function reverseZone(declarations: readonly ScenarioDeclaration[], ipv6: boolean): string[] {
  const lines = declarations.flatMap((declaration) => {
    const address = ipv6 ? declaration.address6 : declaration.address;
    const names = declaration.ptr ?? [mxHostOf(declaration)];
    return address === undefined ? [] : names.map((name) => `${reverseName(address)} PTR ${name}.`);
  });
  if (ipv6) return lines;
  const own = [[CLIENT.address, CLIENT.name] as const, [OWN_HOST.address, OWN_HOST.name] as const];
  return [...lines, ...own.map(([address, name]) => `${reverseName(address)} PTR ${name}.`)];
}

export function reverseName(address: string): string {
  if (!isIPv6(address)) return `${address.split('.').reverse().join('.')}.in-addr.arpa.`;
  const [head = '', tail = ''] = address.split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail.split(':').filter(Boolean);
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  const nibbles = groups.map((group) => group.padStart(4, '0')).join('');
  return `${[...nibbles].reverse().join('.')}.ip6.arpa.`;
}
