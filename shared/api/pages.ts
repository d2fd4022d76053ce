import type { Language } from '../check/request.ts';
import type { Check } from '../pipeline/check.ts';
import type { Changes } from '../report/changes.ts';
import { FORM_HEADERS, PAGE_HEADERS } from '../report/render/html/document.ts';
import { type Running, reportPage, runningPage, type Served } from '../report/render/html/page.ts';
import type { CheckView } from './view.ts';

/** Seconds that the script of a page waits for a change before it asks anew. */
const WAIT = 20;

const other = (lang: Language): Language => (lang === 'de' ? 'en' : 'de');

export interface PageOf {
  check: Check;
  view: CheckView;
  changes: Changes | null;
  /** By which a script can say which state it has seen. */
  tag: string;
  lang: Language;
  /** Where the page is. */
  path: string;
  /** Whether whoever sees it may ask for the report in other formats. */
  formats: boolean;
  /** Whether there is a start page. */
  hasStart: boolean;
  now: number;
}

function servedFrom({ path, lang, formats, hasStart, tag }: PageOf): Served {
  return {
    otherLanguage: `?lang=${other(lang)}`,
    home: formats && hasStart ? `/?lang=${lang}` : null,
    formats: formats ? `${path}/report` : null,
    live: `${path}?wait=${WAIT}&lang=${lang}`,
    tag,
  };
}

function runningOf(check: Check, { status, progress, categories, rows }: CheckView, now: number): Running {
  const isOver = check.status === 'cancelled';
  const parked = isOver ? null : (check.followUp?.notBefore ?? null);
  return {
    domain: isOver ? '' : check.request.domain,
    status: status === 'done' ? 'running' : status,
    ...{ progress, categories, rows },
    parkedUntil: parked === null || parked <= now ? null : new Date(parked).toISOString(),
  };
}

/** The page of a check: its report, or how far it is. */
export function pageOf(page: PageOf): string {
  const { check, view, changes, lang, now } = page;
  const served = servedFrom(page);
  return view.report === null
    ? runningPage(check.id, runningOf(check, view, now), lang, served)
    : reportPage(view.report, lang, served, changes);
}

/** A page may hold what others must not see; a browser keeps it for its history alone. */
const KEPT = { 'cache-control': 'private, no-cache' } as const;
export const PAGE_ANSWER = { ...PAGE_HEADERS, ...KEPT } as const;
export const FORM_ANSWER = { ...FORM_HEADERS, ...KEPT } as const;
