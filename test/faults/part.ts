/** One process of `npm run test:faults`: plays the worlds that it is told to, and tells what it saw. */
import { campaign, type Options } from './campaign.ts';

process.once('message', async (options: Options) => {
  const seen = await campaign(options);
  process.send?.(seen, () => process.disconnect());
});
