import { describe, expect, test } from '@jest/globals';
import { type Letter, testMessage } from '../../../shared/mail/message.ts';
import { messageText } from '../../../shared/net/smtp/command.ts';

const LETTER: Letter = {
  from: 'smtptest+1@pass.sender.test',
  helo: 'probe.sender.test',
  to: 'info@contoso.test',
  checkId: '7f1c2f5e-0000-4000-8000-000000000001',
  token: 'A1.k3j4h5',
  domain: 'contoso.test',
  date: new Date('2026-11-24T08:05:09Z'),
};

const split = (lines: readonly string[]) => {
  const end = lines.indexOf('');
  const fields = new Map(lines.slice(0, end).map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)])); // biome-ignore format: one line
  return { fields, body: lines.slice(end + 1) };
};

/** Quoted-printable back to text (RFC 2045 6.7). */
const decoded = (body: readonly string[]): string =>
  Buffer.from(
    body.join('\r\n').replaceAll(/=\r\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), // biome-ignore format: one line
    'latin1',
  ).toString('utf8');

describe('a test message', () => {
  const { fields, body } = split(testMessage(LETTER));

  test('is marked, dated, and answers nobody by itself', () => {
    expect(fields.get('subject')).toBe('[mxready test] contoso.test');
    expect(fields.get('date')).toBe('Tue, 24 Nov 2026 08:05:09 +0000');
    expect(fields.get('message-id')).toMatch(/^<[^@<>\s]+@pass\.sender\.test>$/);
    expect(fields.get('auto-submitted')).toBe('auto-generated');
    expect(fields.get('x-mxready-token')).toBe(LETTER.token);
  });

  test('names its sender and its one recipient, and no third party', () => {
    expect(fields.get('from')).toContain(`<${LETTER.from}>`);
    expect(fields.get('to')).toBe(`<${LETTER.to}>`);
    const mailboxes =
      testMessage(LETTER)
        .join('\n')
        .match(/[\w.+-]+@[\w.-]+\w/g) ?? [];
    const others = mailboxes.filter((one) => ![LETTER.from, LETTER.to].includes(one) && !one.startsWith(LETTER.token));
    expect(others).toEqual([]);
    for (const header of ['cc', 'bcc', 'reply-to', 'resent-to']) expect(fields.has(header)).toBe(false);
  });

  test('says in both languages what it is, who runs it and how to make it stop', () => {
    const text = decoded(body);
    for (const part of ['This is a test message', 'Run by', 'have it stopped', 'Dies ist eine Testnachricht', 'gelöscht', 'Betrieben von', 'zu beenden', LETTER.checkId]) // biome-ignore format: one line
      expect(text).toContain(part);
  });

  test('is small, with lines that any server takes', () => {
    const lines = testMessage(LETTER);
    expect(Buffer.byteLength(lines.join('\r\n'))).toBeLessThan(4096);
    expect(Math.max(...body.map((line) => line.length))).toBeLessThanOrEqual(76);
    expect(lines.every((line) => /^[\x20-\x7e]*$/.test(line))).toBe(true);
  });

  test('with the null sender is from the postmaster of what we call ourselves', () => {
    const bounce = split(testMessage({ ...LETTER, from: '' }));
    expect(bounce.fields.get('from')).toContain('<postmaster@probe.sender.test>');
  });
});

describe('on the wire', () => {
  test('dots are stuffed, and the end is a dot alone', () => {
    expect(messageText(['a', '.b', '.', '..', ''])).toBe('a\r\n..b\r\n..\r\n...\r\n\r\n.\r\n');
  });

  test.each([
    ['a\r\nRCPT TO:<x@y.test>'],
    ['a\nb'],
    ['\u0000'],
    ['\u2028'],
    ['ä'],
    ['x'.repeat(999)],
  ])('a line that could carry a command, or that servers do not take, is refused: %j', (line) => {
    expect(() => messageText(['fine', line])).toThrow(/line 2/);
  });
});
