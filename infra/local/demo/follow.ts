import type { CheckView } from '../../../shared/api/view.ts';
import type { Report } from '../../../shared/report/report.ts';
import type { RunningWorld } from './run-world.ts';

export interface Outcome {
  report: Report;
  /** How often the sample server was connected to. */
  connections: number;
}

async function read(response: Response): Promise<CheckView> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text.trim()}`);
  return JSON.parse(text) as CheckView;
}

/** What changed since the last poll, as lines. */
function news(before: CheckView | null, now: CheckView): string[] {
  const was = new Map(before?.categories.map(({ id, status }) => [id, status]));
  return now.categories
    .filter(({ id, status }) => was.get(id) !== status && status !== 'queued')
    .map(({ id, status }) => `${id}: ${status}`);
}

/**
 * Asks the service for a check over HTTP, as any caller would, and follows it by polling to its end.
 * @param write gets the progress, line by line
 */
export async function follow(
  url: string,
  { world, servers }: RunningWorld,
  signal: AbortSignal,
  write: (line: string) => void,
): Promise<Outcome> {
  const { target, mode, phase, gateway, ...more } = world.request ?? {};
  const given = Object.fromEntries(
    Object.entries({ target, mode, phase, gateway }).filter(([, value]) => value != null),
  );
  const posted = await fetch(`${url}/v1/checks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ domain: world.domain, port: servers.port, ...more, ...given }),
    signal,
  });
  let view = await read(posted);
  let before: CheckView | null = null;
  for (;;) {
    for (const line of news(before, view)) write(`${line}\n`);
    if (view.report !== null) break;
    before = view;
    view = await read(await fetch(`${url}${view.links.self}?wait=5`, { signal }));
  }
  return { report: view.report, connections: servers.running.flatMap((one) => one.connections).length };
}
