import type { Language } from '../../../check/request.ts';
import type { Verdict } from '../../texts/language.ts';
import { runTexts } from '../../texts/runs/index.ts';
import { type StartTexts, startTexts } from '../../texts/start/index.ts';
import { fill } from '../../texts/template.ts';
import { type Markup, markup } from '../markup.ts';
import { SIGNS } from '../paint.ts';
import { documentOf } from './document.ts';
import { moment, type Pen, penOf } from './pen.ts';
import { recheckPart } from './recheck-form.ts';
import { formPart, type StartForm } from './start-form.ts';

/** A check as the list shows it. */
export interface ListedCheck {
  id: string;
  /** Null where it was erased. */
  domain: string | null;
  tenantId: string | null;
  status: 'queued' | 'running' | 'done' | 'cancelled';
  verdict: Verdict | null;
  /** ISO 8601. */
  createdAt: string;
  followUpOf: string | null;
}

export interface StartList {
  /** Whose checks these are; null: the recent ones of all. */
  of: string | null;
  checks: readonly ListedCheck[];
  /** Where older ones are; null: there are none. */
  older: string | null;
  /** As it was asked for. */
  asked: { domain: string; tenantId: string };
  /** What is wrong with what was asked for: a text of ours, and what was found. */
  wrong: { says: 'wrongDomain' | 'wrongTenantId' | 'lookUpNotYours'; field: 'domain' | 'tenantId'; detail: string } | null; // biome-ignore format: one thought
}

/** Some of the tenants that are registered. */
export interface StartTenants {
  items: readonly { id: string; name: string | null; domains: number }[];
  hasMore: boolean;
}

/** A run of re-checks as the list shows it. */
export interface ListedRun {
  id: string;
  status: 'listing' | 'running' | 'paused' | 'done' | 'cancelled';
  total: number;
  done: number;
  /** Domains with news. */
  changed: number;
  /** ISO 8601. */
  startedAt: string;
}

export interface StartPage {
  lang: Language;
  /** Put behind the paths of ours that it leads to: the language, where one was asked for. */
  query: string;
  /** Null: whoever looks may not start checks. */
  form: StartForm | null;
  list: StartList;
  /** Null: not for whoever looks. */
  tenants: StartTenants | null;
  /** The newest; null: not for whoever looks. */
  runs: readonly ListedRun[] | null;
  /** Where the form is sent that starts a run; null: whoever looks may not. */
  runsForm: string | null;
  /** Whether whoever looks sees one tenant's checks and no others. */
  isConfined: boolean;
  otherLanguage: string;
}

const LOOKS = {
  ready: 'pass',
  readyWithWarnings: 'warn',
  notReady: 'fail',
  incomplete: 'inconclusive',
} as const satisfies Record<Verdict, string>;

const STATES = {
  queued: { sign: '·', look: 'pending', says: 'queued' },
  running: { sign: '…', look: 'info', says: 'running' },
  done: { sign: '·', look: 'pending', says: 'ended' },
  cancelled: { sign: '-', look: 'pending', says: 'cancelled' },
} as const;

/** The result in colour, sign and word, as the report has it. */
function resultOf({ verdict, status }: ListedCheck, says: StartTexts, { language }: Pen): Markup {
  const [look, mark, word] =
    verdict === null
      ? [STATES[status].look, STATES[status].sign, says[STATES[status].says]]
      : [LOOKS[verdict], SIGNS[LOOKS[verdict]].sign, language.verdicts[verdict]];
  return markup`<span class="${look}"><span class="sign" aria-hidden="true">${mark}</span> ${word}</span>`;
}

function lineOf(check: ListedCheck, { query, list }: StartPage, says: StartTexts, pen: Pen): Markup {
  const { id, domain, tenantId, createdAt, followUpOf } = check;
  const second = followUpOf === null ? '' : markup` <small>${says.secondLook}</small>`;
  const tenant = list.checks.every((one) => one.tenantId === null) ? '' : markup`<td data-of="${says.tenantId}">${tenantId ?? '–'}</td>`; // biome-ignore format: one thought
  return markup`<tr><th scope="row"><a href="/v1/checks/${id}${query}">${domain ?? id}</a>${second}</th>
<td data-of="${says.verdict}">${resultOf(check, says, pen)}</td>${tenant}<td data-of="${says.when}">${moment(createdAt, pen.lang)}</td></tr>`;
}

function tablePart(page: StartPage, says: StartTexts, pen: Pen): Markup {
  const { list } = page;
  // A page of a long list in which nothing was found: the way on is beneath it.
  if (list.checks.length === 0 && list.older !== null) return markup``;
  if (list.checks.length === 0) return markup`<p>${list.of === null ? says.recentNone : says.checksOfNone}</p>`;
  const tenant = list.checks.every((one) => one.tenantId === null) ? '' : markup`<th scope="col">${says.tenantId}</th>`;
  return markup`<table class="rows checks"><thead><tr><th scope="col">${says.domain}</th><th scope="col">${says.verdict}</th>${tenant}<th scope="col">${says.when}</th></tr></thead>
<tbody>${list.checks.map((one) => lineOf(one, page, says, pen))}</tbody></table>`;
}

