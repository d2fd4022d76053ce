export { queueVariable, secretVariable, tableVariable } from '../shared/wiring.ts';

import type { FigureId } from '../shared/pipeline/figures.ts';

/** Words in which `topology.ts` declares the system; both interpreters read them. Times are seconds. */

export interface AttributeDeclaration {
  name: string;
  type: 'S' | 'N';
}

export interface IndexDeclaration {
  name: string;
  partitionKey: AttributeDeclaration;
  sortKey: AttributeDeclaration;
  /** Attributes that an entry has beside the keys of index and table. */
  includes: readonly string[];
}

export interface TableDeclaration {
  id: string;
  partitionKey: AttributeDeclaration;
  sortKey: AttributeDeclaration;
  /** Attribute with the end of an item's life, in seconds since 1970. */
  timeToLive: string;
  /** Sparse. */
  indexes: readonly IndexDeclaration[];
}

export interface QueueDeclaration {
  id: string;
  visibility: number;
  maxReceiveCount: number;
  /** Each queue has a dead-letter queue of its own, `<id>-dead`. */
  deadLetterRetention: number;
  /** Age of the oldest message that is worth an alarm. */
  alarmAge: number;
}

/** What a function may do at the table: actions of DynamoDB, on items whose partition key has one of the forms. */
export interface TableGrant {
  table: string;
  actions: readonly ('GetItem' | 'PutItem' | 'BatchWriteItem' | 'UpdateItem' | 'DeleteItem' | 'Query' | 'Scan')[];
  /** As `dynamodb:LeadingKeys` takes them; none: a scan, which has no key. */
  leadingKeys: readonly string[];
}

export interface Grants {
  tables: readonly TableGrant[];
  /** Indexes that it queries, as `table/index`. */
  indexes?: readonly string[];
  /** Queues that it sends to. Receiving follows from the triggers. */
  send: readonly string[];
  /** Keys of ours that it reads. */
  secrets?: readonly string[];
  /**
   * What it may do for a caller who is confined to a tenant, under a role of its own; `{tenant}` in the leading keys
   * stands for that tenant. An index is named like a table: `table/index`.
   */
  tenant?: readonly TableGrant[];
}

export type Trigger =
  | { kind: 'queue'; queue: string; batchSize: number; maxConcurrency: number }
  /** All dead-letter queues. */
  | { kind: 'deadLetters'; batchSize: number; maxConcurrency: number }
  /** The local service may look more often, since it costs nothing there. */
  | { kind: 'schedule'; every: number; everyLocally: number }
  /** Once a day, at the time that whoever runs the system says; off unless somebody does. */
  | { kind: 'daily' }
  /** All routes of the API. */
  | { kind: 'http' };

export interface FunctionDeclaration {
  id: string;
  /** File of the handler, from the project's root. */
  entry: string;
  memoryMb: number;
  timeout: number;
  /**
   * Invocations at once that are kept for it, and beyond which it gets none. Left out: as many as its triggers allow,
   * of what nobody has reserved.
   */
  reserved?: number;
  /** `vpc`: behind the fixed address from which SMTP is spoken. */
  network: 'public' | 'vpc';
  /** Beside what every function gets: table names, queue URLs, settings. */
  environment: Readonly<Record<string, string>>;
  grants: Grants;
  triggers: readonly Trigger[];
}

/** A key of our own, made by the host at random and kept where only the functions that need it can read it. */
export interface SecretDeclaration {
  id: string;
  says: string;
}

/** When somebody is to be told of one of our own figures. */
export interface AlarmDeclaration {
  id: string;
  figure: FigureId;
  dimensions?: Readonly<Record<string, string>>;
  /** As CloudWatch writes it. */
  statistic: 'Sum' | 'Maximum' | 'Minimum' | 'SampleCount' | 'p95';
  compare: 'above' | 'below';
  threshold: number;
  /** Periods in a row, of five minutes each. */
  periods: number;
  /** What it means that nobody tells the figure; left out: nothing, for a quiet system is quiet. */
  missing?: 'breaching';
  says: string;
}

export interface Topology {
  tables: readonly TableDeclaration[];
  queues: readonly QueueDeclaration[];
  functions: readonly FunctionDeclaration[];
  secrets: readonly SecretDeclaration[];
  alarms: readonly AlarmDeclaration[];
  routes: readonly { method: string; path: string; scope: string | null }[];
}

export const deadLetterQueue = (queue: string): string => `${queue}-dead`;

/** The queues whose URLs a function needs: those that it sends to, and those whose messages it may put off. */
export const queuesOf = ({ grants, triggers }: FunctionDeclaration): string[] => [
  ...new Set([...triggers.flatMap((one) => (one.kind === 'queue' ? [one.queue] : [])), ...grants.send]),
];
