import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { categories } from '../../../shared/categories/index.ts';
import { REASONS, STAGES } from '../../../shared/check/status.ts';
import { catalogue } from '../../../shared/report/catalogue.ts';
import { texts } from '../../../shared/report/texts/index.ts';
import type { CodeText, LanguageTexts } from '../../../shared/report/texts/language.ts';
import { fill } from '../../../shared/report/texts/template.ts';

const LANGUAGES = ['en', 'de'] as const;
const { en, de } = texts;

/** What may be looked up in the vocabulary; of the numbers only an alert's, since numbers are keys there too. */
const WORDED = [
  'alert',
  'answered',
  'exempt',
  'facts',
  'form',
  'hit',
  'how',
  'keyType',
  'patterns',
  'provisioning',
  'recognised',
  'signals',
  'stage',
  'stages',
];

const remediesOf = ({ remedy }: CodeText): string[] =>
  remedy === undefined ? [] : typeof remedy === 'string' ? [remedy] : Object.values(remedy);

const placeholders = (template: string): string[] =>
  [...template.matchAll(/\{(\w+(?::(?:words|times))?)\}/g)].map(([, name]) => name ?? '');

const placeholdersOf = (one: CodeText): string[] =>
  [...new Set([one.text, ...remediesOf(one)].flatMap(placeholders))].sort();

/** Every text of a language by a path that names it. */
function allTexts({ rows, reasons, because }: LanguageTexts): Map<string, CodeText> {
  const lists: [string, Readonly<Record<string, CodeText>>][] = [
    ...Object.entries(rows).map(([id, { codes }]): [string, Record<string, CodeText>] => [id, codes]),
    ['reasons', reasons],
    ['because', because],
  ];
  return new Map(
    lists.flatMap(([list, all]) => Object.entries(all).map(([key, one]) => [`${list} ${key}`, one] as const)),
  );
}

