import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import { deadLetterQueue, type QueueDeclaration, type TableDeclaration, type Topology } from '../declarations.ts';
import { guardEngine } from './engine-guard.ts';
import { endReads } from './open-reads.ts';
import { tableInput } from './table-input.ts';

/** Embedded DynamoDB and SQS, on loopback, with the declared tables and queues. */
export interface Engines {
  dynamodb: string;
  sqs: string;
  client: SQSClient;
  queueUrl(queue: string): string;
  close(): Promise<void>;
}

// Said once for each process that still runs on Node.js 20; whoever runs a check cannot do anything about it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const LOOPBACK = '127.0.0.1';
/** Made anew for each process and kept in it: whoever has them has all that is stored. */
export const CREDENTIALS = {
  accessKeyId: randomBytes(20).toString('hex'),
  secretAccessKey: randomBytes(20).toString('hex'),
} as const;
export const REGION = 'us-east-1';

async function startDynalite(path: string | null): Promise<{ endpoint: string; server: Server }> {
  endReads();
  const instant = { createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 };
  const server = dynalite(path === null ? instant : { ...instant, path });
  guardEngine(server, CREDENTIALS.accessKeyId);
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  return { endpoint: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`, server };
}

async function createTables(endpoint: string, tables: readonly TableDeclaration[]): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  for (const table of tables) {
    await client.send(new CreateTableCommand(tableInput(table))).catch((error: Error) => {
      // Kept from the last time.
      if (error.name !== 'ResourceInUseException') throw error;
    });
  }
  client.destroy();
}

async function createQueues(client: SQSClient, queues: readonly QueueDeclaration[]): Promise<Map<string, string>> {
  const urls = new Map<string, string>();
  const create = async (name: string, attributes: Record<string, string>): Promise<void> => {
    const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    urls.set(name, QueueUrl);
  };
  for (const { id, visibility, maxReceiveCount, deadLetterRetention } of queues) {
    const dead = deadLetterQueue(id);
    await create(dead, { MessageRetentionPeriod: `${deadLetterRetention}`, VisibilityTimeout: `${visibility}` });
    const deadLetterTargetArn = `arn:aws:sqs:${REGION}:000000000000:${dead}`;
    await create(id, {
      VisibilityTimeout: `${visibility}`,
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
    });
  }
  return urls;
}

/** @param path folder of the database's files; null: in memory. The queues are always in memory: they carry hints. */
export async function openEngines({ tables, queues }: Topology, path: string | null): Promise<Engines> {
  const dynamodb = await startDynalite(path);
  const sqs = buildApp({ logger: false, defaultRegion: REGION });
  guardEngine(sqs.server, CREDENTIALS.accessKeyId);
  await sqs.listen({ port: 0, host: LOOPBACK });
  const sqsEndpoint = `http://${LOOPBACK}:${(sqs.server.address() as AddressInfo).port}`;
  const client = new SQSClient({
    endpoint: sqsEndpoint,
    region: REGION,
    credentials: CREDENTIALS,
    useQueueUrlAsEndpoint: false,
  });
  await createTables(dynamodb.endpoint, tables);
  const urls = await createQueues(client, queues);
  return {
    dynamodb: dynamodb.endpoint,
    sqs: sqsEndpoint,
    client,
    queueUrl: (queue) => {
      const url = urls.get(queue);
      if (url === undefined) throw new Error(`no queue ${queue}`);
      return url;
    },
    async close() {
      client.destroy();
      await sqs.close();
      dynamodb.server.closeAllConnections();
      await new Promise<void>((resolve, reject) =>
        dynamodb.server.close((error) => (error ? reject(error) : resolve())),
      );
    },
  };
}
