import { row } from '../../check/row.ts';
import type { ReportEvidence } from './evidence.ts';

/** Row 24: a fault of ours, with all that support needs to know. */
export const internalError = row<ReportEvidence>()({
  id: 'internal-error',
  n: 24,
  side: 'tester',
  fleeting: true,
  gravity: 12,
  needs: ['faults'],
  codes: { none: 'notApplicable', fault: 'warn' },
  judge({ faults }, { target }) {
    if (faults.length === 0) return { code: 'none' };
    const messages = faults.map(({ where, message }) => `${where}: ${message.split('\n')[0]}`);
    const data = { messages, domain: target.domain, host: target.host, port: target.port };
    return { code: 'fault', value: messages, data };
  },
});
