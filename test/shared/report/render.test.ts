import { describe, expect, test } from '@jest/globals';
import { categories } from '../../../shared/categories/index.ts';
import type { RowResult } from '../../../shared/check/runner.ts';
import { assemble } from '../../../shared/report/assemble.ts';
import { renderJson } from '../../../shared/report/render/json.ts';
import { painter, SIGNS, wrap } from '../../../shared/report/render/paint.ts';
import { renderText, type TextOptions } from '../../../shared/report/render/text.ts';
import type { Report, ReportRow } from '../../../shared/report/report.ts';
import { conversation, FRAME, found, result, rowsWith, skipped, TARGET } from './kit.ts';

const PLAIN: TextOptions = { lang: 'en', colour: false, width: 100, log: false };
const ESCAPE = '\u001b[';

const sample = (): Report => {
  const rows = rowsWith(
    result('banner', 'fail', { code: 'refused', subject: '192.0.2.1', value: '554 go away', reply: '554 go away' }),
    result('certificate-name', 'warn', { code: 'differs', data: { host: 'mx.contoso.test', names: ['other.test'] } }),
    result('ptr-ipv4', 'warn', { code: 'none', subject: '192.0.2.1', data: { address: '192.0.2.1' } }),
    result('ehlo', 'pass', { code: 'accepted', value: ['PIPELINING', 'SIZE 10240000', 'STARTTLS'] }),
    skipped('open-relay', 'not-configured'),
  );
  return assemble(
    categories.map(({ id }) => found(id, rows, id === 'session' ? { conversations: [conversation()] } : {})),
    FRAME,
  );
};

