import { describe, expect, test } from '@jest/globals';
import type { NameEvidence } from '../../../../shared/categories/session/evidence.ts';
import { identity } from '../../../../shared/categories/session/identity.ts';
import { recogniseSoftware } from '../../../../shared/check/software.ts';
import { brief, judged, reply, seen } from './kit.ts';

const NAME = 'mx.contoso.test';
const of = (names: Partial<NameEvidence>) => {
  const sighting = seen(reply('220 mx'))[0] as NameEvidence['sighting'];
  return judged(identity, { names: { banner: NAME, ehlo: NAME, ptr: [NAME], software: null, sighting, ...names } });
};

describe('identity', () => {
  test.each<[string, Partial<NameEvidence>, string]>([
    ['all alike', {}, 'info consistent'],
    ['no PTR', { ptr: [] }, 'info consistent'],
    ['PTR not to be asked', { ptr: null }, 'info consistent'],
    ['another EHLO name', { ehlo: 'other.test' }, 'info differing'],
    ['another PTR name', { ptr: ['other.test'] }, 'info differing'],
    ['two PTR names', { ptr: [NAME, 'other.test'] }, 'info differing'],
    ['no name at all', { banner: null, ehlo: null, ptr: [] }, 'info no-name'],
  ])('%s', (_, names, expected) => {
    expect(brief(of(names))).toBe(expected);
  });

  test('tells the software that was recognised, else that it is unknown', () => {
    expect(of({ software: 'postfix' }).data.recognised).toBe('postfix');
    expect(of({}).data.recognised).toBe('unknown');
  });
});

describe('software by what it says of itself', () => {
  test.each<[string, string | null]>([
    ['220 mx.contoso.test ESMTP Postfix (Debian/GNU)', 'postfix'],
    ['220 mx.contoso.test ESMTP Exim 4.96 Thu, 01 Jan 2026', 'exim'],
    ['220 MX.contoso.test Microsoft ESMTP MAIL Service ready at Thu', 'exchange'],
    ['220 AM0EUR.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready', 'exchange'],
    ['220 mx.contoso.test ESMTP Sendmail 8.17.1/8.17.1', 'sendmail'],
    ['220 mx.contoso.test ESMTP OpenSMTPD', 'opensmtpd'],
    ['220 mx.google.com ESMTP ab12 - gsmtp', 'google'],
    ['220 ****************0*2**', 'cisco'],
    ['220 mx.contoso.test ESMTP', null],
    ['220 postfixed.contoso.test ESMTP', null],
    ['', null],
  ])('%s', (line, expected) => {
    expect(recogniseSoftware([line])).toBe(expected);
  });
});
