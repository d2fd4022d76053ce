import { run } from './measure.ts';

/** What the serial session asks about. */
export interface Subject {
  domain: string;
  host: string;
  addresses: readonly string[];
  resolver: string;
  root: string;
}

/**
 * The same questions asked by hand, one program after the other, as an administrator would: DNS with dig, the
 * session with swaks, the certificate with openssl.
 */
export async function serialSession({ domain, host, addresses, resolver, root }: Subject): Promise<void> {
  const dig = (...args: string[]): Promise<string> => run('dig', [`@${resolver}`, '+tries=1', '+time=5', ...args]);
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
      '25',
      '--helo',
      'tester.lab.test',
      '--tls',
      '--quit-after',
      'TLS',
      '--to',
      `postmaster@${domain}`,
    ]);
    const connect = address.includes(':') ? `[${address}]:25` : `${address}:25`;
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
}
