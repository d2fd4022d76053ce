import { describe, expect, test } from '@jest/globals';
import { REPORT } from '../../../shared/api/report-schema.ts';
import { wordsOf } from '../../../shared/report/words.ts';
import { checkPolicy } from '../../support/policy-world.ts';
import { problemOf, useApi } from './kit.ts';

const api = useApi();

describe('services of the gateway that are named with a request', () => {
  test('are in the report, each once, and change nothing else of it', async () => {
    const named = { domain: 'contoso.test', services: ['SC-SIGENC', 'SC-F-OUTBOUND', 'SC-SIGENC'] };
    const [id, plain] = [await api.finished(named), await api.finished()];
    const read = async (one: string) => REPORT.parse(await (await api.call(`/v1/checks/${one}/report`)).json());
    const [report, other] = [await read(id), await read(plain)];
    expect([report.services, other.services]).toEqual([['SC-F-OUTBOUND', 'SC-SIGENC'], []]);
    expect(report.rows.map(({ id: row, code }) => [row, code])).toEqual(
      other.rows.map(({ id: row, code }) => [row, code]),
    );
    const page = await api.call(`/v1/checks/${id}`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('SC-F-OUTBOUND, SC-SIGENC');
  });

  test.each([
    [['outbound'], '/services/0'],
    ['SC-CERT', '/services'],
    [Array.from({ length: 21 }, () => 'SC-CERT'), '/services'],
    [[`SC-${'A'.repeat(40)}`], '/services/0'],
  ])('%j is refused', async (services, pointer) => {
    expect(await problemOf(await api.post({ domain: 'contoso.test', services }))).toMatchObject({ status: 422, pointers: [pointer] }); // biome-ignore format: one line
  });

  test.each([
    [['SC-F-OUTBOUND'], 'that is not permitted, and SC-F-OUTBOUND is ordered for the domain.'],
    [['SC-CERT'], 'that is not permitted.'],
  ])('a server that takes mail for anybody, with %j', async (services, end) => {
    const options = { target: { services }, errand: { send: true, recipients: ['info@contoso.test'] } };
    const check = await checkPolicy({ unknown: null }, options);
    const row = check.row('recipient-filtering');
    expect(row.code).toBe('none');
    expect(wordsOf(row, 'en').text.endsWith(end)).toBe(true);
  });
});
