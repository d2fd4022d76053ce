import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readList } from '../../../../shared/command/recheck/list.ts';
import { readSettings } from '../../../../shared/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'mxready-list-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'domains.csv');
function read(text: string | Buffer, environment: Record<string, string> = {}) {
  writeFileSync(file, text);
  return readList(file, readSettings(environment));
}

describe('a file of domains', () => {
  test('needs no more than a column of them; what is not said is as in any check', () => {
    expect(read('domain\nContoso.COM.\n').entries).toEqual([
      {
        tenantId: null,
        request: {
          ...{ domain: 'contoso.com', target: null, port: 25, mode: 'auto', phase: 'auto', gateway: null, tls: true },
          ...{ recipients: [], send: false, categories: null, lang: 'en' },
        },
      },
    ]);
  });

  test('may say how each is checked, as an import does', () => {
    const text =
      '\ufefftenantId,name,domain,target,port,tls,send,recipients,categories,services,mode\r\nt1,"Contoso, Ltd",contoso.com,mx.contoso.com,587,no,yes,a@contoso.com;b@contoso.com,dns session,SC-F-OUTBOUND,inline\r\n,,fabrikam.com,,,,,,,,\r\n';
    const [first, second] = read(text).entries;
    expect(first?.tenantId).toBe('t1');
    expect(first?.request).toMatchObject({
      ...{ target: 'mx.contoso.com', port: 587, tls: false, send: true, mode: 'inline' },
      ...{ recipients: ['a@contoso.com', 'b@contoso.com'], categories: ['dns', 'session'], services: ['SC-F-OUTBOUND'] }, // biome-ignore format: one thought
    });
    expect(second).toMatchObject({ tenantId: null, request: { domain: 'fabrikam.com', port: 25 } });
  });

  test('is the same list however it is written, and another where it asks for something else', () => {
    const { hash } = read('domain,port\ncontoso.com,25\n');
    expect(read('port,domain\r\n,"CONTOSO.com"\r\n\r\n').hash).toBe(hash);
    expect(read('domain,port\ncontoso.com,587\n').hash).not.toBe(hash);
    expect(read('tenantId,domain\nt1,contoso.com\n').hash).not.toBe(hash);
  });

  test('may name a domain once for each tenant', () => {
    expect(read('tenantId,domain\nt1,contoso.com\nt2,contoso.com\n').entries).toHaveLength(2);
    expect(() => read('tenantId,domain\nt1,contoso.com\nt1,CONTOSO.com\n')).toThrow(/line 3, domain: contoso.com is in line 2 too/); // biome-ignore format: one thought
  });

  test.each([
    ['domain\n', 'names no domain'],
    ['', 'names no domain'],
    ['tenantId\nt1\n', 'the column domain is missing'],
    ['domain,colour\ncontoso.com,red\n', 'there is no column "colour"'],
    ['domain\n"contoso.com\n', 'line '],
    ['domain\nb\u202ed.test\n', 'line 2, domain'],
    ['domain,recipients\ncontoso.com,a@fabrikam.com\n', 'line 2, recipients/0: a@fabrikam.com does not belong'],
    ['domain,tenantId\ncontoso.com,../x\n', 'line 2, tenantId'],
  ])('%j is refused, on lines that nothing can hide in', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(/^(\P{C}|\n)+$/u);
  });

  test('tells the first wrong lines, and how many more there are', () => {
    const lines = Array.from({ length: 30 }, () => '..');
    expect(() => read(`domain\n${lines.join('\n')}\n`)).toThrow(/line 21, domain: [^\n]+\n {2}and 10 more$/);
  });

  test('that is not UTF-8 is not guessed at', () => {
    expect(() => read(Buffer.from([0x64, 0xfc]))).toThrow('it is not UTF-8');
  });

  test('allows what the settings allow', () => {
    expect(() => read('domain,target,port\na.test,127.0.0.1,1025\n')).toThrow(/line 2, target/);
    const settings = { MXREADY_ALLOW_NETWORKS: '127.0.0.0/8', MXREADY_ALLOW_PORTS: '1025' };
    expect(read('domain,target,port\na.test,127.0.0.1,1025\n', settings).entries).toHaveLength(1);
  });
});
