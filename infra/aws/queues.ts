import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { deadLetterQueue, type QueueDeclaration } from '../declarations.ts';
import { constructId } from './names.ts';

export interface QueuePair {
  declared: QueueDeclaration;
  queue: Queue;
  dead: Queue;
}

/** Encrypted, reached over TLS only, each with a dead-letter queue of its own. */
export function createQueue(scope: Construct, declared: QueueDeclaration): QueuePair {
  const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
  const visibilityTimeout = Duration.seconds(declared.visibility);
  const dead = new Queue(scope, `${constructId(deadLetterQueue(declared.id))}Queue`, {
    ...common,
    visibilityTimeout,
    retentionPeriod: Duration.seconds(declared.deadLetterRetention),
  });
  const queue = new Queue(scope, `${constructId(declared.id)}Queue`, {
    ...common,
    visibilityTimeout,
    deadLetterQueue: { queue: dead, maxReceiveCount: declared.maxReceiveCount },
  });
  return { declared, queue, dead };
}
