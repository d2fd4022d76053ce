import { builtCategories } from '../shared/categories/index.ts';
import { categoryFunction } from './edge/category-function.ts';

/** Runs one category of a check. The same file serves them all. */
export const handler = categoryFunction(builtCategories);
