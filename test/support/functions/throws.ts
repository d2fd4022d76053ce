/** A function that is broken from the first line on. */
export const handler = async (): Promise<never> => {
  throw new Error('always');
};
