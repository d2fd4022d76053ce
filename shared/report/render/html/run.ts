import type { Language } from '../../../check/request.ts';
import type { Digest } from '../../digest.ts';
import type { Verdict } from '../../texts/language.ts';
import { type RunTexts, runTexts } from '../../texts/runs/index.ts';
import { fill } from '../../texts/template.ts';
import { type Markup, markup } from '../markup.ts';
import { SIGNS } from '../paint.ts';
import { digestParts } from './digest.ts';
import { documentOf } from './document.ts';
import { moment, type Pen, penOf, sayAt } from './pen.ts';

/** A run as its page shows it: what `GET /v1/rechecks/{id}` says. */
export interface ShownRun {
  id: string;
  tenantId: string | null;
  status: 'listing' | 'running' | 'paused' | 'done' | 'cancelled';
  total: number;
  done: number;
  byVerdict: Readonly<Record<Verdict | 'unregistered' | 'suppressed' | 'unaskable' | 'erased', number>>;
  /** ISO 8601. */
  startedAt: string;
  finishedAt: string | null;
  expectedEnd: string | null;
  slow: {
    lanes: readonly { lane: string; atOnce: number; underWay: number; waiting: number; parked: number }[];
    longest: readonly {
      tenantId: string;
      domain: string;
      checkId: string;
      since: string;
      parkedUntil: string | null;
    }[];
  };
}

export interface RunPage {
  run: ShownRun;
  digest: Digest;
  lang: Language;
  /** Where the page is. */
  path: string;
  /** Of the state that it shows. */
  tag: string;
  /** Where the start page is; null: there is none. */
  home: string | null;
  /** Where its buttons are sent; null: there are none for this reader. */
  steer: string | null;
}

/** Seconds between two looks of the page at a run that goes on. */
const PAUSE = 5;

/** In the order in which they are told, each as the status of a row looks. */
const LOOKS = {
  ready: 'pass',
  readyWithWarnings: 'warn',
  notReady: 'fail',
  incomplete: 'inconclusive',
  unregistered: 'notTested',
  suppressed: 'notTested',
  unaskable: 'notTested',
  erased: 'notTested',
} as const;

const TONES = { listing: '#1b5e8f', running: '#1b5e8f', paused: '#8a5300', done: '#16693a', cancelled: '#5a6472' } as const; // biome-ignore format: one thought

type Outcome = keyof ShownRun['byVerdict'];

const nameOf = (outcome: Outcome, says: RunTexts, { language }: Pen): string =>
  outcome in language.verdicts ? language.verdicts[outcome as Verdict] : says[outcome as Exclude<Outcome, Verdict>];

/** What the domains came to, in sign, number and word. */
function countsPart({ byVerdict }: ShownRun, says: RunTexts, pen: Pen): Markup {
  const told = (Object.keys(LOOKS) as Outcome[]).filter((one) => byVerdict[one] > 0);
  const items = told.map((one) => markup`<li><span class="sign ${LOOKS[one]}" aria-hidden="true">${SIGNS[LOOKS[one]].sign}</span> ${byVerdict[one]} ${nameOf(one, says, pen)}</li>`); // biome-ignore format: one thought
  return markup`<ul class="parts">${items}</ul>`;
}

function timePart({ status, finishedAt, expectedEnd }: ShownRun, says: RunTexts, { lang }: Pen): Markup | '' {
  if (finishedAt !== null) return markup`<p>${sayAt(says.ended, finishedAt, lang)}</p>`;
  if (status === 'paused' || status === 'cancelled') return markup`<p>${says[`${status}Hint`]}</p>`;
  const listed = status === 'listing' ? markup`<p>${says.stillListed}</p>` : '';
  return markup`${listed}${expectedEnd === null ? '' : markup`<p>${sayAt(says.expected, expectedEnd, lang)}</p>`}`;
}

function statePart(run: ShownRun, says: RunTexts, pen: Pen): Markup {
  const { status, total, done, tenantId, startedAt } = run;
  const tone = status === 'done' ? 'ready' : 'running';
  const tenant = tenantId === null ? '' : markup` · ${says.ofTenant} <b>${tenantId}</b>`;
  return markup`<section class="verdict tone-${tone}" id="verdict" data-part>
<p class="eyebrow">${sayAt(says.title, startedAt, pen.lang)}${tenant}</p>
<h1>${says[status]}</h1>
<p class="headline" id="ended">${fill(says.progress, { done, total }, {})}</p>
<progress max="${Math.max(1, total)}" value="${done}" aria-labelledby="ended"></progress>
${timePart(run, says, pen)}
${countsPart(run, says, pen)}
</section>`;
}

