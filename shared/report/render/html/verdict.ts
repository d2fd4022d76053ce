import type { Status } from '../../../check/status.ts';
import { STATUSES } from '../../../check/status.ts';
import type { Report, ReportRow } from '../../report.ts';
import type { Verdict } from '../../texts/language.ts';
import type { PageTexts } from '../../texts/page/index.ts';
import { judge } from '../../verdict.ts';
import { fill } from '../../texts/template.ts';
import { type Markup, markup } from '../markup.ts';
import { moment, type Pen, prose, sayAt, sign } from './pen.ts';

/** What follows from a verdict for whoever wants to switch the MX. */
const ADVICE = {
  ready: 'adviceReady',
  readyWithWarnings: 'adviceWarnings',
  notReady: 'adviceNotReady',
  incomplete: 'adviceIncomplete',
} as const satisfies Record<Verdict, string>;

const SIDES = { server: 'sideServer', dns: 'sideDns', gateway: 'sideGateway', tester: 'sideTester' } as const;

/**
 * Whose side it is: of what the sentence speaks of. While something that decides is open nobody has to change anything,
 * unless it is the tester who is in the way.
 */
function sideOf({ rows, verdict }: Report): keyof PageTexts {
  const { first } = judge(rows);
  if (verdict === 'incomplete') return first?.side === 'tester' ? 'sideTester' : 'sideOpen';
  return first?.side == null ? 'sideNone' : SIDES[first.side];
}

const counted = (counts: Readonly<Record<Status, number>>, pen: Pen): Markup[] =>
  STATUSES.filter((status) => counts[status] > 0).map(
    (status) => markup`<li>${sign(status, pen)} ${counts[status]} ${pen.language.statuses[status]}</li>`,
  );

/** Domain, server and time: what was looked at. */
function eyebrow({ domain, target, finishedAt }: Report, { words, lang }: Pen): Markup {
  const server = target === null ? words.noTarget : `${target.host} ${words.port} ${target.port}`;
  return markup`<p class="eyebrow"><b>${domain}</b> · ${server} · ${words.checked} ${moment(finishedAt, lang)}</p>`;
}

const linkTo = (checkId: string): string => `/v1/checks/${checkId}`;

function looks({ followUps, followUpOf }: Report, isServed: boolean, { words, lang }: Pen): Markup[] {
  const named = (text: Markup | string, checkId: string): Markup =>
    isServed ? markup`<p><a href="${linkTo(checkId)}">${text}</a></p>` : markup`<p>${text} (${checkId})</p>`;
  return [
    ...followUps.map(({ notBefore, checkId }) => named(sayAt(words.secondLook, notBefore, lang), checkId)),
    ...(followUpOf === null ? [] : [named(words.secondLookOf, followUpOf)]),
  ];
}

/**
 * The first screen: verdict, the one sentence, what follows, on whose side.
 * @param isServed whether whoever reads it may see other checks where it comes from
 */
export function verdictPart(report: Report, isServed: boolean, pen: Pen): Markup {
  const { words, language } = pen;
  const { verdict, headline } = report;
  // The headline begins with the verdict, which stands above it already.
  const said = headline.replace(`${language.verdicts[verdict]}`, '').replace(/^\s*(?:\([^)]*\))?:\s*/, '');
  return markup`<section class="verdict tone-${verdict}" id="verdict" data-part>
${eyebrow(report, pen)}
<h1>${language.verdicts[verdict]}</h1>
<p class="headline">${prose(said)}</p>
<p class="advice">${words[ADVICE[verdict]]}</p>
<p><span class="side">${words[sideOf(report)]}</span></p>
<ul class="parts">${counted(report.counts, pen)}</ul>
${looks(report, isServed, pen)}
</section>`;
}

/** A check that has not ended, as far as it is. */
export interface Running {
  domain: string;
  status: 'queued' | 'running' | 'cancelled';
  progress: { done: number; total: number };
  categories: readonly { id: string; status: 'queued' | 'running' | 'completed' | 'incomplete' }[];
  rows: readonly ReportRow[];
  /** A second look that waits for its time; ISO 8601. */
  parkedUntil: string | null;
}

const STATES = {
  queued: { text: 'stateQueued', sign: '·', look: 'pending' },
  running: { text: 'stateRunning', sign: '…', look: 'info wait' },
  completed: { text: 'stateCompleted', sign: '✓', look: 'pass' },
  incomplete: { text: 'stateIncomplete', sign: '?', look: 'inconclusive' },
} as const;

export function runningPart(running: Running, pen: Pen): Markup {
  const { words, language, lang } = pen;
  const { status, progress, categories, parkedUntil, domain } = running;
  const title = parkedUntil === null ? words[status] : sayAt(words.parked, parkedUntil, lang);
  const parts = categories.map((one) => {
    const { text, sign: mark, look } = STATES[one.status];
    return markup`<li><span class="sign ${look}" aria-hidden="true">${mark}</span> ${language.categories[one.id] ?? one.id}: ${words[text]}</li>`;
  });
  const hint =
    status === 'cancelled' ? '' : markup`<p>${words.progressHint} <noscript>${words.noScript}</noscript></p>`;
  return markup`<section class="verdict tone-${status === 'cancelled' ? 'cancelled' : 'running'}" id="verdict" data-part>
<p class="eyebrow"><b>${domain}</b></p>
<h1>${title}</h1>
${status === 'cancelled' ? '' : markup`<p class="headline">${fill(words.progress, progress, {})}</p>`}${hint}
<ul class="parts">${parts}</ul>
</section>`;
}
