import { builtCategories } from '../../../../shared/categories/index.ts';
import { readSettings } from '../../../../shared/config.ts';
import { createDnsClient } from '../../../../shared/net/dns/client.ts';
import { createIo } from '../../../../shared/net/io.ts';
import { aggregate } from '../../../../shared/pipeline/aggregate.ts';
import { createCheck } from '../../../../shared/pipeline/create.ts';
import type { Deps } from '../../../../shared/pipeline/deps.ts';
import { dispatch, resolveBy } from '../../../../shared/pipeline/dispatch.ts';
import { work } from '../../../../shared/pipeline/work.ts';
import { dynamoStore } from '../../../../shared/store/dynamo-store.ts';
import { requestFor, TEST_PATIENCE } from '../../../support/check-world.ts';
import { pipelineOn } from '../../../support/pipeline-world.ts';
import { startSmtpServer } from '../../../support/scripted-smtp.ts';
import { startZoneServer } from '../../../support/zone-server.ts';
import type { Body } from './costs.ts';
import { meteredTable } from './metered.ts';
import { Meter, sumOf } from './units.ts';

const DAY = 24 * 3600 * 1000;

/** A healthy server with its DNS. */
async function startLab() {
  const server = await startSmtpServer({});
  const zone = await startZoneServer({
    'pass.sender.test': { MX: [[10, 'mx.sender.test']] },
    'fail.sender.test': { MX: [[10, 'mx.sender.test']] },
    'contoso.test': { MX: [[10, 'mx.contoso.test']] },
    'mx.contoso.test': { A: ['127.0.0.1'] },
    '1.0.0.127.in-addr.arpa': { PTR: ['mx.contoso.test'] },
  });
  const environment = {
    MXREADY_ALLOW_NETWORKS: '127.0.0.0/8',
    MXREADY_ALLOW_PORTS: String(server.port),
    MXREADY_RESOLVER: `127.0.0.1:${zone.port}`,
    MXREADY_SENDER: 'smtptest@pass.sender.test',
    MXREADY_SPF_FAIL_SENDER: 'smtptest@fail.sender.test',
    MXREADY_RELAY_SINK: 'sink@sink.test',
  };
  return { server, environment, close: () => Promise.all([server.close(), zone.close()]) };
}

/**
 * Units that one check of a healthy server takes from its dispatch to its report: with the real code, the real items
 * and a real conversation, on a table that counts.
 */
export async function unitsOfOneCheck(): Promise<Body & { meter: Meter }> {
  const lab = await startLab();
  const meter = new Meter();
  try {
    const table = meteredTable(meter, Date.now);
    const settings = { ...readSettings(lab.environment), patience: TEST_PATIENCE };
    const world = pipelineOn(table, builtCategories, settings);
    const store = dynamoStore(table, { transcripts: 14 * DAY, reports: 90 * DAY });
    const deps: Deps = { ...world.deps, store, now: Date.now };
    const order = { request: requestFor('contoso.test', lab.server.port), tenantId: 't1', caller: 'recheck:bench', lane: 'bulk' as const, key: 'one', maxAge: null }; // biome-ignore format: one thought
    // The first one finds nothing to be compared with, as no other does.
    for (const key of ['one', 'two']) {
      const { check } = (await createCheck(deps, { ...order, key })) as { check: { id: string } };
      for (const sums of [meter.reads, meter.writes]) sums.clear();
      const signal = AbortSignal.timeout(60_000);
      const dns = () => createDnsClient({ servers: [settings.resolver ?? ''] });
      await dispatch(deps, resolveBy(deps, dns), check.id, signal);
      await Promise.all(
        builtCategories.map((category) =>
          work(deps, (_, slots) => createIo(settings, dns(), { slots }), { checkId: check.id, category }, key, signal),
        ),
      );
      await aggregate(deps, check.id);
    }
    return { writes: sumOf(meter.writes), reads: sumOf(meter.reads), meter };
  } finally {
    await lab.close();
  }
}
