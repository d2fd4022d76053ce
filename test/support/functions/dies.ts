import { categoryFunction } from '../../../functions/edge/category-function.ts';
import { builtCategories } from '../../../shared/categories/index.ts';

/** A category whose code ends the thread that it runs in. */
export const handler = categoryFunction(
  builtCategories.map((one) => ({ ...one, gather: async () => process.exit(3) })),
);
