import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { Conversation } from './conversation.ts';
import { Link } from './link.ts';
import { resetSoon } from './send.ts';
import { secureContext } from './tls.ts';
import type { ConnectionRecord, Script, ServerOptions } from './types.ts';

export interface SmtpServer {
  readonly address: string;
  readonly port: number;
  /** In the order in which they were opened. */
  readonly connections: readonly ConnectionRecord[];
  readonly maxConcurrent: number;
  /** Resolves when no connection is open: the records are complete then. */
  idle(): Promise<void>;
  /** Destroys what is open. */
  close(): Promise<void>;
}

const OVER_LIMIT = { reply: '421 4.7.0 mx.contoso.test Error: too many connections', close: 'fin' } as const;

class ScriptedServer {
  readonly connections: ConnectionRecord[] = [];
  readonly links = new Set<Link>();
  /** Neither side has ended them yet. */
  concurrent = 0;
  maxConcurrent = 0;
  onIdle: Array<() => void> = [];
  private readonly options: ServerOptions;
  private readonly scripts: ReadonlyArray<{ script: Script; context: ReturnType<typeof secureContext> | undefined }>;

  constructor(options: ServerOptions) {
    this.options = options;
    const overlays = options.connections?.length ? options.connections : [{}];
    // Contexts are made here, so that a wrong certificate or cipher list fails the start and not a handshake.
    this.scripts = overlays.map((overlay) => {
      const script: Script = { ...options, ...overlay };
      return { script, context: script.tls && secureContext(script.tls) };
    });
  }

  accept(raw: net.Socket): void {
    const index = this.connections.length;
    const link = new Link(raw, newRecord());
    this.connections.push(link.record);
    this.links.add(link);
    raw.once('close', () => this.closed(link));
    if (this.drops(index)) void resetSoon(link);
    else this.converse(link, index);
  }

  private converse(link: Link, index: number): void {
    this.concurrent += 1;
    this.maxConcurrent = Math.max(this.maxConcurrent, this.concurrent);
    link.onFinished = () => {
      this.concurrent -= 1;
    };
    const played = this.scripts[Math.min(index, this.scripts.length - 1)];
    if (played) void new Conversation(link, this.limited(played.script), played.context, index).run();
  }

  private drops(index: number): boolean {
    const drop = this.options.acceptAndDropConnections ?? false;
    return typeof drop === 'number' ? index < drop : drop;
  }

  private limited(script: Script): Script {
    const { maxConnections = Number.POSITIVE_INFINITY, overLimit = OVER_LIMIT } = this.options;
    return this.concurrent > maxConnections ? { ...script, greeting: overLimit } : script;
  }

  private closed(link: Link): void {
    this.links.delete(link);
    if (this.links.size > 0) return;
    for (const resolve of this.onIdle.splice(0)) resolve();
  }
}

function newRecord(): ConnectionRecord {
  const lists = { commands: [], commandsInTls: [], messages: [] };
  return { ...lists, earlyTalk: false, pipelinedAfterStarttls: '', bytesIn: 0, tls: null, closedBy: null };
}

/** Starts a server on the loopback; without options a healthy one without TLS, on a free port. */
export async function startSmtpServer(options: ServerOptions = {}): Promise<SmtpServer> {
  const world = new ScriptedServer(options);
  const listener = net.createServer((socket) => world.accept(socket));
  listener.listen(options.port ?? 0, options.address ?? '127.0.0.1');
  await once(listener, 'listening');
  const { address, port } = listener.address() as AddressInfo;
  return {
    address,
    port,
    connections: world.connections,
    get maxConcurrent() {
      return world.maxConcurrent;
    },
    idle: () => new Promise((resolve) => (world.links.size === 0 ? resolve() : world.onIdle.push(resolve))),
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        for (const link of world.links) link.destroy();
      }),
  };
}
