import { createDnsClient, systemServers } from '../shared/net/dns/client.ts';
import { postLetter } from '../shared/net/webhook.ts';
import { type NotifyDeps, notify } from '../shared/pipeline/notify.ts';
import { named } from '../shared/pipeline/wire.ts';
import { QUEUE } from '../shared/queue/queue.ts';
import { callbackStore } from '../shared/store/callback-store.ts';
import { runStore } from '../shared/store/run-store.ts';
import type { RunStore } from '../shared/store/run-stores.ts';
import { openTable } from '../shared/store/table.ts';
import type { CallbackStore } from '../shared/store/store.ts';
import { CHECKS_TABLE, tableVariable } from '../shared/wiring.ts';
import { queueFunction } from './edge/queue-function.ts';
import { secrets } from './edge/secrets.ts';

let callbacks: CallbackStore | undefined;
let runs: RunStore | undefined;

/** Tells whoever asked to be told that a check has ended. */
export const handler = queueFunction(
  () => QUEUE.notify,
  async (deps, { checkId }, { signal }) => {
    const { settings, times } = deps;
    const { resolver } = settings;
    const open = () => openTable(named(process.env, tableVariable(CHECKS_TABLE)));
    callbacks ??= callbackStore(open());
    runs ??= runStore(open(), settings.reportDays * 24 * 3600 * 1000);
    // A new one each time: an address that was looked up a while ago may be somebody else's by now.
    const dns = createDnsClient({ servers: resolver === null ? systemServers() : [resolver] });
    const post: NotifyDeps['post'] = (letter, turn, end) => {
      const limit = AbortSignal.any([end, AbortSignal.timeout(times.callbackLimit * 1000)]);
      return postLetter(letter, turn, { ...settings, dns }, limit);
    };
    await notify({ ...deps, callbacks, runs, secrets, post }, checkId, signal);
  },
);
