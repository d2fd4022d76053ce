import type { Digest, DigestTenant } from '../../digest.ts';
import { fill } from '../../texts/template.ts';
import { countsOfDigest, domainsOf, type Kind, labelOf, moreOf, moveOf, nameOf, stateOf, summaryOf, wordsOfDigest } from '../digest-words.ts'; // biome-ignore format: one thought
import { type Markup, markup, verbatim } from '../markup.ts';
import { type Pen, penOf, prose, sayAt, sign } from './pen.ts';
import { STYLE } from './style.ts';

function tenantPart(tenant: DigestTenant, digest: Digest, pen: Pen): Markup {
  const { lang } = digest;
  const words = wordsOfDigest(digest);
  const { gravest, further, domains, moreDomains } = tenant;
  const move = moveOf(gravest, lang);
  const subject = gravest.subject === null ? '' : markup` <small>${gravest.subject}</small>`;
  const all = domains.length + moreDomains === 1 ? '' : markup` · ${domainsOf(tenant, lang)}`;
  const more = further === 0 ? '' : markup` · ${fill(words.further, { n: further }, {})}`;
  return markup`<article class="finding"><h3>${sign(gravest.to.status, pen)} ${nameOf(tenant)}</h3>
<p><b>${gravest.domain} · ${labelOf(gravest, lang)}: ${gravest.title}</b>${subject}${move === null ? '' : markup` (${move})`}: ${prose(gravest.text)}</p>
<p class="sub"><a href="${gravest.url}">${words.check} ${gravest.domain}</a>${more}${all}</p></article>`;
}

function listPart(kind: Kind, digest: Digest, pen: Pen): Markup | '' {
  const words = wordsOfDigest(digest);
  const { tenants } = digest[kind];
  const more = moreOf(kind, digest);
  if (tenants.length === 0 && more === null) return '';
  const rest = more === null ? '' : markup`<p>${more} <a href="${digest.run.resultsUrl}">${words.results}</a></p>`;
  return markup`<section id="${kind}"><h2>${words[kind]}</h2>
${tenants.map((one) => tenantPart(one, digest, pen))}${rest}</section>`;
}

function restPart(digest: Digest): Markup | '' {
  const counts = countsOfDigest(digest);
  if (counts.length === 0) return '';
  const lines = counts.map(({ label, count }) => markup`<li>${label}: ${count}</li>`);
  return markup`<section id="rest"><h2>${wordsOfDigest(digest).rest}</h2><ul class="each">${lines}</ul></section>`;
}

/** What a digest says, as part of a page that says what it is of. */
export function digestParts(digest: Digest): Markup {
  const pen = penOf(digest.lang);
  return markup`<section id="summary"><h2>${summaryOf(digest)}</h2></section>
${listPart('attention', digest, pen)}
${listPart('better', digest, pen)}
${restPart(digest)}`;
}

/**
 * The digest as a page or as a mail: no script, no form, nothing from elsewhere; the style is that of every page, so
 * that `PAGE_HEADERS` fit it.
 */
export function renderDigestHtml(digest: Digest): string {
  const pen = penOf(digest.lang);
  const words = wordsOfDigest(digest);
  const { run, lang } = digest;
  const title = sayAt(words.title, run.createdAt, lang);
  const tone = digest.nothingWorse ? 'ready' : 'notReady';
  return `<!doctype html>\n${markup`<html lang="${lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">
<title>${fill(words.title, { at: run.createdAt }, {})} · ${summaryOf(digest)}</title><style>${verbatim(STYLE)}</style></head>
<body><header class="top"><b>mxready</b></header>
<main id="main">
<section class="verdict tone-${tone}" id="summary"><p class="eyebrow">${title} · ${stateOf(digest)}</p>
<h1>${summaryOf(digest)}</h1></section>
${listPart('attention', digest, pen)}
${listPart('better', digest, pen)}
${restPart(digest)}
</main><footer>${words.run} ${run.id} · <a href="${run.resultsUrl}">${words.results}</a></footer></body></html>`}\n`;
}
