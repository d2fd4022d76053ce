import { describe, expect, test } from '@jest/globals';
import { CHANGES } from '../../../shared/api/changes.ts';
import { tick } from '../../../shared/pipeline/tick.ts';
import { idOf, problemOf, useApi } from './kit.ts';
import { ANYBODY } from '../../support/api-host.ts';

const api = useApi();
const read = async (id: string) => CHANGES.parse(await (await api.call(`/v1/checks/${id}/changes`)).json());
let count = 0;
const fresh = (): { domain: string } => ({ domain: `changes-${++count}.test` });

describe('what differs from the check before', () => {
  test('a first check is compared with none, the next with it, and so on', async () => {
    const asked = fresh();
    const ids = [await api.finished(asked)];
    api.world.advance(60);
    ids.push(await api.finished(asked));
    api.world.advance(60);
    ids.push(await api.finished(asked));
    const [first, second, third] = await Promise.all(ids.map(read));
    expect(first?.since).toBeNull();
    expect(second?.since?.checkId).toBe(ids[0]);
    expect(third).toMatchObject({ since: { checkId: ids[1] }, worse: [], better: [], new: [], unknown: [] });
  });

  test('of another domain, or of another tenant, nothing is known', async () => {
    const asked = fresh();
    await api.finished({ ...asked, tenantId: 'acme' });
    expect((await read(await api.finished({ ...asked, tenantId: 'rival' }))).since).toBeNull();
    expect((await read(await api.finished(asked))).since).toBeNull();
  });

  test('a check that ended before the one that is known is compared with nothing, and is not what others are', async () => {
    const asked = fresh();
    await api.finished(asked);
    api.world.advance(60);
    const newest = await api.finished(asked);
    api.world.advance(-30);
    expect(await read(await api.finished(asked))).toMatchObject({ since: null, new: [], worse: [] });
    api.world.advance(60);
    expect((await read(await api.finished(asked))).since?.checkId).toBe(newest);
  });

  test('an erased check is what nothing is compared with, even if it ended while it was being erased', async () => {
    const asked = { ...fresh(), tenantId: 'leaver' };
    const id = await api.finished(asked);
    const { deps } = api.world;
    const latest = await deps.store.readLatest(`leaver#${asked.domain}`);
    expect(latest?.checkId).toBe(id);
    await api.call(`/v1/checks/${id}`, { method: 'DELETE' });
    expect(await deps.store.readLatest(`leaver#${asked.domain}`)).toBeNull();
    // What the aggregator wrote at that moment is erased by the look that comes once everybody must be gone.
    if (latest !== null) await deps.store.replaceLatestIfUnmoved(`leaver#${asked.domain}`, latest, null);
    api.world.advance(300);
    await tick(deps);
    expect(await deps.store.readLatest(`leaver#${asked.domain}`)).toBeNull();
    expect(await problemOf(await api.call(`/v1/checks/${id}/changes`))).toMatchObject({ status: 409 });
  });

  test('it expires with the report', async () => {
    const asked = fresh();
    const { store, now } = api.world.deps;
    const finishedAt = now() - 91 * 24 * 3600 * 1000;
    const old = { checkId: '00000000-0000-4000-8000-000000000000', finishedAt, known: [] };
    // The engine removes it when it finds the time; until then it is as good as gone.
    expect(await store.replaceLatestIfUnmoved(`#${asked.domain}`, old, null)).toBe(true);
    expect(await store.readLatest(`#${asked.domain}`)).toBeNull();
    const id = await api.finished(asked);
    expect((await read(id)).since).toBeNull();
    expect((await store.readLatest(`#${asked.domain}`))?.checkId).toBe(id);
  });

  test('not before the check has ended, not of another tenant; in the words of a language', async () => {
    const asked = { ...fresh(), tenantId: 'acme' };
    const open = await idOf(await api.post(asked));
    expect((await problemOf(await api.call(`/v1/checks/${open}/changes`))).status).toBe(409);
    expect((await problemOf(await api.call(`/v1/checks/${open}/changes?lang=fr`))).status).toBe(400);
    const id = await api.finished(asked);
    const german = (await (await api.call(`/v1/checks/${id}/changes?lang=de`)).json()) as { new: { title: string }[] };
    expect(german.new.map(({ title }) => title)).not.toEqual((await read(id)).new.map(({ title }) => title));
    api.caller = { ...ANYBODY, tenantId: 'rival' };
    expect((await problemOf(await api.call(`/v1/checks/${id}/changes`))).status).toBe(404);
  });
});
