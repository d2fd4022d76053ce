import type { AnyRow } from '../../check/row.ts';
import { aborted } from './aborted.ts';
import { connectionLimit } from './connection-limit.ts';
import { error } from './error.ts';
import { internalError } from './internal-error.ts';
import { log } from './log.ts';
import { responseTimes } from './response-times.ts';

/** Rows of the report as a whole, judged when all categories have ended. Their category is `all`. */
export const reportRows: readonly AnyRow[] = [aborted, error, internalError, log, responseTimes, connectionLimit];
