import { describe, expect, test } from '@jest/globals';
import { cleanName, cleanText, isAskable } from '../../../../shared/net/dns/name.ts';

describe('names', () => {
  test.each([
    ['Contoso.TEST.', 'contoso.test'],
    ['.', ''],
    ['', ''],
    ['_dmarc.contoso.test', '_dmarc.contoso.test'],
    ['a b.test', 'a\\032b.test'],
    ['a\u001b[31m.test', 'a\\027[31m.test'],
    ['münchen.test', 'm\\195\\188nchen.test'],
    ['\u212a.test', '\\226\\132\\170.test'],
    ['a\\b.test', 'a\\092b.test'],
  ])('%j is written %j', (given, clean) => {
    expect(cleanName(given)).toBe(clean);
  });

  test.each([
    ['contoso.test', true],
    ['_dmarc.contoso.test', true],
    [`${'a'.repeat(63)}.test`, true],
    [`${'a'.repeat(64)}.test`, false],
    [`${'a.'.repeat(126)}a`, true],
    [`${'a.'.repeat(126)}aa`, false],
    ['', false],
    ['a..test', false],
    ['.test', false],
    ['m\\195\\188nchen.test', false],
  ])('%s can be asked for: %s', (name, askable) => {
    expect(isAskable(name)).toBe(askable);
  });

  test('text keeps its blanks and loses everything that could harm a terminal', () => {
    expect(cleanText('v=spf1 ip4:192.0.2.1 -all')).toBe('v=spf1 ip4:192.0.2.1 -all');
    expect(cleanText('\u0007\u202e\\n')).toBe('\\007\\226\\128\\174\\092n');
  });
});
