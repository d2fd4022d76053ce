/**
 * `npm run bench:bulk`: runs of re-checks against their bounds. Ends with 1 when one is broken.
 * `[--short] [--domains n] [--engine]`: through the local service, then the engine against programs by hand; the latter alone.
 * `--file [--domains n]`: lists through the command, one of n domains and one of a tenth.
 * `--model [--domains n] [--seed n] [--calm] [--unshared]`: in virtual time, on tables in memory.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { engineAgainstSerial } from './engine.ts';
import { bulkByFile } from './file.ts';
import { bulkModel } from './model/report.ts';
import { bulkThroughService } from './service.ts';

const { values } = parseArgs({
  options: {
    engine: { type: 'boolean', default: false },
    file: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
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
} else if (values.file) {
  kept.push(await bulkByFile(Number(values.domains ?? 10_000)));
} else {
  const domains = Number(values.domains ?? (values.short ? 80 : 10_000));
  // Whoever is put off is looked at again after more than five minutes.
  const options = { domains, servers: values.short ? 40 : 300, greylists: !values.short };
  if (!values.engine) kept.push(await bulkThroughService(options, availableParallelism()));
  kept.push(await engineAgainstSerial(values.short ? 200 : 1000, values.short ? 16 : 160));
}
process.exitCode = kept.every(Boolean) ? 0 : 1;
