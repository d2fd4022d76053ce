/** `npm start`: the whole system on this machine, until Ctrl-C. */
import { type Oidc, readServiceSettings, readSettings } from '../../shared/config.ts';
import { topologyOf } from '../topology.ts';
import { explain } from './explain.ts';
import { type Service, startService } from './service.ts';

const say = (text: string): void => {
  process.stdout.write(text);
};

function introduction({ url, recovered }: Service, folder: string, oidc: Oidc | null, ms: number): string {
  const goOn = recovered === 0 ? '' : `${recovered} unfinished checks go on.\n`;
  const tokens = oidc === null ? '' : `Callers show tokens of ${oidc.issuer}: -H 'authorization: Bearer ...'\n`;
  return `mxready listens on ${url} (this machine only), data under ${folder}, up in ${Math.round(ms)} ms.
${goOn}${tokens}
  open ${url} in a browser: a form for a check, recent checks

  curl -s ${url}/v1/checks -H 'content-type: application/json' -d '{"domain":"contoso.com"}'
  curl -s '${url}/v1/checks/<id>?wait=25'
  curl -s '${url}/v1/checks/<id>/report?format=text'
  curl -s ${url}/v1/health

Ctrl-C ends it; unfinished checks go on with the next start.
`;
}

async function start(): Promise<Service> {
  // Read here, before anything starts, so that a mistake is told once and not by each function.
  readSettings(process.env);
  const { port, dataDir, oidc, nightlyAt } = readServiceSettings(process.env);
  const service = await startService({
    topology: topologyOf(),
    dataDir,
    port,
    environment: process.env,
    oidc,
    nightlyAt,
  });
  say(introduction(service, dataDir, oidc, performance.now()));
  return service;
}

try {
  const service = await start();
  let closing = false;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      // The second time whoever asks means now.
      if (closing) process.exit(130);
      closing = true;
      say('\nclosing; what is running may end. Ctrl-C again ends at once.\n');
      void service.close().then(() => process.exit(0));
    });
  }
} catch (error) {
  const { line, code } = explain(error, process.env.PORT ?? '3000');
  process.stderr.write(`mxready: ${line}\n`);
  process.exit(code);
}