/** Values of `because` as the sources write them. */
function becauseInSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('texts'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => /because\b.*'|\bnone\('|notApplicable\('/.test(line) && !/^\s*(?:\/\/|\*|\/\*)/.test(line))
    .flatMap((line) => [
      ...[...line.matchAll(/(?:because(?: [:=]|:)|\bnone\(|notApplicable\()\s*'([a-z0-9-]+)'/g)].map(
        ([, value]) => value ?? '',
      ),
      ...[...line.matchAll(/because(?: [:=]|:).*\? '([a-z0-9-]+)' : '([a-z0-9-]+)'/g)].flatMap(([, one, other]) => [
        one ?? '',
        other ?? '',
      ]),
    ]);
}

describe.each(LANGUAGES)('texts in %s', (lang) => {
  const language = texts[lang];
  const shown = [...allTexts(language)];

  test('every row has a title and a text for each of its codes', () => {
    for (const { row } of catalogue) {
      expect([row.id, language.rows[row.id]?.title]).toEqual([row.id, expect.stringMatching(/\S/)]);
      const missing = Object.keys(row.codes).filter((code) => language.rows[row.id]?.codes[code] === undefined);
      expect([row.id, missing]).toEqual([row.id, []]);
    }
  });

  test('every code that warns or fails comes with a remedy', () => {
    const bare = catalogue.flatMap(({ row }) =>
      Object.entries(row.codes)
        .filter(([, status]) => status === 'warn' || status === 'fail')
        .filter(([code]) => language.rows[row.id]?.codes[code]?.remedy === undefined)
        .map(([code]) => `${row.id} ${code}`),
    );
    expect(bare).toEqual([]);
  });

  test('there is no row that the catalogue lacks, and no code that its row lacks', () => {
    const declared = new Map(catalogue.map(({ row }) => [row.id, Object.keys(row.codes)]));
    const why: string[] = [...REASONS, ...Object.keys(language.because)];
    const generic = ['undecided', 'not-tested', 'not-applicable'];
    expect(Object.keys(language.rows).filter((id) => !declared.has(id))).toEqual([]);
    const left = Object.entries(language.rows).flatMap(([id, { codes }]) =>
      Object.keys(codes)
        .filter((key) => {
          const [code = '', reason] = key.split('/');
          return reason === undefined
            ? !declared.get(id)?.includes(code)
            : !generic.includes(code) || !why.includes(reason);
        })
        .map((key) => `${id} ${key}`),
    );
    expect(left).toEqual([]);
  });

  test('every reason, every because, every stage and every category has its words', () => {
    expect(Object.keys(language.reasons).sort()).toEqual([...REASONS].sort());
    const found = becauseInSources('shared');
    expect(found).toEqual(
      expect.arrayContaining(['gateway', 'no-tls', 'no-ipv4', 'no-ipv6', 'parallel', 'beyond-limit']),
    );
    expect(found.filter((because) => language.because[because] === undefined)).toEqual([]);
    expect(STAGES.filter((stage) => language.words[stage] === undefined)).toEqual([]);
    expect([...categories.map(({ id }) => id), 'all'].filter((id) => language.categories[id] === undefined)).toEqual(
      [],
    );
  });

  test('texts and remedies are sentences', () => {
    const sentence = /^\S.*[^.\s]\.$/s;
    const broken = shown.filter(([, one]) => ![one.text, ...remediesOf(one)].every((text) => sentence.test(text)));
    expect(broken).toEqual([]);
  });

  test('templates have no stray brackets, and optional parts name a value', () => {
    const broken = shown.flatMap(([path, one]) =>
      [one.text, ...remediesOf(one)]
        .filter((text) => {
          const parts = [...text.matchAll(/\[\[(.*?)\]\]/gs)];
          const rest = text.replace(/\[\[.*?\]\]/gs, '');
          return (
            /\[\[|\]\]/.test(rest) ||
            parts.some(([, part = '']) => part.includes('[[') || placeholders(part).length === 0)
          );
        })
        .map(() => path),
    );
    expect(broken).toEqual([]);
  });

  test('a text with optional parts stays a sentence when they are left out', () => {
    for (const [path, { text }] of shown) {
      expect([path, fill(text, {}, {})]).toEqual([path, expect.not.stringMatching(/\{\w|\[\[|\]\]| {2}| [.,;]|\(\)/)]);
    }
  });

  test('the vocabulary is asked for nothing that it does not keep', () => {
    const worded = shown.flatMap(([, one]) => placeholdersOf(one).filter((name) => name.endsWith(':words')));
    expect(
      [...new Set(worded)].map((name) => name.replace(':words', '')).filter((name) => !WORDED.includes(name)),
    ).toEqual([]);
    const raw = shown.flatMap(([path, one]) =>
      placeholdersOf(one)
        .filter((name) => WORDED.includes(name))
        .map((name) => `${path} ${name}`),
    );
    expect(raw).toEqual([]);
  });
});

describe('the languages say the same', () => {
  test('about the same things', () => {
    expect([...allTexts(de).keys()].sort()).toEqual([...allTexts(en).keys()].sort());
    for (const part of ['words', 'categories', 'statuses', 'verdicts', 'sides', 'labels', 'headline'] as const) {
      expect([part, Object.keys(de[part]).sort()]).toEqual([part, Object.keys(en[part]).sort()]);
    }
  });

  test('with the same values', () => {
    const german = allTexts(de);
    for (const [path, one] of allTexts(en)) {
      const other = german.get(path) as CodeText;
      expect([path, placeholdersOf(other), placeholders(other.text).sort()]).toEqual([
        path,
        placeholdersOf(one),
        placeholders(one.text).sort(),
      ]);
    }
    for (const key of ['finding', 'clean', 'leftOut'] as const) {
      expect(placeholders(de.headline[key]).sort()).toEqual(placeholders(en.headline[key]).sort());
    }
  });

  test('with remedies for the same software', () => {
    const software = ({ remedy }: CodeText): string[] =>
      remedy === undefined || typeof remedy === 'string' ? [typeof remedy] : Object.keys(remedy).sort();
    const german = allTexts(de);
    for (const [path, one] of allTexts(en)) {
      expect([path, software(german.get(path) as CodeText)]).toEqual([path, software(one)]);
    }
  });
});
