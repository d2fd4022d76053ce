import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { ANYBODY } from '../../../support/api-host.ts';
import { problemOf, useApi } from '../kit.ts';

const api = useApi();
const NDJSON = 'application/x-ndjson';
const send = (body: string | Uint8Array<ArrayBuffer>, type: string, more: Record<string, string> = {}) =>
  api.call('/v1/tenants/import', { method: 'POST', body, headers: { 'content-type': type, ...more } });
const ndjson = (lines: readonly unknown[], more?: Record<string, string>) =>
  send(lines.map((one) => JSON.stringify(one)).join('\n'), NDJSON, more);
const csv = (...lines: string[]) => send(`${lines.join('\r\n')}\r\n`, 'text/csv; charset=utf-8');
const tenant = async (id: string) => (await (await api.call(`/v1/tenants/${id}`)).json()) as { domains: object[] };

describe('POST /v1/tenants/import', () => {
  test('NDJSON: a tenant in a line, or a domain of one; repeating it is harmless', async () => {
    const lines = [
      { tenantId: 'n1', name: 'One', domains: [{ domain: 'a.test' }, { domain: 'b.test', mode: 'parallel' }] },
      { tenantId: 'n2', domain: 'c.test', port: 2525 },
      { tenantId: 'n2', domain: 'd.test', name: 'Two' },
    ];
    for (let count = 0; count < 2; count += 1) {
      const response = await ndjson(lines);
      expect([response.status, await response.json()]).toEqual([200, { tenants: 2, domains: 4 }]);
    }
    expect(await tenant('n1')).toMatchObject({ name: 'One', domains: lines[0]?.domains });
    expect(await tenant('n2')).toMatchObject({ name: 'Two', domains: [{ domain: 'c.test', port: 2525 }, { domain: 'd.test' }] }); // biome-ignore format: one line
  });

  test('CSV: a domain in a line, cells that are empty say nothing, cells may be quoted, a byte order mark may be', async () => {
    const response = await csv(
      '\ufefftenantId,name,domain,port,target,recipients,tls,send,services',
      'c1,"Müller, Meier & Co.",a.test,2525,mx.a.test,info@a.test;sales@a.test,no,yes,SC-F-OUTBOUND',
      '',
      'c1,,b.test,,,,,,',
    );
    expect(await response.json()).toEqual({ tenants: 1, domains: 2 });
    expect(await tenant('c1')).toMatchObject({
      name: 'Müller, Meier & Co.',
      domains: [
        { domain: 'a.test', port: 2525, target: 'mx.a.test', recipients: ['info@a.test', 'sales@a.test'], tls: false, send: true, services: ['SC-F-OUTBOUND'] }, // biome-ignore format: one line
        { domain: 'b.test' },
      ],
    });
    expect((await tenant('c1')).domains[1]).toEqual({ domain: 'b.test' });
  });

  test('takes the place of each tenant that it names, and leaves the others', async () => {
    await ndjson([{ tenantId: 'left', domain: 'left.test' }, { tenantId: 'old', domain: 'old.test' }]); // biome-ignore format: one line
    await csv('tenantId,domain', 'old,new.test');
    expect(await tenant('old')).toMatchObject({ domains: [{ domain: 'new.test' }] });
    expect(await tenant('left')).toMatchObject({ domains: [{ domain: 'left.test' }] });
  });

  test('one bad line of ten thousand: it is named, and nothing is written', async () => {
    const lines: object[] = Array.from({ length: 10_000 }, (_, at) => ({
      tenantId: `big-${at}`,
      domain: `d${at}.test`,
    }));
    lines[8_765] = { tenantId: 'big-8765', domain: 'not a domain' };
    const problem = await problemOf(await ndjson(lines));
    expect(problem).toMatchObject({ status: 422, pointers: ['/8766/domain'] });
    expect(problem.detail).toContain('one line is wrong, the first is line 8766');
    expect((await api.call('/v1/tenants/big-0')).status).toBe(404);
    lines[8_765] = { tenantId: 'big-8765', domain: 'd8765.test' };
    expect(await (await ndjson(lines)).json()).toEqual({ tenants: 10_000, domains: 10_000 });
    expect((await api.call('/v1/tenants/big-9999')).status).toBe(200);
    expect((await problemOf(await ndjson([...lines, { tenantId: 'x', domain: 'x.test' }]))).detail).toContain('10000');
  });

  test.each([
    [['{"tenantId":"a","domain":"a.test"}', '{"tenantId":'], ['/2']],
    [
      ['[]', '7', 'null'],
      ['/1', '/2', '/3'],
    ],
    [['{"tenantId":"a b","domain":"a.test"}'], ['/1/tenantId']],
    [['{"domain":"a.test"}'], ['/1/tenantId']],
    [['{"tenantId":"a","domain":"a.test","domain":"b.test"}'], ['/1/domain']],
    [['{"tenantId":"a","domain":"a.test"}', '', '{"tenantId":"a","domain":"A.test"}'], ['/3/domain']],
    [['{"tenantId":"a","domains":[{"domain":"a.test"},{"domain":"b"}]}'], ['/1/domains/1/domain']],
    [['{"tenantId":"a","domains":[{"domain":"a.test"},{"domain":"b.test","port":80}]}'], ['/1/domains/1/port']],
    [['{"tenantId":"a","domains":[{"domain":"a.test","port":9}]}'], ['/1/domains/0/port']],
    [['{"tenantId":"..","domain":"a.test"}'], ['/1/tenantId']],
    [['{"tenantId":"a","name":"A","domain":"a.test"}', '{"tenantId":"a","name":"B","domain":"b.test"}'], ['/2/name']],
    [['{"tenantId":"a","domain":"a.test","target":"10.0.0.1"}'], ['/1/target']],
  ])('NDJSON %j is refused by its lines, and nothing is written', async (lines, pointers) => {
    expect(await problemOf(await send(lines.join('\n'), NDJSON))).toMatchObject({ status: 422, pointers });
    expect((await api.call('/v1/tenants/a')).status).toBe(404);
  });

  test.each([
    [['tenantId,domain,colour', 'a,a.test,red'], ['/1']],
    [['tenantId', 'a'], ['/1']],
    [['tenantId,domain,domain', 'a,a.test,b.test'], ['/1']],
    [['tenantId,domain', 'a,a.test', 'a'], ['/3']],
    // Nobody knows where the quotes should have ended.
    [['tenantId,domain', 'a,"a.test'], ['/3']],
    [['tenantId,domain,port', 'a,a.test,2525', 'a,b.test,many'], ['/3/port']],
    [['tenantId,domain,tls', 'a,a.test,perhaps'], ['/2/tls']],
  ])('CSV %j is refused by its lines', async (lines, pointers) => {
    expect(await problemOf(await csv(...lines))).toMatchObject({ status: 422, pointers });
    expect((await api.call('/v1/tenants/a')).status).toBe(404);
  });

  test('in gzip, as large imports must come through an API of AWS', async () => {
    const body = new Uint8Array(gzipSync('{"tenantId":"packed","domain":"packed.test"}'));
    expect((await send(body, NDJSON, { 'content-encoding': 'gzip' })).status).toBe(200);
    expect(await tenant('packed')).toMatchObject({ domains: [{ domain: 'packed.test' }] });
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(6 * 1024 * 1024, 10)));
    expect((await problemOf(await send(bomb, NDJSON, { 'content-encoding': 'gzip' }))).status).toBe(413);
    expect((await problemOf(await send('plain', NDJSON, { 'content-encoding': 'gzip' }))).status).toBe(400);
    expect((await problemOf(await send(body, NDJSON, { 'content-encoding': 'br' }))).status).toBe(415);
  });

  test('another type, too much, what is no UTF-8, a tenant of somebody else', async () => {
    expect((await problemOf(await send('{}', 'application/json'))).status).toBe(415);
    expect((await problemOf(await send(' '.repeat(5 * 1024 * 1024 + 1), NDJSON))).status).toBe(413);
    expect((await problemOf(await send(new Uint8Array([0xff, 0xfe]), NDJSON))).status).toBe(400);
    api.caller = { ...ANYBODY, tenantId: 'mine' };
    const lines = [{ tenantId: 'mine', domain: 'mine.test' }, { tenantId: 'other', domain: 'other.test' }]; // biome-ignore format: one line
    expect(await problemOf(await ndjson(lines))).toMatchObject({ status: 403, pointers: ['/2/tenantId'] });
    expect((await api.call('/v1/tenants/mine')).status).toBe(404);
  });
});

