import type { Language } from '../../../check/request.ts';
import type { Changes } from '../../changes.ts';
import type { Report } from '../../report.ts';
import type { Verdict } from '../../texts/language.ts';
import { fill } from '../../texts/template.ts';
import { type Markup, markup } from '../markup.ts';
import { changesPart } from './changes.ts';
import { certificatePart } from './certificate.ts';
import { documentOf } from './document.ts';
import { findingsPart, openPart, soFarPart, talksOf } from './findings.ts';
import { methodPart } from './method.ts';
import { type Pen, penOf } from './pen.ts';
import { rowsPart, untestedPart } from './rows.ts';
import { timelinePart, transcriptPart } from './talks.ts';
import { type Running, runningPart, verdictPart } from './verdict.ts';

export type { Running } from './verdict.ts';

/** Where the page is served from. */
export interface Served {
  /** The same page in the other language. */
  otherLanguage: string;
  /** Where the start page is; null: there is none, or not for whoever reads this page. */
  home: string | null;
  /** Path before `?format=`, where the report can be had in other formats; null: not by whoever reads this page. */
  formats: string | null;
  /** Where the page as it will be can be asked for while the check runs. */
  live: string;
  /** Of the state that the page shows: its script need not be told what it has. */
  tag: string;
}

const TONES: Readonly<Record<Verdict | 'running', string>> = {
  ready: '#16693a',
  readyWithWarnings: '#8a5300',
  notReady: '#b3201f',
  incomplete: '#6b3fa0',
  running: '#1b5e8f',
};

const OTHER_FORMATS = ['json', 'text', 'csv', 'junit', 'html'] as const;

function foot(id: string, engine: string | null, served: Served | null, { words }: Pen): Markup {
  const formats =
    served?.formats == null
      ? ''
      : markup` · ${words.formats} ${OTHER_FORMATS.map((one, index) => markup`${index === 0 ? '' : ', '}<a href="${served.formats}?format=${one}">${one.toUpperCase()}</a>`)}`;
  return markup`${words.check} ${id}${engine === null ? '' : ` · ${engine}`}${formats}`;
}

/**
 * @param served null: a file that stands for itself
 * @param changes since the check before, where they are known
 */
export function reportPage(
  report: Report,
  lang: Language,
  served: Served | null,
  changes: Changes | null = null,
): string {
  const pen = penOf(lang);
  const talks = talksOf(report);
  return documentOf({
    lang,
    title: `${pen.language.verdicts[report.verdict]} · ${fill(pen.words.title, { domain: report.domain }, {})}`,
    main: markup`${verdictPart(report, served?.formats != null, pen)}
${findingsPart(report.rows, talks, pen)}
${changesPart(report.rows, changes, served?.formats != null, pen)}
${openPart(report.rows, talks, pen)}
${rowsPart(report.rows, [], pen)}
${certificatePart(report, pen)}
${timelinePart(report, pen)}
${untestedPart(report.rows, pen)}
${methodPart(report, pen)}
${transcriptPart(report, pen)}`,
    foot: foot(report.id, report.engine, served, pen),
    otherLanguage: served?.otherLanguage ?? null,
    live: null,
    tone: TONES[report.verdict],
    home: served?.home ?? null,
  });
}

/** A check that has not ended, with what is known so far. */
export function runningPage(id: string, running: Running, lang: Language, served: Served): string {
  const pen = penOf(lang);
  const awaited = running.categories.filter((one) => one.status === 'queued' || one.status === 'running');
  const isOver = running.status === 'cancelled';
  return documentOf({
    lang,
    title: fill(pen.words.title, { domain: running.domain }, {}),
    main: markup`${runningPart(running, pen)}
${isOver ? '' : soFarPart(running.rows, pen)}
${isOver ? '' : rowsPart(running.rows, awaited.map((one) => one.id), pen)}`, // biome-ignore format: one thought
    foot: foot(id, null, { ...served, formats: null }, pen),
    otherLanguage: served.otherLanguage,
    live: isOver ? null : { path: served.live, tag: served.tag },
    tone: TONES.running,
    home: served.home,
  });
}
