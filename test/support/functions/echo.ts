/** Tells what a function sees of its host. */
export const handler = async (
  event: { wait?: number; exit?: boolean; fail?: boolean },
  context: { getRemainingTimeInMillis(): number },
) => {
  if (event.exit === true) process.exit(1);
  if (event.fail === true) throw new Error('as asked');
  if (event.wait !== undefined) await new Promise((resolve) => setTimeout(resolve, event.wait));
  return { environment: process.env, left: context.getRemainingTimeInMillis() };
};
