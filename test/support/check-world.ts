import type { CheckRequest } from '../../shared/check/request.ts';
import { runCheck } from '../../shared/command/run-check.ts';
import { readSettings, type Settings } from '../../shared/config.ts';
import type { Report, ReportRow } from '../../shared/report/report.ts';
import { type ServerOptions, type SmtpServer, startSmtpServer } from './scripted-smtp.ts';
import { startZoneServer, type World } from './zone-server.ts';

/** A whole small world: one scripted server, one DNS zone, one check of it. */
export interface WorldOptions {
  domain?: string;
  /** Laid over the default zone, in which the domain's MX is the server at 127.0.0.1. */
  zone?: World;
  server?: ServerOptions;
  request?: Partial<CheckRequest>;
  settings?: Partial<Settings>;
  /** Shorter patience than a real check has, in milliseconds; tests wait for no clock they can avoid. */
  patience?: Partial<Settings['patience']>;
}

export interface Checked {
  report: Report;
  server: SmtpServer;
  /** The row of that id; of several subjects the named one. */
  row(id: string, subject?: string): ReportRow;
}

/** Patience that lets a test end soon and still tells silence from slowness. */
export const TEST_PATIENCE: Settings['patience'] = {
  connect: 1000,
  greeting: 1500,
  command: 1500,
  endOfData: 1500,
  quit: 500,
  replyGrace: 500,
  pause: [10, 20],
  deferral: 10,
  spacing: 50,
};

export const requestFor = (domain: string, port: number): CheckRequest => ({
  domain,
  target: null,
  port,
  mode: 'auto',
  phase: 'auto',
  gateway: null,
  tls: true,
  recipients: [],
  send: false,
  categories: null,
  lang: 'en',
});

/** Starts the world, checks it with the real engine, stops it. */
export async function checkWorld(options: WorldOptions = {}): Promise<Checked> {
  const domain = options.domain ?? 'contoso.test';
  const server = await startSmtpServer(options.server ?? {});
  const zone = await startZoneServer({
    [domain]: { MX: [[10, `mx.${domain}`]] },
    [`mx.${domain}`]: { A: ['127.0.0.1'] },
    '1.0.0.127.in-addr.arpa': { PTR: [`mx.${domain}`] },
    ...options.zone,
  });
  const lab = {
    MXREADY_ALLOW_NETWORKS: '127.0.0.0/8,::1/128',
    MXREADY_ALLOW_PORTS: String(server.port),
    MXREADY_RESOLVER: `127.0.0.1:${zone.port}`,
  };
  const settings = { ...readSettings(lab), ...options.settings, patience: { ...TEST_PATIENCE, ...options.patience } };
  try {
    const report = await runCheck(
      // Mail transactions are other tests' matter, unless asked for.
      { ...requestFor(domain, server.port), categories: ['dns', 'session'], ...options.request },
      settings,
      AbortSignal.timeout(60_000),
    );
    const row = (id: string, subject?: string): ReportRow => {
      const found = report.rows.find((one) => one.id === id && (subject === undefined || one.subject === subject));
      if (found === undefined) throw new Error(`no row ${id}${subject === undefined ? '' : ` of ${subject}`}`);
      return found;
    };
    return { report, server, row };
  } finally {
    await Promise.all([server.close(), zone.close()]);
  }
}
