import type { Category } from '../check/category.ts';
import { dns } from './dns/index.ts';
import { envelope } from './envelope/index.ts';
import { relay } from './relay/index.ts';
import { session } from './session/index.ts';

/** The registry of categories: explicit and ordered. Everything that lists categories reads it from here. */
export const categories: readonly Category[] = [dns, session, envelope, relay];

/** Those that can be run. */
export const builtCategories: readonly Category[] = categories.filter(({ gather }) => gather !== null);
