import { run } from './measure.ts';

/** What the serial session asks about. */
export interface Subject {
  domain: string;
  host: string;
  addresses: readonly string[];
  /** Address, and port where it is another than 53: `127.0.0.1:5353`. */
  resolver: string;
  /** Left out: 25. */
  port?: number;
  root: string;
  senders: { pass: string; fail: string };
  sink: string;
}

/**
 * The same questions asked by hand, one program after the other, as an administrator would: DNS with dig, the
 * session with swaks, the certificate with openssl.
 */
export async function serialSession(subject: Subject): Promise<void> {
  const { domain, host, addresses, root, port = 25 } = subject;
  const [resolver, dnsPort = '53'] = subject.resolver.split(':');
  const dig = (...args: string[]): Promise<string> =>
    run('dig', [`@${resolver}`, '-p', dnsPort, '+tries=1', '+time=5', ...args]);
  const label = domain.replaceAll('.', '-');
  await dig(domain, 'MX');
  for (const kind of ['gate', 'mail']) await dig(`${label}.${kind}.seppmail.cloud`, 'A');
  await dig(`no-such-label.${domain}`, 'A');
  await dig(host, 'A');
  await dig(host, 'AAAA');
  for (const address of addresses) {
    await dig('-x', address);
    await run('swaks', [
      '--server',
      address,
      '--port',
      `${port}`,
      '--helo',
      'tester.lab.test',
      '--tls',
      '--quit-after',
      'TLS',
      '--to',
      `postmaster@${domain}`,
    ]);
    const connect = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
    await run('openssl', [
      's_client',
      '-starttls',
      'smtp',
      '-connect',
      connect,
      '-servername',
      host,
      '-CAfile',
      root,
      '-showcerts',
    ]);
  }
  await envelope(subject);
}

/** Recipients, the two senders, and the forms of the relay test: one call of swaks each, at one address. */
async function envelope({ domain, addresses, senders, sink, port = 25 }: Subject): Promise<void> {
  const ask = (from: string, to: string): Promise<string> =>
    run('swaks', [
      ...['--server', addresses[0] ?? '', '--port', `${port}`, '--helo', 'tester.lab.test', '--tls'],
      ...['--from', from, '--to', to, '--quit-after', 'RCPT'],
      // A refused recipient is an answer as well.
    ]).catch(() => '');
  for (const local of ['postmaster', 'abuse', 'sepp.k2j3h4g5', 'anna.keller123456']) await ask(senders.pass, `${local}@${domain}`); // biome-ignore format: one line
  for (const from of [senders.pass, senders.fail, senders.pass]) await ask(from, `postmaster@${domain}`);
  const [local, foreign] = sink.split('@');
  for (const [from, to] of [
    [senders.pass, sink],
    ['<>', sink],
    [`postmaster@${domain}`, sink],
    [senders.pass, `${local}%${foreign}@${domain}`],
    [senders.pass, `"${sink}"@${domain}`],
    [senders.pass, `@${domain}:${sink}`],
  ])
    await ask(from ?? '', to ?? '');
}
