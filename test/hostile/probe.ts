/** Checks many servers at once in one process, and tells on standard output what that cost it. */
import { runCheck } from '../../shared/command/run-check.ts';
import { readSettings } from '../../shared/config.ts';
import { renderText } from '../../shared/report/render/text.ts';
import type { Report } from '../../shared/report/report.ts';
import { requestFor } from '../support/check-world.ts';
import type { Probed } from './siege.ts';

const { ports, seconds, patience } = JSON.parse(process.env.SIEGE ?? '{}') as { ports: number[]; seconds: number; patience: number | null }; // biome-ignore format: one thought
const settings = readSettings(process.env);
if (patience !== null) {
  const brief = { connect: patience, greeting: patience, command: patience, endOfData: patience, quit: patience };
  settings.patience = { ...brief, replyGrace: patience, pause: [50, 100], deferral: 50 };
}
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there.
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

const rss = (): number => process.memoryUsage().rss / 1024 / 1024;
const size = ({ conversations }: Report): number => Math.max(0, ...conversations.map((one) => JSON.stringify(one.lines).length)); // biome-ignore format: one thought

const check = (at: number): Promise<Report> =>
  runCheck(
    {
      ...requestFor(`h${at}.test`, ports[at] as number),
      categories: null,
      send: true,
      recipients: [`postmaster@h${at}.test`],
    },
    settings,
    AbortSignal.timeout(seconds * 1000),
  );

async function probed(at: number): Promise<Probed['checks'][number]> {
  const start = performance.now();
  const report = await check(at).catch((error: unknown) => `${error instanceof Error ? error.stack : error}`);
  const took = Math.round(performance.now() - start);
  if (typeof report === 'string') return { took, verdict: null, largest: 0, steers: false, fault: report };
  const shown = [renderText(report, { lang: 'en', colour: false, width: 100, log: true }), JSON.stringify(report)];
  return {
    took,
    verdict: report.verdict,
    largest: size(report),
    steers: shown.some((text) => BIDI.test(text) || STEERING.test(text)),
    fault: report.categories.some(({ reason }) => reason === 'internal') ? 'internal' : null,
  };
}

// Once before, against nobody, so that what is loaded on first use counts as idle.
await check(ports.length - 1).catch(() => {});
const idle = rss();
let peak = idle;
const timer = setInterval(() => {
  peak = Math.max(peak, rss());
}, 20);
const checks = await Promise.all(ports.map((_, at) => probed(at)));
clearInterval(timer);
process.stdout.write(JSON.stringify({ idle, peak, checks } satisfies Probed));
process.exit(0);
