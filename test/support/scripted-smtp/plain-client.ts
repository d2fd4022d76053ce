import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

export interface PlainClient {
  socket: net.Socket;
  /** What each read of the socket gave. */
  readonly chunks: Buffer[];
  send(text: string): void;
  /** The next lines that were read, up to the end of a reply; undefined when the connection ended before. */
  reply(): Promise<string | undefined>;
  command(line: string): Promise<string | undefined>;
  /** How the connection ended: `end`, or the code of its error. */
  readonly ended: Promise<string>;
  startTls(options?: tls.ConnectionOptions): Promise<tls.TLSSocket>;
}

/** Trusts anything and speaks anything: what the server does is looked at, not judged. */
export const LENIENT = {
  rejectUnauthorized: false,
  minVersion: 'TLSv1',
  ciphers: `${tls.DEFAULT_CIPHERS}:@SECLEVEL=0`,
} as const;

/** A client that knows next to nothing, so that the scripted server is not tested by the code that it is to test. */
export async function plainClient(at: { address: string; port: number }): Promise<PlainClient> {
  const raw = net.connect(at.port, at.address);
  await once(raw, 'connect');
  return follow(raw);
}

function follow(raw: net.Socket): PlainClient {
  const incoming = new Incoming();
  const ended = new Promise<string>((resolve) => {
    raw.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    raw.on('close', () => {
      incoming.end();
      resolve('end');
    });
  });
  incoming.listen(raw);
  const client: PlainClient = {
    socket: raw,
    chunks: incoming.chunks,
    ended,
    send: (text) => void client.socket.write(text),
    reply: () => incoming.reply(),
    command(line) {
      client.send(`${line}\r\n`);
      return client.reply();
    },
    async startTls(options) {
      raw.removeAllListeners('data');
      const secured = tls.connect({ socket: raw, ...LENIENT, ...options });
      client.socket = secured;
      await once(secured, 'secureConnect');
      secured.on('error', () => {});
      incoming.listen(secured);
      return secured;
    },
  };
  return client;
}

class Incoming {
  readonly chunks: Buffer[] = [];
  private text = '';
  private over = false;
  private wake = () => {};

  listen(socket: net.Socket): void {
    socket.on('data', (bytes: Buffer) => {
      this.chunks.push(bytes);
      this.text += bytes.toString('latin1');
      this.wake();
    });
  }

  end(): void {
    this.over = true;
    this.wake();
  }

  async reply(): Promise<string | undefined> {
    for (;;) {
      const found = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(this.text)?.[0];
      if (found !== undefined) {
        this.text = this.text.slice(found.length);
        return found;
      }
      if (this.over) return undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}
