import type { Language } from '../../../check/request.ts';
import { type Markup, markup } from '../markup.ts';
import type { StartTexts } from '../../texts/start/index.ts';
import { fill } from '../../texts/template.ts';
import type { Pen } from './pen.ts';

/** Fields of the form, in the order of the page; they are called as the fields of a check are. */
export const FORM_FIELDS = ['domain', 'target', 'port', 'mode', 'phase', 'gateway', 'recipients', 'send', 'tls', 'tenantId', 'lang'] as const; // biome-ignore format: one list
export type FormField = (typeof FORM_FIELDS)[number];

/** Why no check was started. */
export interface Refused {
  status: number;
  /** What the API says of it, in English. */
  detail: string;
  errors: readonly { field: FormField | null; detail: string }[];
  /** After which it is worth another try; null: not known. */
  seconds: string | null;
}

/** What the form holds where nobody has entered anything. */
export const emptyForm = (lang: Language): StartForm['values'] => ({ port: USUAL_PORT, lang });

export interface StartForm {
  /** Where it is sent to. */
  action: string;
  /** As they were entered. */
  values: Readonly<Record<string, string | undefined>>;
  refused: Refused | null;
  /** What whoever fills it in may not ask for. */
  leftOut: readonly FormField[];
}

/** What of a form and of a pen its fields are written with. */
interface Desk {
  form: StartForm;
  says: StartTexts;
  pen: Pen;
}

type Capital<T extends string> = `wrong${Capitalize<T>}`;
const wrongOf = (field: FormField): Capital<FormField> =>
  `wrong${field[0]?.toUpperCase()}${field.slice(1)}` as Capital<FormField>;

const errorsOf = ({ refused }: StartForm, field: FormField): string[] =>
  (refused?.errors ?? []).filter((one) => one.field === field).map(({ detail }) => detail);

/** What is wrong with a field: in the reader's language what it takes, and in English what was found. */
const wrongness = (field: FormField, details: readonly string[], says: StartTexts): Markup =>
  markup`${says[wrongOf(field)]} <span lang="en">(${details.join('; ')})</span>`;

/** Attributes that tie a control to its hint and to what is wrong with it (WCAG 2.2, 1.3.1 and 3.3.1). */
function tied(field: FormField, { form }: Desk): Markup {
  const isWrong = errorsOf(form, field).length > 0;
  return markup`id="${field}" name="${field}" aria-describedby="${field}-hint${isWrong ? ` ${field}-error` : ''}"${isWrong ? markup` aria-invalid="true"` : ''}`;
}

function beneath(field: FormField, { form, says }: Desk): Markup {
  const details = errorsOf(form, field);
  const wrong = details.length === 0 ? '' : markup`<p class="wrong" id="${field}-error">${wrongness(field, details, says)}</p>`; // biome-ignore format: one thought
  return markup`<p class="hint" id="${field}-hint">${says[`${field}Hint`]}</p>${wrong}`;
}

const labelled = (field: FormField, control: Markup, desk: Desk): Markup =>
  desk.form.leftOut.includes(field)
    ? markup``
    : markup`<div class="field"><label for="${field}">${desk.says[field]}</label>${control}${beneath(field, desk)}</div>`;

/** Names and addresses are no words: nothing is to correct them. */
const AS_TYPED = markup` autocapitalize="none" autocomplete="off" autocorrect="off" spellcheck="false"`;

const text = (field: FormField, more: Markup | string, desk: Desk): Markup =>
  labelled(
    field,
    markup`<input ${tied(field, desk)} value="${desk.form.values[field] ?? ''}"${AS_TYPED}${more}>`,
    desk,
  );

const lines = (field: FormField, desk: Desk): Markup =>
  labelled(field, markup`<textarea ${tied(field, desk)} rows="3"${AS_TYPED}>
${desk.form.values[field] ?? ''}</textarea>`, desk); // biome-ignore format: a line break after the tag is no part of the text

function choice(field: FormField, options: readonly (readonly [value: string, label: string])[], desk: Desk): Markup {
  const chosen = desk.form.values[field] ?? options[0]?.[0];
  const all = options.map(([value, label]) => markup`<option value="${value}"${value === chosen ? markup` selected` : ''}>${label}</option>`); // biome-ignore format: one thought
  return labelled(field, markup`<select ${tied(field, desk)}>${all}</select>`, desk);
}

