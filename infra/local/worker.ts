/** Runs in a worker thread: one function, its handler loaded from its bundle, any number of invocations at once. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Answer, Invocation, WorkerData } from './function-host.ts';

const { bundle, name } = workerData as WorkerData;
const port = parentPort;
if (port === null) throw new Error('this file runs in a worker thread only');
const { handler } = (await import(bundle)) as { handler(event: unknown, context: unknown): Promise<unknown> };

/** As far as handlers and middlewares look at it. */
const contextOf = ({ id, endsAt }: Invocation) => ({
  awsRequestId: id,
  functionName: name,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  memoryLimitInMB: '256',
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => Math.max(0, endsAt - Date.now()),
});

port.on('message', async (invocation: Invocation) => {
  const answer = (rest: Omit<Answer, 'id'>): void => port.postMessage({ id: invocation.id, ...rest });
  try {
    answer({ result: await handler(invocation.event, contextOf(invocation)) });
  } catch (error) {
    answer({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
