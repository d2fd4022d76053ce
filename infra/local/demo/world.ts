import type { CheckRequest } from '../../../shared/check/request.ts';
import type { CertificateKind } from '../../../test/support/certificates.ts';
import type { ServerOptions } from '../../../test/support/scripted-smtp.ts';
import type { World as Zone } from '../../../test/support/zone-server.ts';
import type { Truth } from './compare.ts';
import { healthyBut } from './healthy.ts';
import type { Policy } from './mailboxes.ts';

/** A sample server, its DNS, what to ask, and what is known to be true of it. */
export interface World {
  name: string;
  /** One sentence for whoever watches. */
  description: string;
  domain: string;
  /** Name of the sample server, in its greeting, in the DNS and in its certificate. */
  host: string;
  /** Deviations from a healthy server. */
  server: ServerOptions;
  /** null: no TLS. */
  certificate: CertificateKind | null;
  /** served: on ::1 too, where this machine has it. dead: ::1 is published and nobody listens there. */
  ipv6: 'none' | 'served' | 'dead';
  /** Deviations from a server that knows its mailboxes and relays nothing. */
  policy?: Partial<Policy>;
  /** Laid over the healthy zone. */
  zone?: Zone;
  request?: Partial<CheckRequest>;
  truth: Truth;
}

/** A healthy world that is checked without a target named, but for what is given. */
export const world = (
  name: string,
  description: string,
  truth: Partial<Truth>,
  more: Partial<Omit<World, 'truth'>> = {},
): World => {
  const domain = more.domain ?? `${name}.test`;
  const host = more.host ?? `mx.${domain}`;
  return {
    name,
    description,
    domain,
    host,
    server: {},
    certificate: 'validWithIntermediate',
    ipv6: 'none',
    ...more,
    // Each world may get test messages: then even what follows after DATA is told.
    request: { recipients: [`info@${domain}`], send: true, ...more.request },
    truth: { verdict: 'readyWithWarnings', target: host, rows: healthyBut(), ...truth },
  };
};
