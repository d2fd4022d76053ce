import type { Language } from '../../check/request.ts';
import type { Changes } from '../changes.ts';
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
  /** @param changes since the check before, where they are known */
  render(report: Report, lang: Language, changes?: Changes | null): string;
}

/** REGISTRY of what a report can be read as; the command and the API offer what is here. */
export const FORMATS = {
  json: { mediaType: 'application/json', render: (report) => renderJson(report) },
  text: {
    mediaType: 'text/plain; charset=utf-8',
    render: (report, lang, changes = null) =>
      renderText(report, { lang, colour: false, width: TEXT_WIDTH, log: false, changes }),
  },
  html: {
    mediaType: 'text/html; charset=utf-8',
    render: (report, lang, changes = null) => reportPage(report, lang, null, changes),
  },
  csv: { mediaType: 'text/csv; charset=utf-8; header=present', render: (report) => renderCsv(report) },
  junit: { mediaType: 'application/xml', render: renderJunit },
} as const satisfies Record<string, Format>;

export type FormatId = keyof typeof FORMATS;
export const FORMAT_IDS = Object.keys(FORMATS) as [FormatId, ...FormatId[]];
