import type { RowText } from '../language.ts';

/** Rows whose category is not built yet. */
export const announced: Readonly<Record<string, RowText>> = {
  'mail-from': { title: 'MAIL FROM', codes: {} },
  'rcpt-to': { title: 'RCPT TO', codes: {} },
  greylisting: { title: 'Greylisting', codes: {} },
  'spf-check-reply': { title: 'SPF check', codes: {} },
  data: { title: 'SMTP DATA response', codes: {} },
  quit: { title: 'SMTP QUIT response', codes: {} },
  'recipient-filtering': { title: 'Recipient filtering', codes: {} },
  'spf-check': { title: 'SPF check (summary)', codes: {} },
  'open-relay': { title: 'Open relay', codes: {} },
  'gateway-bypass': { title: 'Delivery past the gateway', codes: {} },
};
