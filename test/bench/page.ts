import { gzipSync } from 'node:zlib';
import { categories } from '../../shared/categories/index.ts';
import type { RowResult } from '../../shared/check/runner.ts';
import { assemble } from '../../shared/report/assemble.ts';
import { catalogue } from '../../shared/report/catalogue.ts';
import { reportPage } from '../../shared/report/render/html/page.ts';
import type { Report } from '../../shared/report/report.ts';
import { conversation, FRAME, found, result } from '../shared/report/kit.ts';
import { median, report } from './measure.ts';

/** What a report page may weigh on its way, as the API compresses it, and cost to make. */
const BOUND = { kilobytes: 150, ms: 15 };
/** Far more than a usual server makes: five addresses, a talkative server. */
const ADDRESSES = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '2001:db8::1', '2001:db8::2'];
const TRANSCRIPT_BYTES = 60_000;
const WARM_UP = 20;

const LINE = '250-mx.contoso.test at your service, what you say is said back to you:';

/** Every row of the catalogue of each address, with the codes that it has by turns. */
const rowsOf = (): RowResult[] =>
  ADDRESSES.flatMap((subject, turn) =>
    catalogue.map(({ row }) => {
      const codes = Object.entries(row.codes);
      const [code, status] = codes[turn % codes.length] as (typeof codes)[number];
      const evidence = [{ conversation: `session-${turn + 1}`, lines: [1, 2 + turn] }];
      return result(row.id, status, { subject, code, reply: `${LINE} ${row.id}`, evidence });
    }),
  );

function sample(): Report {
  const each = Math.ceil(TRANSCRIPT_BYTES / ADDRESSES.length / (LINE.length + 6));
  const conversations = ADDRESSES.map((address, turn) =>
    conversation({
      id: `session-${turn + 1}`,
      address,
      lines: Array.from({ length: each }, (_, at) => ({
        ms: at * 7,
        dir: at % 2 === 0 ? ('S' as const) : ('C' as const),
        tls: at > 9,
        text: `${LINE} ${(at * 7919 + turn).toString(36)}`,
      })),
    }),
  );
  const rows = rowsOf();
  const results = categories.map(({ id }) => found(id, rows, id === 'session' ? { conversations } : {}));
  return assemble(results, FRAME);
}

/** Milliseconds of work of one rendering: what else runs on the machine is not counted. */
function cost(of: Report): number {
  const start = process.cpuUsage();
  reportPage(of, 'en', null);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/**
 * A large report as a page against its bounds.
 * @param slack factor for machines that are slower than usual
 */
export function pageOfReport(rounds: number, slack: number): boolean {
  const large = sample();
  const bytes = large.conversations.flatMap(({ lines }) => lines).reduce((sum, { text }) => sum + text.length, 0);
  const page = reportPage(large, 'en', null);
  // A service has shown pages before; the first ones of a process take several times as long.
  for (let warm = 0; warm < WARM_UP; warm += 1) cost(large);
  const ms = median(Array.from({ length: rounds }, () => cost(large)));
  const what = `${large.rows.length} rows, transcript ${(bytes / 1000).toFixed(0)} kB`;
  return [
    report('a large report as a page, compressed, in kB', gzipSync(page).length / 1000, BOUND.kilobytes, `${what}, ${(page.length / 1000).toFixed(0)} kB as it is`),
    report('the same, what it takes to make, in ms', ms, BOUND.ms * slack, `median of ${rounds}`),
  ].every(Boolean); // biome-ignore format: one thought
}
