import type { RowText } from '../language.ts';

/** Rows whose category is not built yet. */
export const announced: Readonly<Record<string, RowText>> = {
  'mail-from': { title: 'MAIL FROM', codes: {} },
  'rcpt-to': { title: 'RCPT TO', codes: {} },
  greylisting: { title: 'Greylisting', codes: {} },
  'spf-check-reply': { title: 'SPF-Prüfung', codes: {} },
  data: { title: 'SMTP-Antwort auf DATA', codes: {} },
  quit: { title: 'SMTP-Antwort auf QUIT', codes: {} },
  'recipient-filtering': { title: 'Empfängerfilterung', codes: {} },
  'spf-check': { title: 'SPF-Prüfung (Gesamturteil)', codes: {} },
  'open-relay': { title: 'Open Relay', codes: {} },
  'gateway-bypass': { title: 'Zustellung am Gateway vorbei', codes: {} },
};
