import type { OwnFinding } from '../check/own-side.ts';
import type { Settings } from '../config.ts';
import { createDnsClient, systemServers } from '../net/dns/client.ts';
import { createIo } from '../net/io.ts';
import { inspectOwnSide } from '../preflight/own-side.ts';

const SIGN = { holds: 'ok', broken: 'BROKEN', undetermined: 'not to be told' } as const;
const MEANING: Readonly<Record<OwnFinding['part'], string>> = {
  'sender-spf': 'SPF of the sender passes',
  'fail-sender-spf': 'SPF of the failing sender fails',
  'sender-mx': 'the sender can be asked back',
  'fail-sender-mx': 'the failing sender can be asked back',
  sink: 'the relay sink takes mail',
  'reverse-dns': 'reverse DNS leads back',
  helo: 'the HELO name is the reverse name',
};

/** What the preflight found, and whether none of it is shown to be broken. */
export interface PreflightResult {
  wayOut: 'works' | 'blocked' | 'undetermined';
  findings: OwnFinding[];
}

/** Looks at our own side, as the deployed preflight does every five minutes. */
export async function runPreflight(settings: Settings, signal: AbortSignal): Promise<PreflightResult> {
  const dns = createDnsClient({ servers: settings.resolver === null ? systemServers() : [settings.resolver] });
  const io = createIo(settings, dns);
  const side = { identities: io.identities, helo: settings.helo, addresses: settings.egressAddresses };
  const [wayOut, findings] = await Promise.all([io.wayOut(false), inspectOwnSide(side, dns, signal)]);
  return { wayOut, findings };
}

export const isBroken = ({ wayOut, findings }: PreflightResult): boolean =>
  wayOut === 'blocked' || findings.some(({ state }) => state === 'broken');

export function renderPreflight({ wayOut, findings }: PreflightResult): string {
  const out = { works: SIGN.holds, blocked: SIGN.broken, undetermined: SIGN.undetermined }[wayOut];
  const lines = [
    ['outgoing SMTP connections arrive', out, wayOut === 'undetermined' ? 'no canary, or it said nothing' : ''],
    ...findings.map(({ part, state, seen }) => [MEANING[part], SIGN[state], seen]),
  ];
  const pad = Math.max(...lines.map(([what = '']) => what.length));
  return `${lines.map(([what = '', sign, more]) => `${what.padEnd(pad)}  ${sign}${more === '' ? '' : ` (${more})`}`).join('\n')}\n`;
}
