import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import type { Lab, LabDescription } from './lab.ts';

/** Sends lines one after the other, each after the reply to the one before; gives the replies, the greeting first. */
export async function talk(
  host: string,
  port: number,
  lines: readonly string[] = [],
  patience = 15_000,
): Promise<string[]> {
  const socket = connect({ host, port });
  const replies: string[] = [];
  let heard = '';
  let sent = 0;
  return new Promise((resolve, reject) => {
    const end = () => {
      socket.destroy();
      resolve(heard === '' ? replies : [...replies, heard]);
    };
    socket.setTimeout(patience, end);
    socket.once('error', reject);
    socket.once('end', end);
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      if (!/^\d{3}( .*)?\r\n$/m.test(heard)) return;
      replies.push(heard);
      heard = '';
      const line = lines[sent++];
      if (line === undefined) end();
      else socket.write(`${line}\r\n`);
    });
  });
}

/** Status and answer section of one query, as `dig` tells them: "NOERROR", ["10 mx.example."]. */
export async function dig(
  lab: LabDescription,
  name: string,
  type: string,
): Promise<{ status: string; answers: string[] }> {
  const server = [`@${lab.dns.address}`, '-p', String(lab.dns.port), '+time=5', '+tries=1'];
  const query = type === 'PTR' ? ['-x', name] : [name, type];
  const output = await outputOf('dig', [...server, '+noall', '+comments', '+answer', ...query]);
  const answers = output.split('\n').filter((line) => line !== '' && !line.startsWith(';'));
  const fields = answers.map((line) => line.split(/\s+/));
  return {
    status: /status: (\w+)/.exec(output)?.[1] ?? 'no answer',
    answers: fields.map(([, , , kind = '', ...data]) => (kind === type ? data.join(' ') : `${kind} ${data.join(' ')}`)),
  };
}

/** What `openssl s_client` says about a host, verified against the lab's root. */
export function sClient(
  lab: Lab,
  scenario: string,
  options: readonly string[] = ['-starttls', 'smtp'],
): Promise<string> {
  const { addresses, port, mxHost } = lab.scenario(scenario);
  const target = ['-connect', `${addresses[0]}:${port}`, '-verify_hostname', mxHost ?? ''];
  return outputOf('openssl', ['s_client', ...target, '-CAfile', lab.rootCertificate, ...options]);
}

/** Standard output and error together, whatever the command's exit code: its words are the evidence. */
function outputOf(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(file, [...args], { timeout: 15_000 }, (_, stdout, stderr) => resolve(`${stdout}${stderr}`));
    child.stdin?.end('QUIT\r\n');
  });
}
