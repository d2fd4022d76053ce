import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import type { CertificateKind } from './scenario.ts';

export interface Certificate {
  /** Key, certificate and what is sent of the chain, in one file (PEM). */
  readonly bundle: string;
  /** Certificate and what is sent of the chain. */
  readonly chain: string;
  readonly key: string;
}

export interface Authority {
  readonly root: string;
  issue(kind: CertificateKind, host: string): Promise<Certificate>;
}

const DAY = 86_400_000;
/** Days from today, begin and end. The root is older than whatever it signs. */
const VALIDITY = { authority: [-800, 3000], valid: [-1, 364], expired: [-91, -1], 'not-yet-valid': [1, 90] } as const;

/** `openssl ca` is the one command of OpenSSL 3.0 that takes both dates of a certificate. */
const CONFIGURATION = `
[ca]
default_ca = lab
[lab]
database = index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
default_md = sha256
policy = anything
[anything]
commonName = supplied
`;

/** A root, an intermediate below it, and leaves of the intermediate, all with the `openssl` command in `folder`. */
export async function authority(folder: string): Promise<Authority> {
  const openssl = (...args: string[]) => run('openssl', args, folder);
  const path = (file: string) => join(folder, file);
  await writeFile(path('ca.cnf'), CONFIGURATION);
  await writeFile(path('index.txt'), '');
  const keys = ['root', 'intermediate'].map((name) =>
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`),
  );
  await Promise.all([
    ...keys,
    openssl('genrsa', '-out', 'rsa2048.key', '2048'),
    openssl('genrsa', '-out', 'rsa1024.key', '1024'),
  ]);

  const request = (name: string, key: string, subject: string) =>
    openssl('req', '-new', '-key', key, '-subj', `/CN=${subject}`, '-out', `${name}.csr`);
  const sign = async (name: string, signer: readonly string[], days: readonly [number, number], extensions: string) => {
    await writeFile(path(`${name}.ext`), `[extensions]\n${extensions}\n`);
    const dates = ['-startdate', stamp(days[0]), '-enddate', stamp(days[1])];
    const files = ['-in', `${name}.csr`, '-out', `${name}.crt`, '-extfile', `${name}.ext`, '-extensions', 'extensions'];
    await openssl('ca', '-batch', '-notext', '-config', 'ca.cnf', ...signer, ...dates, ...files);
  };
  const isAuthority =
    'basicConstraints = critical,CA:true\nkeyUsage = critical,keyCertSign,cRLSign\nsubjectKeyIdentifier = hash';
  await request('root', 'root.key', 'Lab Root');
  await sign('root', ['-selfsign', '-keyfile', 'root.key'], VALIDITY.authority, isAuthority);
  await request('intermediate', 'intermediate.key', 'Lab Intermediate');
  await sign('intermediate', ['-cert', 'root.crt', '-keyfile', 'root.key'], VALIDITY.authority, isAuthority);

  const issue = async (kind: CertificateKind, host: string): Promise<Certificate> => {
    const name = kind === 'wrong-name' ? 'mx.somewhere-else.test' : host;
    const key = kind === 'rsa1024' ? 'rsa1024.key' : 'rsa2048.key';
    const signer =
      kind === 'self-signed'
        ? ['-selfsign', '-keyfile', key]
        : ['-cert', 'intermediate.crt', '-keyfile', 'intermediate.key'];
    const days = kind === 'expired' || kind === 'not-yet-valid' ? VALIDITY[kind] : VALIDITY.valid;
    await request(host, key, name);
    await sign(
      host,
      signer,
      days,
      `basicConstraints = CA:false\nextendedKeyUsage = serverAuth\nsubjectAltName = DNS:${name}`,
    );
    const sent =
      kind === 'self-signed' || kind === 'incomplete' ? [`${host}.crt`] : [`${host}.crt`, 'intermediate.crt'];
    return assemble(path, host, key, sent);
  };
  // One at a time: `openssl ca` keeps a database.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (kind: CertificateKind, host: string) => {
    const mine = last.then(() => issue(kind, host));
    last = mine.catch(() => {});
    return mine;
  };
  return { root: path('root.crt'), issue: inTurn };
}

async function assemble(
  path: (file: string) => string,
  host: string,
  key: string,
  sent: readonly string[],
): Promise<Certificate> {
  const read = (files: readonly string[]) => Promise.all(files.map((file) => readFile(path(file), 'utf8')));
  const chain = (await read(sent)).join('');
  await writeFile(path(`${host}.chain`), chain);
  await writeFile(path(`${host}.bundle`), `${(await read([key])).join('')}${chain}`, { mode: 0o600 });
  return { bundle: path(`${host}.bundle`), chain: path(`${host}.chain`), key: path(key) };
}

/** YYYYMMDDHHMMSSZ, so many days from now. */
function stamp(days: number): string {
  const iso = new Date(Date.now() + days * DAY).toISOString();
  return `${iso.slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
}
