import { categoryFunction } from '../../../functions/edge/category-function.ts';
import { builtCategories } from '../../../shared/categories/index.ts';

const hang = async (): Promise<never> => {
  for (;;);
};

/** A category whose code never gives the thread back. */
export const handler = categoryFunction(builtCategories.map((one) => ({ ...one, gather: hang })));