describe('the text report', () => {
  test('names the domain, the target, the headline and every row', () => {
    const report = sample();
    const text = renderText(report, PLAIN);
    const flat = text.replace(/\s+/g, ' ');
    expect(text).toContain('contoso.test');
    expect(text).toContain('mx.contoso.test');
    expect(flat).toContain(report.headline.replace(/\s+/g, ' '));
    for (const { title } of report.rows) expect(text).toContain(title.length > 38 ? title.slice(0, 37) : title);
    for (const { remedy, status } of report.rows) {
      if (remedy !== null && (status === 'warn' || status === 'fail'))
        expect(flat).toContain(remedy.replace(/\s+/g, ' '));
    }
    expect(text.endsWith('\n')).toBe(true);
  });

  test('says when the second look is due, and of which check it is one', () => {
    const followUps = [{ reason: 'greylisting', checkId: 'next-check', notBefore: '2026-11-24T11:07:08.059Z' }];
    const first = { ...sample(), followUps };
    expect(renderText(first, PLAIN)).toContain('Second look, not before: 2026-11-24T11:07:08.059Z (next-check)');
    expect(renderText(first, { ...PLAIN, lang: 'de' })).toContain('Zweiter Blick, nicht vor: 2026-11-24T11:07:08.059Z');
    expect(renderText({ ...sample(), followUpOf: 'first-check' }, PLAIN)).toContain('put off with: first-check');
    expect(renderText(sample(), PLAIN)).not.toContain('Second look');
  });

  test('lists what is to be changed by gravity, failures first', () => {
    const text = renderText(sample(), PLAIN);
    const toDo = text.slice(0, text.indexOf('✓'));
    const at = [
      'SMTP Banner',
      (sample().rows.find(({ id }) => id === 'certificate-name') as ReportRow).title,
      'PTR record',
    ].map((one) => toDo.indexOf(one));
    expect(at).toEqual([...at].sort((one, other) => one - other));
    expect(at[0]).toBeGreaterThan(0);
    const signs = text
      .split('\n')
      .filter((line) => /^ {2}[✗!] [^\d ]/.test(line))
      .map((line) => line[2]);
    expect(signs).toEqual(['✗', '!', '!']);
  });

  test('has colours only where they are wanted, and says the same without', () => {
    const plain = renderText(sample(), PLAIN);
    const painted = renderText(sample(), { ...PLAIN, colour: true });
    expect(plain).not.toContain(ESCAPE);
    expect(painted).toContain(ESCAPE);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it takes the colours out.
    expect(painted.replace(/\u001b\[[\d;]*m/g, '')).toBe(plain);
  });

  test('shows the transcript only when asked to', () => {
    expect(renderText(sample(), PLAIN)).not.toContain('EHLO probe.example.com');
    const text = renderText(sample(), { ...PLAIN, log: true });
    for (const line of conversation().lines) expect(text).toContain(line.text);
  });

  test.each([40, 60, 80, 100, 200])('fits %i columns as far as its columns allow', (width) => {
    const longest = Math.max(
      ...renderText(sample(), { ...PLAIN, width })
        .split('\n')
        // The legend is one line.
        .filter((line) => !/^✓ \d/.test(line))
        .map((line) => line.length),
    );
    expect(longest).toBeLessThanOrEqual(Math.max(width, 77));
  });

  // Terminals without a size say 0 columns (docker -t, expect); a very narrow window says few.
  test.each([0, 1, 3, 4, 5, 10])('can be had in a terminal of %i columns', (width) => {
    expect(() => renderText(sample(), { ...PLAIN, width })).not.toThrow();
  });

  test('says once what several addresses show alike, and names an address only where there are several', () => {
    const at = (subject: string) => result('banner', 'pass', { subject, value: '220 mx.contoso.test' });
    const rendered = (...rows: RowResult[]) => renderText(assemble([found('session', rows)], FRAME), PLAIN);
    const two = rendered(at('192.0.2.1'), at('2001:db8::1'));
    expect(two).toContain('192.0.2.1, 2001:db8::1: 220 mx.contoso.test');
    expect(two.split('SMTP Banner')).toHaveLength(2);
    expect(rendered(at('192.0.2.1'))).not.toContain('192.0.2.1: 220');
  });

  test('says once why many rows were not looked at, and names each of them', () => {
    const text = renderText(assemble([], FRAME), PLAIN);
    const flat = text.replace(/\s+/g, ' ');
    expect(flat).toContain('This was not part of the check: 1 Connection to target server, 2 SMTP Banner, 3 ');
    expect(flat.split('This was not part of the check')).toHaveLength(5);
    for (const { title } of assemble([], FRAME).rows) expect(flat).toContain(title);
  });

  test('puts the text behind its title where there is no room for columns', () => {
    const narrow = renderText(sample(), { ...PLAIN, width: 80 });
    expect(narrow).toContain('✗  2 SMTP Banner: ');
    expect(
      Math.max(
        ...narrow
          .split('\n')
          .filter((line) => !/^✓ \d/.test(line))
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  // rows.md: before the switch rows 29 and 30 say "not switched yet", and what will have to change.
  test('says of rows 29 and 30 that the mail flow is not switched yet, not only what the MX is', () => {
    const data = {
      domain: 'contoso.test',
      gateway: 'contoso-test.gate.seppmail.cloud',
      mx: ['mx.contoso.test'],
      count: 1,
    };
    const more = { code: 'not-switched', value: ['mx.contoso.test'], data };
    const rows = rowsWith(result('mx-points-to-gateway', 'info', more), result('single-mx', 'info', more));
    const text = renderText(assemble([found('dns', rows)], FRAME), PLAIN);
    expect(text.split('contoso-test.gate.seppmail.cloud')).toHaveLength(3);
  });

  test('says facts in words, not in codes', () => {
    const more = {
      code: 'facts',
      value: ['mx-ttl-long'],
      data: { facts: ['mx-ttl-long'], ttl: 86_400, domain: 'contoso.test' },
    };
    const text = renderText(assemble([found('dns', rowsWith(result('domain-records', 'info', more)))], FRAME), PLAIN);
    expect(text).not.toContain('mx-ttl-long');
  });

  test('is there in German', () => {
    const report = assemble([], { ...FRAME, lang: 'de' });
    expect(renderText(report, { ...PLAIN, lang: 'de' })).toContain('Verbindung zum Zielserver');
  });

  test('copes without a target', () => {
    const target = {
      ...TARGET,
      host: null,
      source: null,
      absence: { because: 'gateway', reason: 'no-target' as const },
    };
    expect(renderText(assemble([], { ...FRAME, target }), PLAIN)).toContain('contoso.test');
  });
});

test('the JSON report is one object, whole', () => {
  const report = sample();
  const text = renderJson(report);
  expect(JSON.parse(text)).toEqual(report);
  expect(text.endsWith('}\n')).toBe(true);
});

describe('lines', () => {
  test('break at blanks, and inside a word only where it is wider than the line', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrap('', 10)).toEqual(['']);
    expect(wrap('exactly', 7)).toEqual(['exactly']);
  });

  test('lose nothing', () => {
    const text = 'a bb ccc dddd eeeee ffffff ggggggg';
    for (const width of [3, 5, 8, 40]) {
      const lines = wrap(text, width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
  });

  test('every status has a sign of its own, so that colour is not needed', () => {
    const signs = Object.values(SIGNS).map(({ sign }) => sign);
    expect(new Set(signs).size).toBe(signs.length);
    expect(painter(false)('red', 'x')).toBe('x');
  });
});
