import { runCheck } from '../../shared/command/run-check.ts';
import { readSettings } from '../../shared/config.ts';
import { makeCertificate, serverTls } from '../support/certificates.ts';
import { requestFor } from '../support/check-world.ts';
import { startSmtpServer } from '../support/scripted-smtp.ts';
import { startZoneServer } from '../support/zone-server.ts';
import { startDelayingProxy } from './delaying-proxy.ts';
import { report, timed } from './measure.ts';

const ROUND_TRIP_MS = 100;

/**
 * What the protocol needs at the least, in round trips, with everything behind the delaying proxy: MX; addresses; the
 * greeting, half a one, since the proxy itself accepts at once; EHLO; STARTTLS; the TLS 1.3 handshake; EHLO; all
 * recipients as one group; the three senders as another, since a good recipient must be known first; QUIT.
 */
const FLOOR = 2 + 0.5 + 5 + 2;
/** To the last verdict, where nothing is sent. */
const MOST = 12;

/** Checks a server a long way off, and says how many round trips that took against the protocol's floor. */
export async function roundTrips(): Promise<boolean> {
  const certificate = await makeCertificate('valid');
  const server = await startSmtpServer({ tls: serverTls(certificate) });
  const proxy = await startDelayingProxy('127.0.0.1', server.port, ROUND_TRIP_MS / 2);
  const zone = await startZoneServer(
    {
      'pass.sender.test': { MX: [[10, 'mx.sender.test']] },
      'fail.sender.test': { MX: [[10, 'mx.sender.test']] },
      'sink.test': { MX: [[10, 'mx.sender.test']] },
      'contoso.test': { MX: [[10, 'mx.contoso.test']] },
      'mx.contoso.test': { A: ['127.0.0.1'] },
      '1.0.0.127.in-addr.arpa': { PTR: ['mx.contoso.test'] },
    },
    { delayMs: ROUND_TRIP_MS },
  );
  const settings = readSettings({
    MXREADY_ALLOW_NETWORKS: '127.0.0.0/8',
    MXREADY_RESOLVER: `127.0.0.1:${zone.port}`,
    MXREADY_SENDER: 'smtptest@pass.sender.test',
    MXREADY_SPF_FAIL_SENDER: 'smtptest@fail.sender.test',
    MXREADY_RELAY_SINK: 'sink@sink.test',
  });
  try {
    const check = () => runCheck(requestFor('contoso.test', proxy.port), settings, AbortSignal.timeout(60_000));
    await check(); // Code and contexts are loaded once; the way is what is measured.
    const { ms, value } = await timed(check);
    const counted = value.rows.find(({ data }) => typeof data.roundTrips === 'number')?.data.roundTrips;
    const detail = `${Math.round(ms)} ms at ${ROUND_TRIP_MS} ms a round trip; ${counted} counted in the conversation, connecting included`;
    const ratio = report(
      'round trips to the end of the check, against the floor of the protocol',
      ms / ROUND_TRIP_MS / FLOOR,
      1.25,
      detail,
    );
    return report('round trips to the last verdict', ms / ROUND_TRIP_MS, MOST, detail) && ratio;
  } finally {
    await Promise.all([server.close(), proxy.close(), zone.close()]);
  }
}
