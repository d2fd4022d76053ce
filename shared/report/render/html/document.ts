import { createHash } from 'node:crypto';
import type { Language } from '../../../check/request.ts';
import { pageTexts } from '../../texts/page/index.ts';
import { type Markup, markup, verbatim } from '../markup.ts';
import { SCRIPT } from './script.ts';
import { FORM_STYLE } from './form-style.ts';
import { STYLE } from './style.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** What a page may do, and what it looks like. */
interface Manner {
  style: string;
  policy: string;
  referrer: string;
}

/** Our own style and script and nothing else, whatever a report holds (CSP Level 3). The file has it as well. */
const mannerOf = (style: string, formsTo: string, referrer: string): Manner => ({
  style,
  referrer,
  policy: [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(SCRIPT)}`,
    "connect-src 'self'",
    'img-src data:',
    `form-action ${formsTo}`,
    "base-uri 'none'",
  ].join('; '),
});

/** A link that was shared must not be told to where the page leads. */
const PAGE = mannerOf(STYLE, "'none'", 'no-referrer');
/** Without a referrer a browser would not say from where a form comes either (Fetch, "serializing a request origin"). */
const FORMS = mannerOf(`${STYLE}\n${FORM_STYLE}`, "'self'", 'same-origin');

const headersOf = ({ policy, referrer }: Manner) => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `${policy}; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': referrer,
});

/** Of an answer that is a page. */
export const PAGE_HEADERS = headersOf(PAGE);
/** Of one that has forms. */
export const FORM_HEADERS = headersOf(FORMS);

export interface PageDocument {
  lang: Language;
  title: string;
  main: Markup;
  foot: Markup;
  /** Where the page can be had in the other language; null: nowhere, it is a file. */
  otherLanguage: string | null;
  /**
   * Where the script asks for the page as it will be; null: it stays as it is. Seconds between two looks, where the
   * answer is not held back until there is news.
   */
  live: { path: string; tag: string; pause?: number } | null;
  /** Colour of the icon, as CSS writes it. */
  tone: string;
  /** Where the start page is; null: nowhere that whoever reads this may go. */
  home: string | null;
  /** What the first link says, which leads past the head; where it is not the result of a check. */
  skip?: string;
  /** Whether it has forms that are sent. */
  hasForms?: boolean;
}

/** Seconds between two looks of a browser without script. */
const RELOAD = 5;

const icon = (tone: string): string =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="${tone}"/></svg>`)}`;

/** A whole page: one file that asks for no other. */
export function documentOf(page: PageDocument): string {
  const { lang, title, main, foot, otherLanguage, live, tone, home } = page;
  const words = pageTexts[lang];
  const { style, policy, referrer } = page.hasForms ? FORMS : PAGE;
  const name = home === null ? markup`<b>mxready</b>` : markup`<a href="${home}"><b>mxready</b></a>`;
  const other = lang === 'de' ? 'en' : 'de';
  const language = otherLanguage === null ? '' : markup`<a href="${otherLanguage}" lang="${other}" hreflang="${other}">${words.otherLanguage}</a>`; // biome-ignore format: one thought
  const reload = live === null ? '' : markup`<noscript><meta http-equiv="refresh" content="${RELOAD}"></noscript>`;
  return `<!doctype html>\n${markup`<html lang="${lang}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${verbatim(policy)}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="${referrer}"><meta name="robots" content="noindex">
<title>${title}</title><link rel="icon" href="${icon(tone)}">${reload}<style>${verbatim(style)}</style></head>
<body><a class="skip" href="#main">${page.skip ?? words.skip}</a><header class="top">${name}<span class="grow">${words.product}</span>${language}</header>
<p id="status" class="unseen" role="status"></p>
<main id="main" tabindex="-1"${live === null ? '' : markup` data-live="${live.path}" data-tag="${live.tag}"${live.pause === undefined ? '' : markup` data-pause="${live.pause}"`}`}>
${main}
</main><footer>${foot}</footer><script>${verbatim(SCRIPT)}</script></body></html>`}\n`;
}