describe('what only a file of many lines can be', () => {
  test('a tenant of more than an item holds is refused before anything is written', async () => {
    const recipients = Array.from({ length: 10 }, (_, at) => `${'r'.repeat(50)}${at}@`);
    const domains = Array.from({ length: 1000 }, (_, at) => ({ domain: `d${at}.test`, recipients: recipients.map((one) => `${one}d${at}.test`) })); // biome-ignore format: one line
    const problem = await problemOf(
      await ndjson([
        { tenantId: 'fits', domain: 'a.test' },
        { tenantId: 'huge', domains },
      ]),
    );
    expect(problem).toMatchObject({ status: 422, pointers: ['/2/tenantId'] });
    expect(problem.detail).toContain('300000 are allowed');
    expect((await api.call('/v1/tenants/fits')).status).toBe(404);
  });

  test('lines without end are counted, not read', async () => {
    const body = new Uint8Array(gzipSync('1\n'.repeat(2_500_000)));
    const problem = await problemOf(await send(body, NDJSON, { 'content-encoding': 'gzip' }));
    expect([problem.status, problem.detail]).toEqual([422, 'the import has more than 10000 lines; divide it']);
  });

  test('many errors in few lines are told by their lines', async () => {
    const lines = Array.from({ length: 4000 }, () => ({ tenantId: 'a b', domain: 'x', port: '1', colour: 'red' }));
    const problem = await problemOf(await ndjson(lines));
    expect(problem.detail).toContain('4000 lines are wrong, the first is line 1');
    expect(problem.pointers).toHaveLength(100);
  });

  test.each([
    'constructor',
    '__proto__',
    'toString',
  ])('names that every object has are none of ours: %s', async (name) => {
    expect((await problemOf(await send('{}', name))).status).toBe(415);
    expect(await problemOf(await csv(`tenantId,domain,${name}`, 'a,a.test,x'))).toMatchObject({ status: 422, pointers: ['/1'] }); // biome-ignore format: one line
  });
});
