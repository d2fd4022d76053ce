/** Plays the servers from one seed to before another, and prints what was said wrongly about them. */
import { playAll } from './random-servers.ts';

const [first = 0, end = 0] = process.argv.slice(2).map(Number);
const seeds = Array.from({ length: end - first }, (_, index) => first + index);
for (const one of await playAll(seeds)) process.stdout.write(`${one}\n`);
process.stdout.write(`${seeds.length} servers\n`);
