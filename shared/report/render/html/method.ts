import type { Report } from '../../report.ts';
import { type Markup, markup } from '../markup.ts';
import { moment, type Pen } from './pen.ts';

/** From where and as whom was tested, when, and how long it took. */
export function methodPart(report: Report, pen: Pen): Markup {
  const { words, language, lang } = pen;
  const { vantage, mode, phase, services, startedAt, finishedAt, target } = report;
  const word = (key: string): string => language.words[key] ?? key;
  const seconds = ((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1);
  const origin = `${vantage.egress ?? words.fromUnknown} (${vantage.isGateway ? words.isGateway : words.isNotGateway})`;
  const facts: [string, Markup | string][] = [
    [words.from, origin],
    [words.helo, vantage.helo],
    [words.senders, vantage.senders.join(', ') || words.noSenders],
    [words.families, vantage.families.join(', ').replaceAll('ipv', 'IPv') || words.noFamilies],
    [words.target, target === null ? words.noTarget : `${target.host} ${words.port} ${target.port} (${target.addresses.join(', ')})`],
    [words.mode, word(mode)],
    [words.phase, word(phase)],
    ...(services.length === 0 ? [] : [[words.services, services.join(', ')] as [string, string]]),
    [words.started, moment(startedAt, lang)],
    [words.duration, `${seconds} s`],
  ]; // biome-ignore format: one list
  return markup`<section id="method"><h2>${words.method}</h2><dl>${facts.map(([name, fact]) => markup`<dt>${name}</dt><dd>${fact}</dd>`)}</dl></section>`;
}
