import * as z from 'zod';
import { categories } from '../categories/index.ts';
import { GENERIC_CODES } from '../check/row.ts';
import type { Preflight } from '../pipeline/check.ts';
import { freshPreflight } from '../pipeline/preflight.ts';
import { catalogue } from '../report/catalogue.ts';
import { texts } from '../report/texts/index.ts';
import { VERSION } from '../version.ts';
import { type Call, json, LANG, NO_QUERY, readQuery } from './context.ts';

export const CATALOGUE_QUERY = z.strictObject({ lang: LANG });

/** Rows and codes with their words; `{names}` in the texts stand for the data of a finding. */
export async function readCatalogue(call: Call): Promise<Response> {
  const { lang = 'en' } = readQuery(call, CATALOGUE_QUERY);
  const words = texts[lang];
  const rows = catalogue.map(({ row, category }) => ({
    ...{ n: row.n, id: row.id, category, title: words.rows[row.id]?.title ?? row.id, side: row.side },
    codes: Object.entries({ ...row.codes, ...GENERIC_CODES }).map(([code, status]) => ({
      code,
      status,
      text: words.rows[row.id]?.codes[code]?.text ?? null,
    })),
  }));
  return json({
    categories: categories.map(({ id, network, gather }) => ({ id, network, available: gather !== null })),
    rows,
    reasons: Object.fromEntries(Object.entries(words.reasons).map(([reason, { text }]) => [reason, text])),
  });
}

const isDegraded = (preflight: Preflight | null): boolean =>
  preflight?.wayOut === 'blocked' || (preflight?.own ?? []).some(({ state }) => state === 'broken');

/** Whoever shows no token learns the version and whether we are well, and no more. */
export async function readHealth(call: Call): Promise<Response> {
  readQuery(call, NO_QUERY);
  const { deps, caller } = call;
  const { settings } = deps;
  const preflight = await freshPreflight(deps);
  const status = settings.killSwitch ? 'stopped' : isDegraded(preflight) ? 'degraded' : 'ok';
  if (caller === null) return json({ version: VERSION, status });
  return json({
    version: VERSION,
    status,
    egress: { addresses: settings.egressAddresses, families: preflight?.families ?? null },
    identities: {
      helo: settings.helo,
      sender: settings.sender,
      spfFailSender: settings.spfFailSender,
      relaySink: settings.relaySink,
      findings: preflight?.own ?? [],
    },
    canary: preflight === null ? null : { wayOut: preflight.wayOut, at: new Date(preflight.at).toISOString() },
  });
}

/** Where we come from, for customers' firewalls. */
export async function readEgress(call: Call): Promise<Response> {
  readQuery(call, NO_QUERY);
  const { settings } = call.deps;
  const preflight = await freshPreflight(call.deps);
  return json({
    addresses: settings.egressAddresses,
    // By the design of the deployment the reverse name of each address is the name that we say in EHLO.
    ptr: settings.egressAddresses.length > 0 ? settings.helo : null,
    helo: settings.helo,
    families: preflight?.families ?? [],
  });
}
