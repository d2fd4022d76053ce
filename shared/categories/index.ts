import type { Category } from '../check/category.ts';
import { announcedCategories } from './announced.ts';
import { dns } from './dns/index.ts';
import { session } from './session/index.ts';

/** The registry of categories: explicit and ordered. Everything that lists categories reads it from here. */
export const categories: readonly Category[] = [dns, session, ...announcedCategories];

/** Those that can be run. */
export const builtCategories: readonly Category[] = categories.filter(({ gather }) => gather !== null);
