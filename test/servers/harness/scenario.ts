/** What a lab domain is made of. The tables (`postfix-scenarios.ts`, `dns-scenarios.ts` ...) are data of these shapes. */

export type Part = 'bind' | 'postfix' | 'exim' | 'opensmtpd' | 'sendmail' | 'ipv6';
export type Kind = 'postfix' | 'exim' | 'opensmtpd' | 'sendmail' | 'dns';

export type CertificateKind =
  | 'valid'
  | 'expired'
  | 'not-yet-valid'
  | 'self-signed'
  | 'incomplete'
  | 'wrong-name'
  | 'rsa1024';

/** One lab domain `<name>.lab.test`. Whatever is left out is as on a healthy host: MX mx.<domain>, PTR that leads back. */
export interface ScenarioDeclaration {
  readonly name: string;
  readonly what: string;
  /** Name of the host, in place of mx.<domain>. */
  readonly host?: string;
  /** IPv4 address of mx.<domain>; without it the scenario has no host of its own. */
  readonly address?: string;
  /** IPv6 address of mx.<domain>, added to `lo`. */
  readonly address6?: string;
  /** Nothing listens on `address6`. */
  readonly dead6?: boolean;
  readonly port?: number;
  readonly certificate?: CertificateKind;
  /** What the gateway zone knows about the domain. */
  readonly gateway?: 'inline' | 'parallel';
  /** Lines of the zone, names relative to the domain, in place of "MX 10 mx" and the addresses of mx. */
  readonly records?: readonly string[];
  /** Names that the reverse zone gives for the addresses, in place of mx.<domain>. */
  readonly ptr?: readonly string[];
}

/** A scenario as tests see it. */
export interface Scenario {
  readonly name: string;
  readonly kind: Kind;
  readonly what: string;
  readonly domain: string;
  /** The host named by default; null where the scenario has none of its own. */
  readonly mxHost: string | null;
  readonly addresses: readonly string[];
  readonly port: number;
  /** Recipients that exist there; every other local part is unknown. */
  readonly recipients: readonly string[];
}

export const LAB_SUFFIX = 'lab.test';
export const GATEWAY_SUFFIX = 'seppmail.cloud';
export const DNS_ADDRESS = '127.53.0.1';
export const GATEWAY_ADDRESS = '127.25.200.1';

/** The client's address on IPv4 (Linux answers 127/8 from it) and the name that its reverse zone gives. */
export const CLIENT = { address: '127.0.0.1', name: `tester.${LAB_SUFFIX}` } as const;

/** Sender domains for SPF tests, and a sink for relay tests: real in the lab's DNS, mailboxes behind a Postfix listener. */
export const SENDERS = { pass: 'smtptest@pass.sender.test', fail: 'smtptest@fail.sender.test' } as const;
export const SINK = 'sink@sink.test';
export const OWN_DOMAINS = ['pass.sender.test', 'fail.sender.test', 'sink.test'] as const;
export const OWN_HOST = { name: 'mx.sender.test', address: '127.25.0.250' } as const;

export const LOCAL_PARTS = ['postmaster', 'abuse', 'info'] as const;

export function domainOf(declaration: { readonly name: string }): string {
  return `${declaration.name}.${LAB_SUFFIX}`;
}

export function mxHostOf(declaration: { readonly name: string; readonly host?: string }): string {
  return declaration.host ?? `mx.${domainOf(declaration)}`;
}

/** The customer's label under the gateway: dots become hyphens. */
export function gatewayLabel(domain: string): string {
  return domain.replaceAll('.', '-');
}

export function scenarioOf(declaration: ScenarioDeclaration, kind: Kind, ipv6: boolean): Scenario {
  const domain = domainOf(declaration);
  const addresses = [declaration.address, ipv6 ? declaration.address6 : undefined];
  return {
    name: declaration.name,
    kind,
    what: declaration.what,
    domain,
    mxHost: declaration.address === undefined ? null : mxHostOf(declaration),
    addresses: addresses.filter((address) => address !== undefined),
    port: declaration.port ?? 25,
    recipients: LOCAL_PARTS.map((local) => `${local}@${domain}`),
  };
}
