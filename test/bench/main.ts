/** `npm run bench`: ratios of one run, never absolute times. `--short` for CI. Ends with 1 when a bound is broken. */
import { againstSerial } from './against-serial.ts';
import { run } from './measure.ts';
import { roundTrips } from './round-trips.ts';

const rounds = process.argv.includes('--short') ? 5 : 15;

await run('node', ['infra/bundle.mjs']);
const kept = [await roundTrips()];
const root = process.getuid?.() === 0;
if (root) kept.push(await againstSerial(rounds));
else console.log('left out: the comparison with swaks, openssl and dig needs root for a real Postfix on loopback');
process.exitCode = kept.every(Boolean) ? 0 : 1;
