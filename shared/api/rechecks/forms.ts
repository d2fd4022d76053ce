import { readFields, readForm } from '../body.ts';
import { type Call, FORM_QUERY, queryOf, readQuery } from '../context.ts';
import { Problem } from '../problem.ts';
import { steer } from './follow.ts';
import { RECHECK_BODY, STEERING_BODY } from './schema.ts';
import { startOf } from './start.ts';
import { pathOf, runOf } from './view.ts';

/** To the page of a run, in the language of the one that had the form. */
function toRun(call: Call, id: string): Response {
  const { lang } = readQuery(call, FORM_QUERY);
  const location = `${pathOf(id)}${queryOf({ lang })}`;
  return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
}

/** The body of `POST /v1/rechecks` that is meant. A field left empty was not given; what is no number the schema refuses. */
const bodyOf = (values: Readonly<Record<string, string>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, text]) => text !== '')
      .map(([name, text]) => [name, /^\d{1,9}$/.test(text) ? Number(text) : text]),
  );

/** `POST /rechecks`: starts a run as `POST /v1/rechecks` does and leads to it, or to the one that goes on already. */
export async function submitRecheck(call: Call): Promise<Response> {
  readQuery(call, FORM_QUERY);
  const body = readFields(bodyOf(await readForm(call.request)), RECHECK_BODY);
  const started = await startOf(call, body, null);
  return toRun(call, started.outcome === 'busy' ? started.runId : started.run.id);
}

/** `POST /v1/rechecks/{id}`: what the buttons of the page of a run send. Of a run that is over by now the page says so. */
export async function submitSteering(call: Call): Promise<Response> {
  readQuery(call, FORM_QUERY);
  const run = await runOf(call);
  const { status } = readFields(await readForm(call.request), STEERING_BODY);
  try {
    await steer(call, run, status);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 409) throw error;
  }
  return toRun(call, run.id);
}