function lanesPart({ slow: { lanes } }: ShownRun, says: RunTexts): Markup | '' {
  if (lanes.length === 0) return '';
  const NAMES = ['atOnce', 'underWay', 'waiting', 'parked'] as const;
  const lines = lanes.map((lane) => markup`<tr><th scope="row">${lane.lane}</th>${NAMES.map((name) => markup`<td data-of="${says[name]}">${lane[name]}</td>`)}</tr>`); // biome-ignore format: one thought
  return markup`<table class="rows lanes"><thead><tr><th scope="col">${says.lane}</th>${NAMES.map((name) => markup`<th scope="col">${says[name]}</th>`)}</tr></thead>
<tbody>${lines}</tbody></table>`;
}

function longestPart({ slow: { longest } }: ShownRun, says: RunTexts, { lang }: Pen): Markup | '' {
  if (longest.length === 0) return '';
  const lines = longest.map(({ tenantId, domain, checkId, since, parkedUntil }) => {
    const parked = parkedUntil === null ? '' : markup` <small>${sayAt(says.secondLook, parkedUntil, lang)}</small>`;
    return markup`<tr><th scope="row"><a href="/v1/checks/${checkId}">${domain}</a>${parked}</th><td data-of="${says.tenant}">${tenantId}</td><td data-of="${says.since}">${moment(since, lang)}</td></tr>`;
  });
  return markup`<table class="rows lanes"><caption>${says.longest}</caption><thead><tr><th scope="col">${says.domain}</th><th scope="col">${says.tenant}</th><th scope="col">${says.since}</th></tr></thead>
<tbody>${lines}</tbody></table>`;
}

/** What is slow, and why. */
function slowPart(run: ShownRun, says: RunTexts, pen: Pen): Markup {
  const { lanes, longest } = run.slow;
  const none = lanes.length + longest.length === 0 ? markup`<p>${says.slowNone}</p>` : '';
  return markup`<section id="slow" data-part><h2>${says.slow}</h2><p class="sub">${says.slowHint}</p>${none}
${lanesPart(run, says)}
${longestPart(run, says, pen)}</section>`;
}

/**
 * Buttons to pause, go on and cancel. No part that the script replaces for itself: a question that is open stays so
 * until there is another state.
 */
function steerPart({ run: { status }, steer }: RunPage, says: RunTexts): Markup | '' {
  if (steer === null || status === 'done' || status === 'cancelled') return '';
  const isPaused = status === 'paused';
  const button = (to: string, text: string, look: string): Markup => markup`<button name="status" value="${to}"${look === '' ? '' : markup` class="${look}"`}>${text}</button>`; // biome-ignore format: one thought
  return markup`<section id="steer-${isPaused ? 'paused' : 'running'}"><form method="post" action="${steer}" class="steer" aria-label="${says.steer}">
${isPaused ? button('running', says.goOn, 'main') : button('paused', says.pause, '')}
<details><summary>${says.cancel}</summary><p class="hint">${says.cancelHint}</p>${button('cancelled', says.cancelSure, '')}</details></form></section>`;
}

/** What a run found can be had in other forms too. */
function waysPart({ path, lang }: RunPage, says: RunTexts): Markup {
  const link = (query: string, text: string): Markup => markup`<a href="${path}/results?${query}lang=${lang}">${text}</a>`; // biome-ignore format: one thought
  const both = (name: 'all' | 'changed' | 'worse' | 'failed'): Markup => {
    const only = name === 'all' ? '' : `only=${name}&`;
    return markup`<li>${says[name]}: ${link(`${only}format=csv&`, 'CSV')} ${link(`${only}format=json&`, 'JSON')}</li>`;
  };
  const digest = (format: string, text: string): Markup => markup`<a href="${path}/digest?format=${format}&lang=${lang}">${text}</a>`; // biome-ignore format: one thought
  return markup`<section id="ways"><h2>${says.results}</h2><ul class="links">${(['all', 'changed', 'worse', 'failed'] as const).map(both)}
<li>${says.digest}: ${digest('html', says.mail)} ${digest('text', 'TEXT')} ${digest('json', 'JSON')}</li></ul></section>`;
}

/** The page of a run: how far it is, what it waits for, what it found. */
export function runPage(page: RunPage): string {
  const { run, digest, lang, path, tag, home, steer } = page;
  const pen = penOf(lang);
  const says = runTexts[lang];
  const isOver = run.finishedAt !== null;
  return documentOf({
    lang,
    title: `${says[run.status]} · ${fill(says.title, { at: run.startedAt.slice(0, 10) }, {})}`,
    main: markup`${statePart(run, says, pen)}
${steerPart(page, says)}
${isOver ? '' : slowPart(run, says, pen)}
<div id="digest" data-part>${digestParts(digest)}</div>
${waysPart(page, says)}`,
    foot: markup`${run.id}`,
    otherLanguage: `?lang=${lang === 'de' ? 'en' : 'de'}`,
    live: isOver ? null : { path: `${path}?lang=${lang}`, tag, pause: PAUSE },
    tone: TONES[run.status],
    home,
    skip: says.skip,
    hasForms: steer !== null,
  });
}
