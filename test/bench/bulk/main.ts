/**
 * `npm run bench:bulk`: runs of re-checks against their bounds. Ends with 1 when one is broken.
 * `--model [--domains n] [--seed n] [--calm] [--unshared]`: in virtual time, on tables in memory.
 */
import { parseArgs } from 'node:util';
import { bulkModel } from './model/report.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'boolean', default: false },
    domains: { type: 'string' },
    seed: { type: 'string', default: '1' },
    calm: { type: 'boolean', default: false },
    unshared: { type: 'boolean', default: false },
  },
});

const kept: boolean[] = [];
if (values.model) {
  const domains = values.domains === undefined ? [1000, 100_000, 1_000_000] : values.domains.split(',').map(Number);
  kept.push(await bulkModel({ domains, seed: Number(values.seed), calm: values.calm, shared: !values.unshared }));
}
process.exitCode = kept.every(Boolean) ? 0 : 1;
