import { tick } from '../shared/pipeline/tick.ts';
import { scheduleFunction } from './edge/schedule-function.ts';

/** Looks at whatever is due. */
export const handler = scheduleFunction(tick);
