import { describe, expect, test } from '@jest/globals';
import { headlineOf } from '../../../shared/report/headline.ts';
import { texts } from '../../../shared/report/texts/index.ts';
import { judge } from '../../../shared/report/verdict.ts';
import { wordsOf } from '../../../shared/report/words.ts';
import { result, rowsWith, skipped, unknown } from './kit.ts';

const said = (text: string): string => text.replace(/\.$/, '');

describe.each(['en', 'de'] as const)('the headline in %s', (lang) => {
  const language = texts[lang];

  test('says the gravest finding, whose side it is on, and the setting to change', () => {
    const data = { domain: 'contoso.test', gateway: 'g.test', mx: ['a.test'], count: 1 };
    const row = result('mx-points-to-gateway', 'fail', { code: 'elsewhere', data });
    const headline = headlineOf(judge(rowsWith(row, result('quit', 'warn'))), lang);
    const { text, remedy } = wordsOf(row, lang);
    expect(headline).toContain(language.verdicts.notReady);
    expect(headline).toContain(said(text));
    expect(headline).toContain(language.sides.dns);
    expect(remedy).not.toBeNull();
    expect(headline).toContain(said(remedy ?? ''));
  });

  test('names the setting of the software that was recognised', () => {
    const at = (software: string): string =>
      headlineOf(judge(rowsWith(result('starttls', 'warn', { code: 'not-offered', data: { software } }))), lang);
    expect(at('postfix')).not.toBe(at('exchange'));
  });

  test('says what is open when nothing is wrong', () => {
    const row = unknown('mx-resolvable', 'dns-trouble', { data: { domain: 'contoso.test', how: 'timeout' } });
    const headline = headlineOf(judge(rowsWith(row)), lang);
    expect(headline).toContain(language.verdicts.incomplete);
    expect(headline).toContain(said(wordsOf(row, lang).text));
  });

  test('says what was left out', () => {
    const left = [skipped('open-relay', 'not-asked'), skipped('spf-check', 'not-configured')];
    const titles = left.map(({ id }) => language.rows[id]?.title);
    for (const rows of [rowsWith(...left), rowsWith(...left, result('quit', 'warn'))]) {
      const headline = headlineOf(judge(rows), lang);
      expect(headline).toContain(language.verdicts.readyWithWarnings);
      for (const title of titles) expect(headline).toContain(title);
    }
  });

  test('is short and whole when there is nothing to do', () => {
    const headline = headlineOf(judge(rowsWith()), lang);
    expect(headline).toContain(language.verdicts.ready);
    expect(headline).not.toMatch(/[{}[\]]|undefined|null| {2}/);
  });

  test('puts in what a stranger sent as it is, never as a template', () => {
    const row = result('banner', 'fail', {
      code: 'refused',
      reply: '554 {domain} [[x]]',
      data: { words: '{domain} $& [[{x}]]' },
    });
    expect(() => headlineOf(judge(rowsWith(row)), lang)).not.toThrow();
  });
});
