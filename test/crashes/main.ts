/** `npm run test:crashes -- --times N`: kills the local service at random moments with checks in flight. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crash } from './crashes.ts';

const { values } = parseArgs({ options: { times: { type: 'string', default: '200' } } });
const times = Number(values.times);
if (!Number.isInteger(times) || times < 1) {
  process.stderr.write('--times takes a number from 1\n');
  process.exit(64);
}
const folder = mkdtempSync(join(tmpdir(), 'mxready-crashes-'));
const told = (done: number): void => void (done % 20 === 0 && process.stdout.write(`${done} crashes\n`));
const { crashes, checks, lost, doubled, different } = await crash({ times, dataDir: folder, told });
rmSync(folder, { recursive: true, force: true });
for (const one of different) process.stdout.write(`DIFFERENT ${one.id}: ${one.difference}\n`);
for (const one of lost) process.stdout.write(`LOST ${one}\n`);
process.stdout.write(`${crashes} crashes with ${checks} checks in flight: ${lost.length} lost, ${doubled} doubled, ${different.length} reports differ from an undisturbed one\n`); // biome-ignore format: one thought
process.exit(lost.length + doubled + different.length === 0 ? 0 : 1);
