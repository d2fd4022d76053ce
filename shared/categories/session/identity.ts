import { row } from '../../check/row.ts';
import { cite } from '../../visit/sighting.ts';
import type { SessionEvidence } from './evidence.ts';

/** The names a server goes by, side by side, and the software that shows in what it says. */
export const identity = row<SessionEvidence>()({
  id: 'identity',
  n: null,
  side: 'server',
  needs: ['names'],
  codes: { consistent: 'info', differing: 'info', 'no-name': 'info' },
  judge({ names }) {
    const { banner, ehlo, ptr, software, sighting } = names;
    const all = [banner, ehlo, ...(ptr ?? [])].filter((name) => name !== null);
    const data = { banner, ehlo, ptr: ptr ?? [], recognised: software ?? 'unknown' };
    const more = { ...cite(sighting, 'banner'), value: [...new Set(all)], data };
    if (all.length === 0) return { ...more, code: 'no-name' };
    return { ...more, code: new Set(all).size === 1 ? 'consistent' : 'differing' };
  },
});
