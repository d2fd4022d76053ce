import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { AttributeDeclaration, TableDeclaration } from '../declarations.ts';
import { constructId } from './names.ts';

const attribute = ({ name, type }: AttributeDeclaration) => ({
  name,
  type: AttributeType[type === 'S' ? 'STRING' : 'NUMBER'],
});

/** On demand, encrypted, with point-in-time recovery; what it holds survives the stack. */
export const createTable = (scope: Construct, declared: TableDeclaration): TableV2 =>
  new TableV2(scope, `${constructId(declared.id)}Table`, {
    partitionKey: attribute(declared.partitionKey),
    sortKey: attribute(declared.sortKey),
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.dynamoOwnedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: declared.timeToLive,
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    globalSecondaryIndexes: declared.indexes.map((index) => ({
      indexName: index.name,
      partitionKey: attribute(index.partitionKey),
      sortKey: attribute(index.sortKey),
      ...(index.includes.length === 0
        ? { projectionType: ProjectionType.KEYS_ONLY }
        : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.includes] }),
    })),
  });
