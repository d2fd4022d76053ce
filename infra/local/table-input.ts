import type { CreateTableCommandInput, Projection } from '@aws-sdk/client-dynamodb';
import type { TableDeclaration } from '../declarations.ts';

const projectionOf = (includes: readonly string[]): Projection =>
  includes.length === 0 ? { ProjectionType: 'KEYS_ONLY' } : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...includes] }; // biome-ignore format: one thought

/** A declared table as DynamoDB is asked for it. */
export function tableInput({ id, partitionKey, sortKey, indexes }: TableDeclaration): CreateTableCommandInput {
  const attributes = new Map(
    [{ partitionKey, sortKey }, ...indexes].flatMap((one) => [
      [one.partitionKey.name, one.partitionKey.type],
      [one.sortKey.name, one.sortKey.type],
    ]),
  );
  const keys = (one: Pick<TableDeclaration, 'partitionKey' | 'sortKey'>) => [
    { AttributeName: one.partitionKey.name, KeyType: 'HASH' as const },
    { AttributeName: one.sortKey.name, KeyType: 'RANGE' as const },
  ];
  return {
    TableName: id,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map(([AttributeName, type]) => ({
      AttributeName,
      AttributeType: type as 'S',
    })),
    KeySchema: keys({ partitionKey, sortKey }),
    // The engine refuses an empty list.
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map((one) => ({
            IndexName: one.name,
            KeySchema: keys(one),
            Projection: projectionOf(one.includes),
          })),
        }),
  };
}
