import { TARGET } from '../../../support/pipeline-world.ts';
import { ORDER as PLAIN } from '../../../support/run-world.ts';

export const ORDER = PLAIN;
/** What is known of the target of a check is of no matter here: one object stands for all. */
export const TARGET_OF_ALL = TARGET;
