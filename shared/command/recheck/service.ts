import { randomUUID } from 'node:crypto';
import type { Output } from '../output.ts';
import { UsageError } from '../run-check.ts';
import { runExitCode } from './exit.ts';
import { followRun, readJson, readRun, type ShownRun } from './follow.ts';
import { type Ask, createAsk, mayPass, type ServiceOptions, ServiceRefusal } from './http.ts';
import type { RecheckOptions } from './options.ts';
import type { RunProgress } from './progress.ts';
import { pauseFor } from './pause.ts';
import { lineOf, listRuns, readEnd, tellRun } from './results.ts';

export interface ServiceWorld {
  service: { service: string; token: string | null };
  output: Output;
  progress: RunProgress;
  stop: AbortSignal;
  /** Replaced by tests, which do not wait. */
  pause?: ServiceOptions['pause'];
  patience?: number;
}

/** Body of `POST /v1/rechecks` (contract.md); what is not said is left to the service. */
export function orderOf({ tenant, verdict, checkedBefore, spread, maxAge, force }: RecheckOptions): object {
  const filter = {
    ...(tenant.length === 0 ? {} : { tenantIds: tenant }),
    ...(verdict.length === 0 ? {} : { verdicts: verdict }),
    ...(checkedBefore === undefined ? {} : { checkedBefore }),
  };
  return {
    ...(Object.keys(filter).length === 0 ? {} : { filter }),
    ...(spread === undefined ? {} : { spreadOver: spread }),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(force === true ? { force } : {}),
  };
}

/** How the command is told where the service is, as far as it must be said again. */
const again = ({ service }: RecheckOptions, id: string): string =>
  `mxready recheck ${service === undefined ? '' : `--service ${service} `}--follow ${id}`;

/** Begins a run. The key makes a question that is asked twice, because an answer got lost, one run. */
async function begin(ask: Ask, options: RecheckOptions): Promise<ShownRun> {
  const headers = { 'idempotency-key': randomUUID() };
  try {
    const { text } = await ask({ method: 'POST', path: '/v1/rechecks', body: orderOf(options), headers });
    return readRun(readJson(text));
  } catch (error) {
    if (!(error instanceof ServiceRefusal) || error.status !== 409 || error.run === null) throw error;
    throw new UsageError(`${error.message}\n  follow it: ${again(options, error.run)}`);
  }
}

async function patch(ask: Ask, id: string, status: string): Promise<string> {
  const { text } = await ask({ method: 'PATCH', path: `/v1/rechecks/${id}`, body: { status } });
  return `${id}  ${lineOf(readRun(readJson(text)))}\n`;
}

/** What is done to a run, or with all of them, without following one; null: none of it is asked for. */
function errandOf(ask: Ask, { pause, resume, cancel, list, format }: RecheckOptions): Promise<string> | null {
  if (list === true) return listRuns(ask, format);
  if (pause !== undefined) return patch(ask, pause, 'paused');
  if (resume !== undefined) return patch(ask, resume, 'running');
  return cancel === undefined ? null : patch(ask, cancel, 'cancelled');
}

/** Follows a run to its end and tells what became of it. @returns the exit code */
async function follow(ask: Ask, id: string, options: RecheckOptions, world: ServiceWorld): Promise<number> {
  const { progress, stop, output, pause = pauseFor } = world;
  try {
    const run = await followRun(id, ask, progress, (ms) => pause(ms, stop));
    progress.close();
    const end = await readEnd(ask, id);
    await output.write(await tellRun(ask, id, options));
    return runExitCode(end, run.status === 'cancelled', options.strict);
  } catch (error) {
    progress.close();
    // Whoever stops looking must know that the run goes on, and how to look again.
    if (!(error instanceof ServiceRefusal) || mayPass(error.status))
      progress.note(`run ${id} goes on without us; follow it: ${again(options, id)}`);
    throw error;
  }
}

/** `mxready recheck` of the domains that a service has. @returns the exit code */
export async function recheckService(options: RecheckOptions, world: ServiceWorld): Promise<number> {
  const { service, stop, progress, output, pause, patience } = world;
  const ask = createAsk({
    ...{ url: service.service, token: service.token, stop, note: progress.note },
    ...(pause === undefined ? {} : { pause }),
    ...(patience === undefined ? {} : { patience }),
  });
  const errand = errandOf(ask, options);
  if (errand !== null) {
    await output.write(await errand);
    return 0;
  }
  if (typeof options.follow === 'string') return follow(ask, options.follow, options, world);
  const { id } = await begin(ask, options);
  if (options.follow === false) {
    progress.note(`the run has begun; follow it: ${again(options, id)}`);
    await output.write(`${id}\n`);
    return 0;
  }
  progress.note(`run ${id}`);
  return follow(ask, id, options, world);
}
