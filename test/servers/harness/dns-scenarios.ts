import { GATEWAY_SUFFIX, gatewayLabel, LAB_SUFFIX, type ScenarioDeclaration } from './scenario.ts';

const gate = (name: string) => `${gatewayLabel(`${name}.${LAB_SUFFIX}`)}.gate.${GATEWAY_SUFFIX}.`;

/** DNS is the point here. Those with an address have an ordinary Postfix listener behind it. */
export const DNS_SCENARIOS: readonly ScenarioDeclaration[] = [
  { name: 'gateway-before', what: 'provisioned inline, MX not switched', address: '127.25.1.1', gateway: 'inline' },
  {
    name: 'gateway-after',
    what: 'the one MX is the own gate host',
    gateway: 'inline',
    records: [`@ MX 10 ${gate('gateway-after')}`],
  },
  {
    name: 'gateway-two-mx',
    what: 'the gate host and beside it the own server',
    address: '127.25.1.2',
    gateway: 'inline',
    records: [`@ MX 10 ${gate('gateway-two-mx')}`, '@ MX 20 mx', 'mx A 127.25.1.2'],
  },
  {
    name: 'gateway-foreign',
    what: "MX at another customer's gate host",
    gateway: 'inline',
    records: [`@ MX 10 ${gate('gateway-after')}`],
  },
  { name: 'parallel', what: 'mail host resolves, gate host does not', address: '127.25.1.3', gateway: 'parallel' },
  { name: 'null-mx', what: 'null MX (RFC 7505)', records: ['@ MX 0 .'] },
  {
    name: 'no-mx',
    what: 'no MX, the domain itself has an address',
    address: '127.25.1.4',
    host: `no-mx.${LAB_SUFFIX}`,
    records: ['@ A 127.25.1.4'],
  },
  {
    name: 'mx-cname',
    what: 'MX is an alias',
    address: '127.25.1.5',
    records: ['@ MX 10 mx', 'mx CNAME host', 'host A 127.25.1.5'],
  },
  {
    name: 'mx-cname-loop',
    what: 'MX is an alias of itself',
    records: ['@ MX 10 mx', 'mx CNAME other', 'other CNAME mx'],
  },
  { name: 'mx-nxdomain', what: 'MX names a host that does not exist', records: ['@ MX 10 gone'] },
  {
    name: 'mx-ip-literal',
    what: 'MX is an address',
    address: '127.25.1.6',
    records: ['@ MX 10 127.25.1.6.', 'mx A 127.25.1.6'],
  },
  { name: 'servfail', what: 'every query for the domain ends in SERVFAIL', records: [] },
  { name: 'mx-servfail', what: 'the MX host ends in SERVFAIL', records: [`@ MX 10 mx.servfail.${LAB_SUFFIX}.`] },
  { name: 'ptr-none', what: 'no PTR', address: '127.25.1.11', ptr: [] },
  {
    name: 'ptr-mismatch',
    what: 'the PTR name has another address',
    address: '127.25.1.12',
    records: ['@ MX 10 mx', 'mx A 127.25.1.12', 'other A 127.25.1.99'],
    ptr: [`other.ptr-mismatch.${LAB_SUFFIX}`],
  },
  {
    name: 'ptr-forward-missing',
    what: 'the PTR name does not exist',
    address: '127.25.1.13',
    ptr: [`gone.ptr-forward-missing.${LAB_SUFFIX}`],
  },
  {
    name: 'ptr-any',
    what: 'two PTR names, one leads back',
    address: '127.25.1.14',
    ptr: [`mx.ptr-any.${LAB_SUFFIX}`, `gone.ptr-any.${LAB_SUFFIX}`],
  },
  { name: 'ptr-servfail', what: 'the reverse query ends in SERVFAIL', address: '127.25.1.15', ptr: [] },
  {
    name: 'wildcard',
    what: 'every name below the domain has an address and an MX',
    address: '127.25.1.16',
    records: ['@ MX 10 mx', 'mx A 127.25.1.16', '* A 127.25.1.16', '* MX 10 mx'],
  },
];

/** Zones that BIND is told to load from a broken file: it answers SERVFAIL for whatever is below. */
export const BROKEN_ZONES = [`servfail.${LAB_SUFFIX}`, '15.1.25.127.in-addr.arpa'] as const;
