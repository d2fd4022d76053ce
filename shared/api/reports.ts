import * as z from 'zod';
import { renderJson } from '../report/render/json.ts';
import { renderText } from '../report/render/text.ts';
import { type Call, checkOf, LANG, readQuery } from './context.ts';
import { noSuchCheck, Problem } from './problem.ts';
import { reportOf } from './view.ts';

const FORMATS = ['json', 'text'] as const;
type Format = (typeof FORMATS)[number];

export const REPORT_QUERY = z.strictObject({ format: z.enum(FORMATS).optional(), lang: LANG });

/** Columns of the text, which is read in mails and tickets. */
const TEXT_WIDTH = 100;

/** The first of the caller's types that we have (RFC 9110 12.5.1, without weights: two formats need none). */
function accepted(accept: string | null): Format {
  const types = (accept ?? '').split(',').map((one) => one.split(';')[0]?.trim().toLowerCase());
  const first = types.find((one) => one === 'application/json' || one === 'text/plain');
  return first === 'text/plain' ? 'text' : 'json';
}

export async function readReport(call: Call): Promise<Response> {
  const { format = accepted(call.request.headers.get('accept')), lang } = readQuery(call, REPORT_QUERY);
  const check = await checkOf(call);
  if (check.status === 'cancelled') throw new Problem(409, 'the check was cancelled; it has no report');
  if (check.status !== 'done')
    throw new Problem(409, `the check is ${check.status}; its report comes when it is done`, [], {
      'retry-after': '1',
    });
  const report = await reportOf(call.deps, check, lang);
  if (report === null) throw noSuchCheck();
  const options = { lang: lang ?? check.request.lang, colour: false, width: TEXT_WIDTH, log: false };
  const [type, body] =
    format === 'json' ? ['application/json', renderJson(report)] : ['text/plain; charset=utf-8', renderText(report, options)]; // biome-ignore format: one thought
  return new Response(body, { headers: { 'content-type': type, 'cache-control': 'no-store', vary: 'accept' } });
}
