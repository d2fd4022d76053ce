import type { StartTexts } from '../../texts/start/index.ts';
import { type Markup, markup } from '../markup.ts';

type Choice = readonly [value: string, says: keyof StartTexts];

/** Seconds over which a run may be spread here; any other number the API takes. */
const SPREADS: readonly Choice[] = [
  ['0', 'spreadNone'],
  ['3600', 'spreadHour'],
  ['28800', 'spreadNight'],
];
/** How old a check may be, in seconds, that need not be made anew. */
const AGES: readonly Choice[] = [
  ['', 'ageAnew'],
  ['86400', 'ageDay'],
  ['604800', 'ageWeek'],
];

function choice(name: 'spreadOver' | 'maxAge', choices: readonly Choice[], says: StartTexts): Markup {
  const options = choices.map(([value, text]) => markup`<option value="${value}">${says[text]}</option>`);
  return markup`<div class="field"><label for="${name}">${says[name]}</label><select id="${name}" name="${name}">${options}</select></div>`;
}

/** The form by which a person starts a run over the register. @param action where it is sent to */
export const recheckPart = (action: string, says: StartTexts): Markup => markup`<form method="post" action="${action}" class="look-up" aria-label="${says.runStart}">
<p class="hint">${says.runHint}</p>
<div class="row">${choice('spreadOver', SPREADS, says)}${choice('maxAge', AGES, says)}<button>${says.runStart}</button></div></form>`; // biome-ignore format: one thought
