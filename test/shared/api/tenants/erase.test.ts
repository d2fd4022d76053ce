import { describe, expect, test } from '@jest/globals';
import { tick } from '../../../../shared/pipeline/tick.ts';
import { dueOf } from '../../../support/pipeline-world.ts';
import { idOf, useApi } from '../kit.ts';

const api = useApi();
const erase = (id: string) => api.call(`/v1/tenants/${id}`, { method: 'DELETE' });
const statusOf = async (id: string): Promise<unknown> =>
  ((await (await api.call(`/v1/checks/${id}`)).json()) as { status: unknown }).status;

describe('DELETE /v1/tenants/{tenantId}', () => {
  test('erases the register at once, then every check of the tenant, and nobody else’s', async () => {
    await api.send('PUT', '/v1/tenants/acme', { domains: [{ domain: 'acme.test' }] });
    await api.send('PUT', '/v1/tenants/acme/acknowledgements', { items: [{ domain: 'acme.test', row: 'open-relay', subject: null, code: 'relays' }] }); // biome-ignore format: one line
    const asked = { domain: 'acme.test', tenantId: 'acme' };
    const mine = [await api.finished(asked), await idOf(await api.post(asked))];
    const other = await api.finished({ domain: 'acme.test', tenantId: 'rival' });
    expect((await erase('acme')).status).toBe(204);
    expect((await api.call('/v1/tenants/acme')).status).toBe(404);

    await tick(api.world.deps);
    expect(await Promise.all(mine.map(statusOf))).toEqual(['cancelled', 'cancelled']);
    expect(await statusOf(other)).toBe('done');
    expect(await api.world.deps.store.readLatest('acme#acme.test')).toBeNull();

    // Registered anew it begins with nothing, and what is asked for from then on stays.
    api.world.advance(1);
    await api.send('PUT', '/v1/tenants/acme', { domains: [] });
    expect(await (await api.call('/v1/tenants/acme')).json()).toMatchObject({ acknowledgements: [] });
    const later = await api.finished(asked);
    for (let looks = 0; looks < 6; looks += 1) {
      api.world.advance(60);
      await tick(api.world.deps);
    }
    expect(await statusOf(later)).toBe('done');
    expect((await dueOf(api.world.deps.store, Number.MAX_SAFE_INTEGER)).filter(({ id }) => id === 'acme')).toEqual([]);
  });

  test('more checks than one look erases; repeated, and of a tenant that is not there', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) ids.push(await idOf(await api.post({ domain: `d${at}.test`, tenantId: 'many' })));
    for (let count = 0; count < 2; count += 1) expect((await erase('many')).status).toBe(204);
    const { deps } = api.world;
    // A look that erases no more than three.
    const slow = { ...deps, store: { ...deps.store, checksOfTenant: (id: string, before: number) => deps.store.checksOfTenant(id, before, 3) } }; // biome-ignore format: one line
    const left = async (): Promise<number> => (await Promise.all(ids.map(statusOf))).filter((one) => one !== 'cancelled').length; // biome-ignore format: one line
    await tick(slow);
    expect(await left()).toBe(2);
    api.world.advance(20);
    await tick(slow);
    expect(await left()).toBe(0);
    expect((await erase('nobody')).status).toBe(204);
  });
});
