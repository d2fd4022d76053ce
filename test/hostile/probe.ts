/** Checks many servers at once in one process, and tells on standard output what that cost it. */
import type { CheckRequest } from '../../shared/check/request.ts';
import type { CategoryResult } from '../../shared/check/run-category.ts';
import type { Target } from '../../shared/check/target.ts';
import { runCheck } from '../../shared/command/run-check.ts';
import { readSettings } from '../../shared/config.ts';
import { renderJson } from '../../shared/report/render/json.ts';
import { renderText } from '../../shared/report/render/text.ts';
import type { Report } from '../../shared/report/report.ts';
import { requestFor } from '../support/check-world.ts';
import { steers, steersBesideLines, stringsIn } from '../support/steering.ts';
import { keeper } from './keep.ts';
import type { Mission, Probed } from './siege.ts';

/** Checks at a time. */
const AT_ONCE = 50;

const mission = JSON.parse(process.env.SIEGE ?? '{}') as Mission;
const { ports, seconds, patience } = mission;
const settings = readSettings(process.env);
if (patience !== null) {
  const brief = { greeting: 5 * patience, command: patience, endOfData: patience, quit: patience };
  // All checks begin in one moment, and so do their connections: who is late then is no hostile server.
  settings.patience = {
    ...brief,
    connect: 10 * patience,
    replyGrace: patience,
    pause: [50, 100],
    deferral: 50,
    spacing: settings.patience.spacing,
  };
}

const rss = (): number => process.memoryUsage().rss / 1024 / 1024;
const size = ({ conversations }: Report): number => Math.max(0, ...conversations.map((one) => JSON.stringify(one.lines).length)); // biome-ignore format: one thought

const keep = keeper(settings, mission);

const requestAt = (at: number): CheckRequest => ({
  ...requestFor(`h${at}.test`, ports[at] as number),
  categories: null,
  send: true,
  recipients: [`postmaster@h${at}.test`],
});

interface Checked {
  report: Report;
  target: Target;
  results: CategoryResult[];
}

async function check(request: CheckRequest): Promise<Checked> {
  const results: CategoryResult[] = [];
  let target: Target | undefined;
  const report = await runCheck(request, settings, AbortSignal.timeout(seconds * 1000), {
    ended: (result) => results.push(result),
    target: (one) => {
      target = one;
    },
  });
  return { report, target: target as Target, results };
}

async function probed(at: number): Promise<Probed['checks'][number]> {
  const start = performance.now();
  const request = requestAt(at);
  const checked = await check(request).catch((error: unknown) => `${error instanceof Error ? error.stack : error}`);
  const took = Math.round(performance.now() - start);
  if (typeof checked === 'string')
    return { took, verdict: null, largest: 0, steers: false, fault: checked, unkept: null };
  const { report, target, results } = checked;
  const text = renderText(report, { lang: 'en', colour: false, width: 100, log: true });
  return {
    took,
    verdict: report.verdict,
    largest: size(report),
    steers: steersBesideLines(text) || stringsIn(JSON.parse(renderJson(report))).some(steers),
    fault: report.categories.some(({ reason }) => reason === 'internal') ? 'internal' : null,
    unkept: await keep({ request, target, results }),
  };
}

// Once before, against nobody, so that what is loaded on first use counts as idle.
await check(requestAt(ports.length - 1)).catch(() => {});
const idle = rss();
let peak = idle;
const timer = setInterval(() => {
  peak = Math.max(peak, rss());
}, 20);
const checks: Probed['checks'] = [];
const waiting = [...ports.keys()];
// Whoever ends makes room for the next: so many are always at it.
const worker = async (): Promise<void> => {
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) checks[at] = await probed(at);
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
clearInterval(timer);
process.stdout.write(JSON.stringify({ idle, peak, checks } satisfies Probed));
process.exit(0);
