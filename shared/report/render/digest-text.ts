import type { Digest, DigestTenant } from '../digest.ts';
import { fill } from '../texts/template.ts';
import { countsOfDigest, domainsOf, type Kind, labelOf, moreOf, moveOf, nameOf, stateOf, summaryOf, wordsOfDigest } from './digest-words.ts'; // biome-ignore format: one thought
import { painter, SIGNS, type Style, wrap } from './paint.ts';
import { indent } from './table.ts';

/** Columns of a terminal or a mail. */
const WIDTH = 100;

interface Pen {
  digest: Digest;
  paint: ReturnType<typeof painter>;
}

/** Where there is no service nothing can be looked up. */
const addressOf = (url: string): string[] => (url === '' ? [] : [url]);

/** An address stands alone on its line and is never broken: programs make links of it. */
function tenantLines(tenant: DigestTenant, { digest, paint }: Pen): string[] {
  const { lang } = digest;
  const { gravest, further, domains, moreDomains } = tenant;
  const { sign, style } = SIGNS[gravest.to.status];
  const move = moveOf(gravest, lang);
  const subject = gravest.subject === null ? '' : ` ${gravest.subject}`;
  const sentence = `${gravest.domain} · ${labelOf(gravest, lang)}: ${gravest.title}${subject}${move === null ? '' : ` (${move})`}: ${gravest.text}`;
  const more = further === 0 ? [] : [fill(wordsOfDigest(digest).further, { n: further }, {})];
  const all = domains.length + moreDomains === 1 ? [] : [domainsOf(tenant, lang)];
  const [name = '', ...restOfName] = wrap(nameOf(tenant), WIDTH - 4);
  return [
    `  ${paint(style, sign)} ${paint('bold', name)}`,
    ...indent(
      [
        ...restOfName,
        ...[sentence, ...more, ...all].flatMap((text) => wrap(text, WIDTH - 4)),
        ...addressOf(gravest.url),
      ],
      4,
    ),
  ];
}

function listLines(kind: Kind, pen: Pen): string[] {
  const { digest, paint } = pen;
  const words = wordsOfDigest(digest);
  const { tenants } = digest[kind];
  const more = moreOf(kind, digest);
  if (tenants.length === 0 && more === null) return [];
  const rest = more === null ? [] : indent([...wrap(more, WIDTH - 2), ...addressOf(digest.run.resultsUrl)], 2);
  return ['', paint('bold', words[kind]), ...tenants.flatMap((one) => tenantLines(one, pen)), ...rest];
}

/** The digest for a terminal or a mail. */
export function renderDigestText(digest: Digest, { colour = false } = {}): string {
  const pen: Pen = { digest, paint: painter(colour) };
  const { paint } = pen;
  const words = wordsOfDigest(digest);
  const tone: Style = digest.nothingWorse ? 'green' : 'red';
  const counts = countsOfDigest(digest);
  const lines = [
    ...wrap(`${fill(words.title, { at: digest.run.createdAt }, {})}: ${stateOf(digest)}`, WIDTH),
    paint(['bold', tone], summaryOf(digest)),
    ...listLines('attention', pen),
    ...listLines('better', pen),
    ...(counts.length === 0 ? [] : ['', paint('bold', words.rest)]),
    ...counts.flatMap(({ label, count }) => indent(wrap(`${label}: ${count}`, WIDTH - 2), 2)),
    '',
    `${words.run} ${digest.run.id}`,
    ...addressOf(digest.run.resultsUrl),
  ];
  return `${lines.join('\n')}\n`;
}
