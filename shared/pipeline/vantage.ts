import type { Io } from '../check/io.ts';
import type { Target } from '../check/target.ts';
import type { Settings } from '../config.ts';
import type { Vantage } from '../report/report.ts';

/** Far addresses that are never contacted: whether the kernel has a route to them tells our families. */
const FAR = [
  { address: '198.41.0.4', family: 4, lab: false, name: 'ipv4' },
  { address: '2001:503:ba3e::2:30', family: 6, lab: false, name: 'ipv6' },
] as const;

/** Address families that are to be had from here; a lab's own addresses count where one is tested. */
export async function familiesFor(target: Pick<Target, 'addresses'>, io: Io): Promise<Vantage['families']> {
  const routes = await Promise.all(
    FAR.map(async (far) => {
      const ours = target.addresses.filter((one) => one.family === far.family && one.lab);
      const routed = await Promise.all([far, ...ours].map((address) => io.hasRoute(address)));
      return routed.includes(true) ? [far.name] : [];
    }),
  );
  return routes.flat();
}

export const vantageOf = (settings: Settings, families: Vantage['families']): Vantage => ({
  egress: settings.egressAddresses[0] ?? null,
  helo: settings.helo ?? '[address literal]',
  senders: [settings.sender, settings.spfFailSender].filter((one) => one !== null),
  families,
  isGateway: settings.egressIsGateway,
});
