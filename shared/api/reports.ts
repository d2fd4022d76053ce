import * as z from 'zod';
import type { Language } from '../check/request.ts';
import type { LiveCheck } from '../pipeline/check.ts';
import { FORMAT_IDS, FORMATS, type FormatId } from '../report/render/formats.ts';
import { type Call, checkOf, LANG, readQuery } from './context.ts';
import { preferredType } from './negotiation.ts';
import { noSuchCheck, Problem } from './problem.ts';
import { type Ended, endedOf } from './view.ts';

export const REPORT_QUERY = z.strictObject({ format: z.enum(FORMAT_IDS).optional(), lang: LANG });

/** A media type without its parameters: callers name none. */
const bare = (mediaType: string): string => mediaType.split(';')[0] ?? mediaType;
export const REPORT_TYPES = FORMAT_IDS.map((id) => bare(FORMATS[id].mediaType));

/** JSON for who says nothing, or wants what we do not have. */
function accepted(request: Request): FormatId {
  const type = preferredType(request, REPORT_TYPES);
  return FORMAT_IDS[type === null ? 0 : REPORT_TYPES.indexOf(type)] ?? 'json';
}

/** What the check has come to. @throws Problem 409 while it has not, 404 where it is not kept any more */
export async function endOf(call: Call, lang?: Language): Promise<Ended & { check: LiveCheck }> {
  const check = await checkOf(call);
  if (check.status === 'cancelled') throw new Problem(409, 'the check was cancelled; it has no report');
  if (check.status !== 'done')
    throw new Problem(409, `the check is ${check.status}; its report comes when it is done`, [], {
      'retry-after': '1',
    });
  const ended = await endedOf(call.deps, check, lang);
  if (ended === null) throw noSuchCheck();
  return { ...ended, check };
}

export async function readReport(call: Call): Promise<Response> {
  const { format = accepted(call.request), lang } = readQuery(call, REPORT_QUERY);
  const { check, report, changes } = await endOf(call, lang);
  const { mediaType, render } = FORMATS[format];
  const headers = { 'content-type': mediaType, 'cache-control': 'no-store', vary: 'accept' };
  return new Response(render(report, lang ?? check.request.lang, changes), { headers });
}
