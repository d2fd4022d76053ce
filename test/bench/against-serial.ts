import { readFileSync } from 'node:fs';
import { runCheck } from '../../shared/command/run-check.ts';
import { readSettings } from '../../shared/config.ts';
import { startLab } from '../servers/harness/lab.ts';
import { requestFor } from '../support/check-world.ts';
import { alternate, median, report, run } from './measure.ts';
import { serialSession } from './serial.ts';

/** A healthy Postfix on loopback: the command, the engine in process, and the serial session, in turn. */
export async function againstSerial(rounds: number): Promise<boolean> {
  const lab = await startLab();
  try {
    const missing = lab.missingFor('postfix-healthy');
    if (missing !== null) throw new Error(`the comparison needs a real Postfix: ${missing}`);
    const { domain, addresses, mxHost } = lab.scenario('postfix-healthy');
    const resolver = lab.dns.address;
    const root = lab.rootCertificate;
    const subject = {
      ...{ domain, host: mxHost ?? domain, addresses, resolver, root },
      ...{ senders: lab.senders, sink: lab.sink },
    };
    const networks = '127.0.0.0/8,fd00::/8';
    const settings = {
      ...readSettings({
        MXREADY_ALLOW_NETWORKS: networks,
        MXREADY_RESOLVER: resolver,
        MXREADY_HELO: 'tester.lab.test',
        MXREADY_SENDER: lab.senders.pass,
        MXREADY_SPF_FAIL_SENDER: lab.senders.fail,
        MXREADY_RELAY_SINK: lab.sink,
      }),
      extraRoots: [readFileSync(root, 'utf8')],
    };
    const options = [
      '--resolver',
      resolver,
      '--ca',
      root,
      '--helo',
      'tester.lab.test',
      '--sender',
      lab.senders.pass,
      '--spf-fail-sender',
      lab.senders.fail,
      '--relay-sink',
      lab.sink,
      '--quiet',
      '--allow-network',
      '127.0.0.0/8',
      '--allow-network',
      'fd00::/8',
    ];
    const times = await alternate(rounds, {
      command: () => run('node', ['dist/mxready.mjs', domain, ...options]),
      engine: () => runCheck(requestFor(domain, 25), settings, AbortSignal.timeout(60_000)),
      serial: () => serialSession(subject),
    });
    const [command, engine, serial] = [median(times.command), median(times.engine), median(times.serial)];
    const over = `serial session ${Math.round(serial)} ms, median of ${rounds}, ${addresses.length} addresses`;
    const whole = report(
      'command, whole process, against the serial session',
      command / serial,
      0.75,
      `${Math.round(command)} ms; ${over}`,
    );
    const inside = report(
      'engine in process, against the serial session',
      engine / serial,
      1 / 3,
      `${Math.round(engine)} ms; ${over}`,
    );
    return whole && inside;
  } finally {
    await lab.stop();
  }
}
