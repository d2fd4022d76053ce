import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { startService } from '../../infra/local/service.ts';
import { topologyOf } from '../../infra/topology.ts';
import type { Message, RunMessage } from '../../shared/queue/queue.ts';
import { type RunClient, runClientOf, until } from './run-client.ts';
import { type RunLab, startRunLab } from './run-lab.ts';

/** The real local service in this process, whoever follows its runs, and the servers that these visit. */
export interface RunService {
  lab: RunLab;
  client: RunClient;
  /** Puts a message into a queue, beside those that the service sends itself. */
  send(queue: string, message: Message | RunMessage): Promise<void>;
  /** Resolves when nothing is in these queues, and nothing that came from them is in work. */
  drained(queues: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** @param environment settings beside the lab's own */
export async function startRunService(
  options: Parameters<typeof startRunLab>[0],
  environment: Readonly<Record<string, string>>,
): Promise<RunService> {
  const lab = await startRunLab(options);
  const dataDir = mkdtempSync(join(tmpdir(), 'mxready-runs-'));
  const service = await startService({ topology: topologyOf(), dataDir, port: 0, environment: { ...lab.environment, ...environment } }); // biome-ignore format: one line
  const { client, queueUrl } = service.engines;
  const left = async (queue: string): Promise<number> => {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl(queue), AttributeNames: ['All'] }),
    );
    return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
  };
  return {
    ...{ lab, client: runClientOf(service.url) },
    async send(queue, message) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl(queue), MessageBody: JSON.stringify(message) }));
    },
    async drained(queues) {
      await until(async () => (await Promise.all(queues.map(left))).reduce((sum, one) => sum + one, 0), (sum) => sum === 0); // biome-ignore format: one thought
    },
    close: async () => {
      await service.close(100);
      await lab.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
