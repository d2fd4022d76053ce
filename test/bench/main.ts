/** `npm run bench`: ratios of one run, never absolute times. `--short` for CI. Ends with 1 when a bound is broken. */
import { againstSerial } from './against-serial.ts';
import { bundles } from './bundles.ts';
import { run } from './measure.ts';
import { pageOfReport } from './page.ts';
import { reading } from './reading.ts';
import { roundTrips } from './round-trips.ts';
import { throughService } from './service.ts';

const short = process.argv.includes('--short');
const rounds = short ? 5 : 15;

await run('node', ['infra/build.mjs']);
const slack = short ? 3 : 1;
const kept = [
  await bundles(),
  reading(),
  pageOfReport(rounds, slack),
  await roundTrips(),
  await throughService(rounds, slack),
];
const root = process.getuid?.() === 0;
if (root) kept.push(await againstSerial(rounds));
else console.log('left out: the comparison with swaks, openssl and dig needs root for a real Postfix on loopback');
process.exitCode = kept.every(Boolean) ? 0 : 1;
