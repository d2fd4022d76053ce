import type { SecureContext } from 'node:tls';
import { breaksTls, resolveStep } from './defaults.ts';
import type { Link } from './link.ts';
import { replyBytes } from './reply.ts';
import { send } from './send.ts';
import { breakTls, secureContext } from './tls.ts';
import type { Script, StageName, State } from './types.ts';

type Mutable<T> = { -readonly [key in keyof T]: T[key] };
type Count = Partial<Record<StageName, number>>;

const VERBS: Record<string, StageName> = {
  EHLO: 'ehlo',
  HELO: 'helo',
  STARTTLS: 'starttls',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
  RSET: 'rset',
  NOOP: 'noop',
  QUIT: 'quit',
};

/** Plays one script over one connection. */
export class Conversation {
  private readonly link: Link;
  private readonly script: Script;
  private readonly context: SecureContext | undefined;
  private readonly state: Mutable<State>;
  private readonly count: Count = {};

  constructor(link: Link, script: Script, context: SecureContext | undefined, connection: number) {
    this.link = link;
    this.script = script;
    this.context = context;
    this.state = { connection, secure: false, from: null, recipients: [], count: this.count };
  }

  async run(): Promise<void> {
    if (this.script.implicitTls && !(await this.startTls(resolveStep(this.script, 'starttls', '', this.state)))) return;
    let goesOn = (await this.act('greeting', '')) !== null;
    for (;;) {
      const line = await this.link.readUntil('\r\n');
      if (line === null) return;
      this.link.record.commands.push(line);
      if (this.state.secure) this.link.record.commandsInTls.push(line);
      if (goesOn) goesOn = await this.command(line);
    }
  }

  /** Answers one command line. False when nothing more is to be said on this connection. */
  private async command(line: string): Promise<boolean> {
    const verb = /^[A-Za-z]+/.exec(line)?.[0].toUpperCase() ?? '';
    const known = VERBS[verb] ?? 'other';
    const stage = known === 'ehlo' && this.state.secure ? 'ehloTls' : known;
    const code = await this.act(stage, line);
    if (code === null) return false;
    if (stage === 'quit') this.link.end();
    if (stage === 'data' && code.startsWith('3')) return this.receiveMessage();
    if (code.startsWith('2')) this.note(stage, line);
    return true;
  }

  /** Plays the step of a stage and returns the code that it sent, or null when the conversation is over. */
  private async act(stage: StageName, line: string): Promise<string | null> {
    this.count[stage] = (this.count[stage] ?? 0) + 1;
    const step = resolveStep(this.script, stage, line, this.state);
    const bytes = replyBytes(step, this.script, this.state.secure);
    const goesOn = await send(this.link, step, bytes);
    if (stage === 'greeting') this.link.greeted = true;
    if (!goesOn) return null;
    const code = bytes.toString('latin1', 0, 3);
    if (stage !== 'starttls' || !code.startsWith('2')) return code;
    return (await this.startTls(step)) ? code : null;
  }

  private note(stage: StageName, line: string): void {
    if (stage === 'mail') this.state.from = line;
    else if (stage === 'rcpt') this.state.recipients = [...this.state.recipients, line];
    else if (stage !== 'noop' && stage !== 'other') this.resetTransaction();
  }

  private resetTransaction(): void {
    this.state.from = null;
    this.state.recipients = [];
  }

  private async receiveMessage(): Promise<boolean> {
    // RFC 5321 4.1.1.4: the CRLF that ends DATA also begins the end-of-data mark of an empty message.
    this.link.putBack('\r\n');
    const stuffed = await this.link.readUntil('\r\n.\r\n');
    if (stuffed === null) return false;
    const message = stuffed.slice(2).replace(/^\./gm, '');
    this.link.record.messages.push(message);
    const code = await this.act('endOfData', message);
    this.resetTransaction();
    return code !== null;
  }

  private async startTls(step: Parameters<typeof breaksTls>[0]): Promise<boolean> {
    this.link.record.pipelinedAfterStarttls = this.link.takeBuffered();
    if (breaksTls(step)) {
      await breakTls(this.link, step);
      return false;
    }
    this.state.secure = await this.link.startTls(this.context ?? secureContext({}));
    return this.state.secure;
  }
}
