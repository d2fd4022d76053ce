import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { ConnectionRecord } from './types.ts';

/**
 * The server's end of one connection, plain or TLS, read by pulling. Pulling makes pipelining come out right by itself:
 * what was sent ahead waits in the buffer until the reply before it is out. Nothing here throws on what a client does.
 */
export class Link {
  readonly record: ConnectionRecord;
  gone = false;
  /** The greeting is out; who speaks before that talks early. */
  greeted = false;
  /** Our side is closed, or the client's is. */
  finished = false;
  onFinished = () => {};
  private readonly raw: Socket;
  private socket: Socket;
  private buffer = '';
  private readonly waiting = new Set<() => void>();

  constructor(raw: Socket, record: ConnectionRecord) {
    this.raw = raw;
    this.record = record;
    this.socket = raw;
    raw.setNoDelay(true);
    raw.on('close', () => {
      this.gone = true;
      this.finish('client');
    });
    this.listen(raw);
  }

  get secure(): boolean {
    return this.socket !== this.raw;
  }

  private listen(socket: Socket): void {
    socket.on('data', (bytes: Buffer) => {
      // latin1 keeps every byte; lines are decoded when they are complete.
      this.buffer += bytes.toString('latin1');
      this.record.bytesIn += bytes.length;
      this.wake();
    });
    socket.on('end', () => this.finish('client'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET') this.finish('client-reset');
    });
  }

  private finish(by: NonNullable<ConnectionRecord['closedBy']>): void {
    this.record.closedBy ??= by;
    if (!this.finished) this.onFinished();
    this.finished = true;
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }

  /** Until bytes arrive or the connection ends. */
  private change(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  /** The next bytes up to and without `end`, or null when the connection ended before. */
  async readUntil(end: string): Promise<string | null> {
    for (;;) {
      const at = this.buffer.indexOf(end);
      if (at >= 0) {
        const text = this.buffer.slice(0, at);
        this.buffer = this.buffer.slice(at + end.length);
        return Buffer.from(text, 'latin1').toString();
      }
      if (this.finished) return null;
      await this.change();
    }
  }

  async readAnything(): Promise<void> {
    while (this.buffer === '' && !this.finished) await this.change();
  }

  putBack(text: string): void {
    this.buffer = text + this.buffer;
  }

  takeBuffered(): string {
    const text = this.buffer;
    this.buffer = '';
    return text;
  }

  /** Bytes for the client, under TLS where there is TLS. Resolves when they are handed to the system. */
  write(bytes: Buffer): Promise<void> {
    if (!this.greeted) this.record.earlyTalk = this.buffer !== '';
    if (bytes.length === 0 || !this.socket.writable) return Promise.resolve();
    return new Promise((resolve) => {
      this.socket.once('close', resolve);
      this.socket.write(bytes, () => {
        this.socket.off('close', resolve);
        resolve();
      });
    });
  }

  /** Ends early when the connection does; the timer keeps no process alive. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.raw.off('close', done);
        resolve();
      };
      const timer = setTimeout(done, ms).unref();
      if (this.gone) done();
      else this.raw.once('close', done);
    });
  }

  /** FIN, after close_notify under TLS. What the client still sends is read away, so that no reset follows. */
  end(): void {
    this.finish('server');
    this.socket.end();
    this.socket.resume();
  }

  reset(): void {
    this.finish('server-reset');
    this.raw.resetAndDestroy();
  }

  destroy(): void {
    this.finish('server');
    this.socket.destroy();
    this.raw.destroy();
  }

  /** Takes TLS up as the server. False when the handshake failed; the connection is over then. */
  async startTls(secureContext: SecureContext): Promise<boolean> {
    this.raw.removeAllListeners('data');
    const socket = new TLSSocket(this.raw, { isServer: true, secureContext });
    this.socket = socket;
    const done = new Promise<boolean>((resolve) => {
      socket.once('secure', () => resolve(true));
      socket.once('close', () => resolve(false));
    });
    this.listen(socket);
    if (!(await done)) return false;
    const servername = (socket as { servername?: string | false }).servername || null;
    const cipher = socket.getCipher().name;
    this.record.tls = { version: socket.getProtocol() ?? '', cipher, servername };
    return true;
  }
}
