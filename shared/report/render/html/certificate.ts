import type { Facet } from '../../../check/row.ts';
import { catalogue } from '../../catalogue.ts';
import type { Report, ReportRow } from '../../report.ts';
import { fill } from '../../texts/template.ts';
import { type Markup, markup } from '../markup.ts';
import { saidOf } from '../said.ts';
import { day, type Pen, prose, sign } from './pen.ts';

const DAY_MS = 24 * 3600 * 1000;
const byFacet = new Map(
  catalogue.flatMap(({ row }) => (row.facet === undefined ? [] : [[row.facet, row.id] as const])),
);

/** What the rows of one address tell of TLS and certificate. */
type Told = (facet: Facet) => ReportRow | undefined;

const toldOf =
  (rows: readonly ReportRow[]): Told =>
  (facet) =>
    rows.find(({ id, status }) => id === byFacet.get(facet) && status !== 'notTested' && status !== 'notApplicable');

const shown = (row: ReportRow | undefined): string =>
  row === undefined ? '' : Array.isArray(row.value) ? row.value.join(', ') : String(row.value ?? '');

/** Width of the drawing, in its own units. */
const WIDTH = 1000;

/** From when to when, and where today is in it: as a bar, and in words beside it. */
function validity(row: ReportRow, now: number, pen: Pen): Markup {
  const { words, lang } = pen;
  const [from, until] = [row.data.notBefore, row.data.notAfter].map((one) => Date.parse(String(one))) as [
    number,
    number,
  ];
  if (!(until > from)) return markup`<dd>${prose(row.text)}</dd>`;
  const at = Math.round(Math.min(1, Math.max(0, (now - from) / (until - from))) * WIDTH);
  const isOver = until < now;
  const whole = Math.floor(Math.abs(until - now) / DAY_MS);
  const days = fill(isOver ? words.daysOver : words.daysLeft, { days: whole }, {});
  const span = `${day(new Date(from).toISOString(), lang)} – ${day(new Date(until).toISOString(), lang)}`;
  return markup`<dd>${sign(row.status, pen)} ${span} (${days})
<svg class="bar" viewBox="0 0 ${WIDTH} 24" preserveAspectRatio="none" role="img" aria-label="${span}, ${words.today}: ${days}"><rect class="whole" width="${WIDTH}" height="14" y="5"/><rect class="${isOver ? 'over' : 'left'}" width="${isOver ? WIDTH : WIDTH - at}" x="${isOver ? 0 : at}" height="14" y="5"/><rect class="now" x="${Math.min(WIDTH - 4, Math.max(0, at - 2))}" width="4" height="24"/></svg></dd>`;
}

const copyable = (text: string, { words }: Pen): Markup =>
  markup`<code>${text}</code> <button type="button" class="needs-script" data-copy="${text}" data-done="${words.copied}">${words.copy}</button>`;

/** A line of the certificate: what it says, and where something is to be said about it, that. */
function line(label: string, row: ReportRow | undefined, pen: Pen): Markup | '' {
  if (row === undefined) return '';
  const isFine = row.status === 'pass' || row.status === 'info';
  const said = isFine ? shown(row) || saidOf(row) : `${shown(row)} – ${row.text}`;
  return markup`<dt>${label}</dt><dd>${sign(row.status, pen)} ${prose(said)}</dd>`;
}

/** The way from gateway to server, and how far it is encrypted. */
function pipe(told: Told, address: string, { words }: Pen): Markup {
  const version = shown(told('tls-version'));
  const bits = shown(told('tls-bits'));
  const inside = [version, shown(told('tls-cipher')), bits === '' ? '' : `${bits} bit`].filter((one) => one !== '');
  const tone = told('tls-version')?.status === 'fail' ? 'notReady' : 'ready';
  return markup`<div class="pipe tone-${tone}"><span class="end">${words.client}</span><span class="wire">${words.encrypted}: ${inside.join(' · ')}</span><span class="end">${words.server}<br><small>${address}</small></span></div>`;
}

function card(told: Told, now: number, pen: Pen): Markup {
  const { words } = pen;
  const [current, print] = [told('validity'), told('fingerprint')];
  const sha256 = print?.data.sha256;
  return markup`<dl>
${line(words.issuedFor, told('subject'), pen)}${line(words.names, told('names'), pen)}${line(words.match, told('match'), pen)}
${current === undefined ? '' : markup`<dt>${words.validity}</dt>${validity(current, now, pen)}`}
${line(words.issuer, told('issuer'), pen)}${line(words.trust, told('trust'), pen)}${line(words.key, told('key'), pen)}
${print === undefined ? '' : markup`<dt>${words.fingerprint} SHA-1</dt><dd>${copyable(shown(print), pen)}</dd>`}
${typeof sha256 === 'string' ? markup`<dt>${words.fingerprint} SHA-256</dt><dd>${copyable(sha256, pen)}</dd>` : ''}
</dl>`;
}

/** TLS and certificate of each address as a picture; addresses with the same certificate and TLS share one. */
export function certificatePart({ rows, finishedAt }: Report, pen: Pen): Markup {
  const { words } = pen;
  const facets = rows.filter(({ id }) => [...byFacet.values()].includes(id));
  const subjects = [...new Set(facets.map(({ subject }) => subject))];
  const drawn = new Map<string, { told: Told; addresses: string[] }>();
  for (const subject of subjects) {
    const told = toldOf(facets.filter((row) => row.subject === subject));
    if (told('tls-version') === undefined && told('fingerprint') === undefined) continue;
    const alike = [...byFacet.keys()].map((facet) => `${told(facet)?.status} ${shown(told(facet))}`).join('\n');
    const known = drawn.get(alike);
    if (known === undefined) drawn.set(alike, { told, addresses: [subject ?? ''] });
    else known.addresses.push(subject ?? '');
  }
  const now = Date.parse(finishedAt);
  const pictures = [...drawn.values()].map(
    ({ told, addresses }) => markup`${pipe(told, addresses.join(', '), pen)}${card(told, now, pen)}`,
  );
  return markup`<section id="tls"><h2>${words.tls}</h2>${pictures.length === 0 ? markup`<p>${words.tlsNone}</p>` : pictures}</section>`;
}
