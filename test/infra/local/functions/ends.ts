/** Ends its thread with whatever it is given, before it has claimed anything. */
export const handler = async (): Promise<never> => process.exit(3);
