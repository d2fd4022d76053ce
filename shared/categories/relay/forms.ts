import type { Identities } from '../../check/io.ts';
import type { Target } from '../../check/target.ts';
import { mainSender } from '../../mail/recipients.ts';
import type { Attempt } from '../../mail/transaction.ts';
import { domainOf, localPartOf } from '../../net/mailbox.ts';

/**
 * The ways in which a server is asked to relay to the sink (judgement.md 4). `local-form`: the server may rightly take
 * the whole left side for a mailbox of its own (RFC 5321 2.3.11), so such a form never gets a message.
 */
export function relayForms(target: Target, identities: Identities, sink: string): Attempt[] {
  const { domain, errand } = target;
  const from = mainSender(identities, target);
  const own = errand.recipients[0] ?? `postmaster@${domain}`;
  const made = (subject: string, kind: 'form' | 'local-form', sender: string, to: string): Attempt => ({
    subject,
    kind,
    from: sender,
    to,
    send: errand.send && kind === 'form',
  });
  return [
    made('plain', 'form', from, sink),
    // Without a sender of ours the plain form has the null sender already.
    ...(from === '' ? [] : [made('null-sender', 'form', '', sink)]),
    made('own-domain-sender', 'form', own, sink),
    made('percent', 'local-form', from, `${localPartOf(sink)}%${domainOf(sink)}@${domain}`),
    made('quoted', 'local-form', from, `"${sink}"@${domain}`),
    made('source-route', 'form', from, `@${domain}:${sink}`),
  ];
}
