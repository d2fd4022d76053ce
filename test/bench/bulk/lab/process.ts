/** The lab in a process of its own, so that what its servers work is not counted to whoever checks them. */
import { startLab } from './world.ts';

const [servers = '1', domains = '1', greylists = 'no'] = process.argv.slice(2);
const lab = await startLab({ servers: Number(servers), domains: Number(domains), greylists: greylists === 'yes' });
const { port, resolver, root } = lab;
process.send?.({ port, resolver, root });
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ seen: lab.seen(), cpuMs: (user + system) / 1000 });
});
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0));