function tick(field: FormField, value: string, desk: Desk): Markup {
  const { form, says } = desk;
  if (form.leftOut.includes(field)) return markup``;
  const checked = form.values[field] === value ? markup` checked` : '';
  return markup`<div class="field tick"><input type="checkbox" ${tied(field, desk)} value="${value}"${checked}><label for="${field}">${says[field]}</label>${beneath(field, desk)}</div>`;
}

const USUAL_PORT = '25';

/** Left as they are, the options need not be seen; a mistake among them must. */
function isOpen({ values, refused }: StartForm): boolean {
  const isUsual = (field: FormField): boolean => ['', USUAL_PORT, 'auto', undefined].includes(values[field]);
  const options = FORM_FIELDS.filter((field) => field !== 'domain' && field !== 'lang');
  return (
    options.some((field) => !isUsual(field)) ||
    (refused?.errors ?? []).some(({ field }) => field !== null && field !== 'domain')
  );
}

function options(desk: Desk): Markup {
  const { says, pen, form } = desk;
  const word = (key: string): string => pen.language.words[key] ?? key;
  const ways = (...keys: string[]) =>
    [['auto', says.findOut], ...keys.map((key) => [key, word(key)] as const)] as const;
  return markup`<details class="options"${isOpen(form) ? markup` open` : ''}><summary>${says.options}</summary><div class="fields">
${text('target', '', desk)}
${text('port', markup` inputmode="numeric" size="6"`, desk)}
${choice('mode', ways('inline', 'parallel'), desk)}
${choice('phase', ways('before', 'after'), desk)}
${text('gateway', '', desk)}
${text('tenantId', '', desk)}
${lines('recipients', desk)}
<div>${tick('send', 'yes', desk)}
${tick('tls', 'no', desk)}</div>
${choice('lang', LANGUAGES, desk)}
</div></details>`;
}

const LANGUAGES = [
  ['en', 'English'],
  ['de', 'Deutsch'],
] as const;

const REASONS: Readonly<Record<number, keyof StartTexts>> = { 403: 'notAllowed', 422: 'cannotBeUsed', 429: 'tooMany', 503: 'switchedOff' }; // biome-ignore format: one table

/** What went wrong, where whoever sent the form is taken first; each mistake leads to its field. */
function summary({ form: { refused }, says }: Desk): Markup {
  if (refused === null) return markup``;
  const reason = fill(says[REASONS[refused.status] ?? 'cannotBeUsed'], { seconds: refused.seconds }, {});
  const fields = FORM_FIELDS.flatMap((field) => {
    const details = refused.errors.filter((one) => one.field === field).map(({ detail }) => detail);
    return details.length === 0
      ? []
      : [markup`<li><a href="#${field}">${says[field]}</a>: ${wrongness(field, details, says)}</li>`];
  });
  const others = refused.errors.filter((one) => one.field === null).map(({ detail }) => detail);
  const rest = fields.length === 0 ? [refused.detail] : others;
  return markup`<div class="refused" id="refused" role="alert" tabindex="-1" autofocus><h2>${says.notStarted}</h2><p>${reason}</p>
<ul>${fields}${rest.map((one) => markup`<li lang="en">${one}</li>`)}</ul></div>`;
}

/**
 * The form by which a person starts a check; it works without script.
 * @param isFirst whether the page is about it
 */
export function formPart(form: StartForm, isFirst: boolean, says: StartTexts, pen: Pen): Markup {
  const desk = { form, says, pen };
  return markup`<section id="start">${isFirst ? markup`<h1>${says.title}</h1>` : markup`<h2>${says.title}</h2>`}<p class="intro">${says.intro}</p>
${summary(desk)}
<form method="post" action="${form.action}">
${text('domain', markup` required inputmode="url"${isFirst && form.refused === null ? markup` autofocus` : ''}`, desk)}
${options(desk)}
<p><button class="main">${says.submit}</button></p>
</form></section>`;
}