/** A second form of the page: its fields are called as the API's parameters, their ids must be others. */
function lookUpPart({ list, lang, query, isConfined }: StartPage, says: StartTexts): Markup {
  const { asked, wrong } = list;
  const field = (name: 'domain' | 'tenantId'): Markup => {
    const tie = wrong?.field === name ? markup` aria-invalid="true" aria-describedby="of-wrong of-hint" autofocus` : markup` aria-describedby="of-hint"`; // biome-ignore format: one thought
    return markup`<div class="field"><label for="of-${name}">${says[name]}</label><input id="of-${name}" name="${name}" value="${asked[name]}" autocapitalize="none" autocomplete="off" spellcheck="false"${tie}></div>`;
  };
  const told = wrong === null ? '' : markup`<p class="wrong" id="of-wrong" role="alert">${says[wrong.says]} <span lang="en">(${wrong.detail})</span></p>`; // biome-ignore format: one thought
  return markup`<form method="get" action="/" class="look-up" role="search" aria-label="${says.lookUp}">${query === '' ? '' : markup`<input type="hidden" name="lang" value="${lang}">`}
<p class="hint" id="of-hint">${says.lookUp}: ${isConfined ? says.lookUpHintDomain : says.lookUpHint}</p>
<div class="row">${field('domain')}${isConfined ? '' : field('tenantId')}<button>${says.show}</button></div>${told}</form>`;
}

function titleOf({ of, wrong }: StartList, says: StartTexts): string {
  if (wrong !== null) return says.lookUp;
  return of === null ? says.recent : fill(says.checksOf, { name: of }, {});
}

function listPart(page: StartPage, isFirst: boolean, says: StartTexts, pen: Pen): Markup {
  const { list, query } = page;
  const title = titleOf(list, says);
  const heading = isFirst ? markup`<h1>${title}</h1>` : markup`<h2>${title}</h2>`;
  const ways = [
    ...(list.older === null ? [] : [markup`<a href="${list.older}">${says.older}</a>`]),
    ...(list.of === null ? [] : [markup`<a href="/${query}">${says.recent}</a>`]),
  ];
  return markup`<section id="checks">${heading}
${list.wrong === null ? tablePart(page, says, pen) : ''}
${ways.length === 0 ? '' : markup`<p class="ways">${ways.map((way, at) => markup`${at === 0 ? '' : ' · '}${way}`)}</p>`}
${lookUpPart(page, says)}</section>`;
}

function tenantsPart({ tenants, lang, query }: StartPage, says: StartTexts): Markup | '' {
  if (tenants === null) return '';
  const href = (id: string): string => `/?tenantId=${encodeURIComponent(id)}${query === '' ? '' : `&lang=${lang}`}`;
  const lines = tenants.items.map(({ id, name, domains }) => markup`<tr><th scope="row"><a href="${href(id)}">${name ?? id}</a></th><td data-of="${says.tenantId}">${id}</td><td data-of="${says.domains}">${domains}</td></tr>`); // biome-ignore format: one thought
  const table = markup`<table class="rows checks"><thead><tr><th scope="col">${says.name}</th><th scope="col">${says.tenantId}</th><th scope="col">${says.domains}</th></tr></thead>
<tbody>${lines}</tbody></table>`;
  return markup`<section id="tenants"><h2>${says.tenants}</h2>
${tenants.items.length === 0 ? markup`<p>${says.tenantsNone} <code>PUT /v1/tenants/{tenantId}</code></p>` : table}
${tenants.hasMore ? markup`<p class="hint">${says.tenantsMore}</p>` : ''}</section>`;
}

function runsPart({ runs, runsForm, lang, query }: StartPage, says: StartTexts): Markup | '' {
  if (runs === null) return '';
  const states = runTexts[lang];
  const form = runsForm === null ? '' : recheckPart(runsForm, says);
  const lines = runs.map(({ id, status, total, done, changed, startedAt }) => markup`<tr><th scope="row"><a href="/v1/rechecks/${id}${query}">${moment(startedAt, lang)}</a></th><td data-of="${says.state}">${states[status]}</td><td data-of="${says.domains}">${done} / ${total}</td><td data-of="${says.news}">${changed}</td></tr>`); // biome-ignore format: one thought
  const table = markup`<table class="rows checks"><thead><tr><th scope="col">${says.when}</th><th scope="col">${says.state}</th><th scope="col">${says.domains}</th><th scope="col">${says.news}</th></tr></thead>
<tbody>${lines}</tbody></table>`;
  return markup`<section id="runs"><h2>${says.runs}</h2>
${runs.length === 0 ? markup`<p>${says.runsNone}</p>` : table}
${form}</section>`;
}

/** What a person begins with: a form for a check, and the checks there were. */
export function startPage(page: StartPage): string {
  const pen = penOf(page.lang);
  const says = startTexts[page.lang];
  const isRefused = page.form?.refused != null || page.list.wrong !== null;
  const isLookedUp = page.list.of !== null || page.list.wrong !== null;
  const isListFirst = isLookedUp || page.form === null;
  const list = listPart(page, isListFirst, says, pen);
  const form = page.form === null ? '' : formPart(page.form, !isListFirst, says, pen);
  return documentOf({
    lang: page.lang,
    title: `${isRefused ? `${says.mistake}: ` : ''}${isListFirst ? titleOf(page.list, says) : says.title} · mxready`,
    // Whoever looked something up came for the list.
    main: markup`${isListFirst ? list : form}${isListFirst ? form : list}${runsPart(page, says)}${tenantsPart(page, says)}`,
    foot: markup`mxready`,
    otherLanguage: page.otherLanguage,
    live: null,
    tone: '#0b5cad',
    home: `/${page.query}`,
    skip: isListFirst ? says.skipList : says.skip,
    hasForms: true,
  });
}
