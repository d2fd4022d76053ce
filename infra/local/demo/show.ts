import type { Paint } from '../../../shared/report/render/paint.ts';
import { SIGNS, wrap } from '../../../shared/report/render/paint.ts';
import type { Report } from '../../../shared/report/report.ts';
import type { Verdict } from '../../../shared/report/texts/language.ts';
import type { DemoTenant } from './tenants.ts';
import type { World } from './world.ts';

/** A world and what became of it: a report with its differences to the truth, or an error. */
export interface Judged {
  world: World;
  report: Report | null;
  differences: string[];
}

export interface Pen {
  paint: Paint;
  width: number;
}

const STYLE = { ready: 'green', readyWithWarnings: 'yellow', notReady: 'red', incomplete: 'magenta' } as const;
const VERDICT_WIDTH = Math.max(...Object.keys(STYLE).map((verdict) => verdict.length));

export const nameWidth = (worlds: readonly World[]): number => Math.max(...worlds.map(({ name }) => name.length));

/** Text beside a start that fills so many columns, cut after a number of lines. */
function hanging(start: string, startWidth: number, text: string, width: number, most = 3): string[] {
  const lines = wrap(text, Math.max(30, width - startWidth - 2));
  const kept = lines.length > most ? [...lines.slice(0, most - 1), `${lines[most - 1]} …`] : lines;
  return kept.map((line, index) => `${index === 0 ? start : ' '.repeat(startWidth)}${line}`);
}

/** What is about to be tested. */
export function introduction(worlds: readonly World[], skipped: readonly World[], { paint, width }: Pen): string[] {
  const pad = nameWidth([...worlds, ...skipped]);
  return [
    paint(
      'bold',
      `${worlds.length} sample mail servers with their DNS, on this machine only; of each the truth is known:`,
    ),
    '',
    ...worlds.flatMap(({ name, description }) => hanging(`  ${name.padEnd(pad)}  `, pad + 4, description, width)),
    ...skipped.map(({ name }) => `  ${name.padEnd(pad)}  ${paint('magenta', 'skipped: this machine has no ::1')}`),
    '',
    paint('bold', 'All are checked at the same time, with the patience of a real check:'),
    '',
  ];
}

/** One line per world, and as many more as its headline takes. */
export function overview(all: readonly Judged[], { paint, width }: Pen): string[] {
  const pad = nameWidth(all.map(({ world }) => world));
  const verdict = (word: Verdict): string => paint(STYLE[word], word.padEnd(VERDICT_WIDTH));
  return [
    '',
    paint('bold', 'What came out'),
    '',
    ...all.flatMap(({ world, report }) =>
      report === null
        ? [`  ${world.name.padEnd(pad)}  ${paint('red', 'no report')}`]
        : hanging(
            `  ${world.name.padEnd(pad)}  ${verdict(report.verdict)}  `,
            pad + VERDICT_WIDTH + 6,
            report.headline,
            width,
          ),
    ),
  ];
}

/** Whether each answer is the known truth; where not, what differs. */
export function comparison(all: readonly Judged[], skipped: readonly World[], { paint }: Pen): string[] {
  const pad = nameWidth([...all.map(({ world }) => world), ...skipped]);
  const sign = (status: 'pass' | 'fail' | 'notTested'): string => paint(SIGNS[status].style, SIGNS[status].sign);
  const wrong = all.filter(({ differences }) => differences.length > 0).length;
  return [
    '',
    paint('bold', 'Compared with the known truth'),
    '',
    ...all.flatMap(({ world, differences }) => [
      differences.length === 0
        ? `  ${sign('pass')} ${world.name.padEnd(pad)}  verdict and ${world.truth.rows.length} expected rows as they should be, nothing else claimed`
        : `  ${sign('fail')} ${world.name}`,
      ...differences.map((line) => paint('red', `      ${line}`)),
    ]),
    ...skipped.map(({ name }) => `  ${sign('notTested')} ${name.padEnd(pad)}  skipped: this machine has no ::1`),
    '',
    wrong === 0
      ? paint(['bold', 'green'], `All ${all.length} answers are the known truth.`)
      : paint(['bold', 'red'], `${wrong} of ${all.length} answers are not the known truth.`),
  ];
}

/** What is about to be checked twice. */
export function tenantsIntroduction(tenants: readonly DemoTenant[], { paint, width }: Pen): string[] {
  const pad = Math.max(...tenants.map(({ id }) => id.length));
  return [
    '',
    paint(
      'bold',
      `${tenants.length} tenants are registered, and all of them are checked twice, as operations do at night:`,
    ),
    '',
    ...tenants.flatMap(({ id, world }) => hanging(`  ${id.padEnd(pad)}  `, pad + 4, world.description, width)),
    '',
  ];
}

/** What operations read after a run, and whether it is what is known. */
export function told(text: string, differences: readonly string[], { paint }: Pen): string[] {
  const { sign, style } = SIGNS[differences.length === 0 ? 'pass' : 'fail'];
  const line = differences.length === 0 ? 'the run tells what is known, and nothing else' : 'the run does not tell what is known'; // biome-ignore format: one thought
  return [
    '',
    ...text
      .trimEnd()
      .split('\n')
      .map((one) => (one === '' ? '' : `    ${one}`)),
    '',
    `  ${paint(style, sign)} ${line}`,
    ...differences.map((one) => paint('red', `      ${one}`)),
    '',
  ];
}

export const NEXT = [
  '',
  'Next, start the service (npm start), or check a server of your own:',
  '  npm run -s check -- --help',
  '  npm run -s check -- contoso.com --target mail.contoso.com',
];
