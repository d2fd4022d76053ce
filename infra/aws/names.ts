/** Id of a construct: `category-session` → `CategorySession`. */
export const constructId = (id: string): string => id.replaceAll(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase()); // biome-ignore format: one thought
