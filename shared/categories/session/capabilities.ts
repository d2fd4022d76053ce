import { row } from '../../check/row.ts';
import { keyword, offers } from '../../visit/keywords.ts';
import { cite } from '../../visit/sighting.ts';
import type { SessionEvidence } from './evidence.ts';

const NOTEWORTHY = ['SIZE', 'PIPELINING', '8BITMIME', 'SMTPUTF8', 'CHUNKING', 'DSN'] as const;

/** What the server can do, as far as it matters to the gateway. */
export const capabilities = row<SessionEvidence>()({
  id: 'capabilities',
  n: null,
  side: 'server',
  gravity: 20,
  needs: ['capabilities'],
  codes: { listed: 'info', differing: 'info', 'auth-before-tls': 'warn' },
  judge({ capabilities: evidence }) {
    const { plain, inTls, differing, sighting } = evidence;
    const list = inTls ?? plain ?? [];
    const size = list.find((line) => keyword(line) === 'SIZE')?.split(/\s+/)[1];
    const known = NOTEWORTHY.filter((wanted) => offers(list, wanted));
    const data = {
      offered: known,
      missing: NOTEWORTHY.filter((wanted) => !offers(list, wanted)),
      sizeMb:
        size === undefined || !/^\d+$/.test(size) || Number(size) === 0 ? null : Math.floor(Number(size) / 1048576),
      differing,
    };
    const more = { ...cite(sighting, 'ehlo'), value: [...known], data };
    if (plain !== null && offers(plain, 'AUTH')) return { ...more, code: 'auth-before-tls' };
    return { ...more, code: differing.length > 0 ? 'differing' : 'listed' };
  },
});
