import type { Language } from '../../check/request.ts';
import type { Report } from '../report.ts';
import { renderCsv } from './csv.ts';
import { reportPage } from './html/page.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderText } from './text.ts';

/** Columns of a text that goes into a mail, a ticket or a file. */
const TEXT_WIDTH = 100;

export interface Format {
  /** Of RFC 9110, with its parameters. */
  mediaType: string;
  render(report: Report, lang: Language): string;
}

/** REGISTRY of what a report can be read as; the command and the API offer what is here. */
export const FORMATS = {
  json: { mediaType: 'application/json', render: (report) => renderJson(report) },
  text: {
    mediaType: 'text/plain; charset=utf-8',
    render: (report, lang) => renderText(report, { lang, colour: false, width: TEXT_WIDTH, log: false }),
  },
  html: { mediaType: 'text/html; charset=utf-8', render: (report, lang) => reportPage(report, lang, null) },
  csv: { mediaType: 'text/csv; charset=utf-8; header=present', render: (report) => renderCsv(report) },
  junit: { mediaType: 'application/xml', render: renderJunit },
} as const satisfies Record<string, Format>;

export type FormatId = keyof typeof FORMATS;
export const FORMAT_IDS = Object.keys(FORMATS) as [FormatId, ...FormatId[]];
