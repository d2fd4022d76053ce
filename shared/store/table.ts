import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { SDK_PATIENCE } from '../sdk.ts';
import type { Key } from './keys.ts';

/** One table and the way to it. */
export interface Table {
  client: DynamoDBDocumentClient;
  name: string;
  /** Milliseconds since 1970: what has expired by then is not shown. */
  now(): number;
}

/** @param configuration of the client where it is not the environment's, as Lambda sets it */
export function openTable(name: string, configuration: DynamoDBClientConfig = {}): Table {
  const client = new DynamoDBClient({ requestHandler: SDK_PATIENCE, ...configuration });
  const marshallOptions = { removeUndefinedValues: true };
  return { client: DynamoDBDocumentClient.from(client, { marshallOptions }), name, now: Date.now };
}

const CONDITION_FAILED = 'ConditionalCheckFailedException';

/** What a conditional write brought; null when its condition did not hold. */
export async function unlessRefused<T>(write: Promise<T>): Promise<T | null> {
  try {
    return await write;
  } catch (error) {
    // By name: two copies of the SDK in one bundle have two classes.
    if (error instanceof Error && error.name === CONDITION_FAILED) return null;
    throw error;
  }
}

export const happened = async (write: Promise<unknown>): Promise<boolean> => (await unlessRefused(write)) !== null;

/**
 * All items that stand under a partition key, as they are now. Page by page: DynamoDB ends one at 1 MB, which a few
 * results reach.
 */
export async function readAll(
  { client, name }: Table,
  { pk, prefix = '' }: { pk: string; prefix?: string },
  projection?: string,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  const query = {
    TableName: name,
    KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: prefix === '' ? { ':pk': pk } : { ':pk': pk, ':prefix': prefix },
    ProjectionExpression: projection,
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) items.push(...Items);
  return items;
}

/** An update of one item, as it stands afterwards. `#status` may be used in both expressions. */
export function update(
  table: string,
  at: Key,
  expression: string,
  condition: string,
  values: Record<string, unknown>,
  more: Record<string, string> = {},
): UpdateCommand {
  const names = { ...(`${expression}${condition}`.includes('#status') ? { '#status': 'status' } : {}), ...more };
  return new UpdateCommand({
    TableName: table,
    Key: at,
    UpdateExpression: expression,
    ConditionExpression: condition,
    // The engine refuses an empty list of names.
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ExpressionAttributeValues: values,
    ReturnValues: 'ALL_NEW',
  });
}
