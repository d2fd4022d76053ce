import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { IndexDeclaration } from '../../../infra/declarations.ts';
import type { Table } from '../../../shared/store/table.ts';
import { type Binding, conditionOf, type Item, updateOf } from './expressions.ts';

/** A write as it was applied; null for what was not there or is gone. */
export interface Write {
  pk: string;
  sk: string;
  before: Item | null;
  after: Item | null;
}

/** What the model needs of the world around it; without one it is an engine that is always right and at once. */
export interface Surroundings {
  /** Puts the time of a change of an index off; calls back when it shows. */
  later(show: () => void): void;
  now(): number;
  /** Whether a read that did not ask for the newest state gets the one before the last write, made then. */
  stale(writtenAt: number): boolean;
  wrote(write: Write): void;
  /** How many items the next page of a query or scan has; DynamoDB ends one at 1 MB, wherever that is. */
  page(): number;
}

export const ALWAYS_RIGHT: Surroundings = {
  later: (show) => show(),
  now: () => 0,
  stale: () => false,
  wrote: () => {},
  page: () => Number.POSITIVE_INFINITY,
};

interface Version {
  /** Where it stands among its like. */
  at: string;
  item: Item | null;
  /** The state before the last write. */
  earlier: Item | null;
  writtenAt: number;
}

interface Input {
  TableName: string;
  Key?: Item;
  Item?: Item;
  IndexName?: string;
  ConditionExpression?: string;
  UpdateExpression?: string;
  KeyConditionExpression?: string;
  FilterExpression?: string;
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
  ConsistentRead?: boolean;
  ReturnValues?: string;
  ScanIndexForward?: boolean;
  RequestItems?: Record<string, { PutRequest: { Item: Item } }[]>;
  Select?: string;
  Limit?: number;
  ExclusiveStartKey?: Item;
}

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
const bindingOf = (input: Input): Binding => ({
  names: input.ExpressionAttributeNames ?? {},
  values: input.ExpressionAttributeValues ?? {},
});

/** Sets are copied; what lies deeper is never changed by whoever reads it. */
function copied(item: Item): Item {
  const copy: Item = {};
  for (const [name, value] of Object.entries(item)) {
    if (value === undefined) continue;
    if (value instanceof Set && value.size === 0) throw named('ValidationException', `${name}: there is no empty set`);
    copy[name] = value instanceof Set ? new Set(value) : value;
  }
  return copy;
}

const projected = (item: Item, projection: string | undefined): Item =>
  projection === undefined
    ? item
    : Object.fromEntries(projection.split(',').flatMap((one) => (one.trim() in item ? [[one.trim(), item[one.trim()]]] : []))); // biome-ignore format: one thought

/**
 * A table of DynamoDB in memory: conditions, updates, sets, sparse indexes that lag, reads that may be old. Held
 * against an embedded engine by the contract tests beside this folder.
 */
export class TableModel {
  readonly #name: string;
  readonly #partitions = new Map<string, Map<string, Version>>();
  readonly #indexes: ReadonlyMap<string, { declared: IndexDeclaration; shown: Map<string, Item> }>;
  readonly #around: Surroundings;

  constructor(name: string, indexes: readonly IndexDeclaration[], around: Surroundings = ALWAYS_RIGHT) {
    this.#name = name;
    this.#around = around;
    this.#indexes = new Map(indexes.map((declared) => [declared.name, { declared, shown: new Map() }]));
  }

  /** Applies a command of the document client. @throws as the engine would */
  apply(command: { constructor: { name: string }; input: unknown }): Item {
    const input = command.input as Input;
    if (command.constructor.name === 'BatchWriteCommand') return this.#writeMany(input);
    if (input.TableName !== this.#name) throw named('ResourceNotFoundException', 'Requested resource not found');
    for (const bound of [input.ExpressionAttributeNames, input.ExpressionAttributeValues]) {
      if (bound !== undefined && Object.keys(bound).length === 0)
        throw named('ValidationException', 'names and values of an expression must not be empty');
    }
    switch (command.constructor.name) {
      case 'PutCommand':
        return this.#write(input.Item as Item, input, () => copied(input.Item as Item));
      case 'UpdateCommand':
        return this.#update(input);
      case 'DeleteCommand':
        return this.#write(input.Key as Item, input, () => null);
      case 'GetCommand': {
        const found = this.#read(this.#at(input.Key as Item), input.ConsistentRead === true);
        return found === null ? {} : { Item: projected(copied(found), input.ProjectionExpression) };
      }
      case 'QueryCommand':
        return this.#query(input);
      case 'ScanCommand':
        return this.#select([...this.#partitions.values()].flatMap((one) => [...one.values()]), input); // biome-ignore format: one thought
      default:
        throw new Error(`the model knows no ${command.constructor.name}`);
    }
  }

  /** A way to it for the stores. @param send how a command travels */
  table(send: (command: { constructor: { name: string }; input: unknown }) => Promise<Item>): Table {
    const client = Object.create(DynamoDBDocumentClient.prototype) as DynamoDBDocumentClient;
    Object.defineProperty(client, 'send', { value: send });
    return { client, name: this.#name, now: this.#around.now };
  }

  /** Everything that is there now, for whoever watches. */
  *items(): Generator<Item> {
    for (const partition of this.#partitions.values()) {
      for (const { item } of partition.values()) if (item !== null) yield item;
    }
  }

  partition(pk: string): Item[] {
    return [...(this.#partitions.get(pk)?.values() ?? [])].flatMap(({ item }) => (item === null ? [] : [item]));
  }

  #at({ pk, sk }: Item): Version {
    const partition = this.#partitions.get(pk as string) ?? new Map<string, Version>();
    this.#partitions.set(pk as string, partition);
    const version = partition.get(sk as string) ?? { at: `${pk}\n${sk}`, item: null, earlier: null, writtenAt: 0 };
    partition.set(sk as string, version);
    return version;
  }

  #read(version: Version, newest: boolean): Item | null {
    return newest || !this.#around.stale(version.writtenAt) ? version.item : version.earlier;
  }

  #write(key: Item, input: Input, make: (before: Item | null) => Item | null): Item {
    const version = this.#at(key);
    const before = version.item;
    const condition = input.ConditionExpression;
    if (condition !== undefined && !conditionOf(condition)(before ?? undefined, bindingOf(input)))
      throw named('ConditionalCheckFailedException', 'The conditional request failed');
    const after = make(before);
    version.earlier = before;
    version.item = after;
    version.writtenAt = this.#around.now();
    this.#around.wrote({ pk: key.pk as string, sk: key.sk as string, before, after });
    this.#show(key, version);
    const returned = input.ReturnValues === 'ALL_NEW' ? after : input.ReturnValues === 'ALL_OLD' ? before : null;
    return returned === null ? {} : { Attributes: copied(returned) };
  }

  #writeMany({ RequestItems = {} }: Input): Item {
    for (const { PutRequest } of RequestItems[this.#name] ?? [])
      this.#write(PutRequest.Item, { TableName: this.#name }, () => copied(PutRequest.Item));
    return {};
  }

  #update(input: Input): Item {
    const key = input.Key as Item;
    return this.#write(key, input, (before) => {
      const base = before ?? { pk: key.pk, sk: key.sk };
      const item = { ...base };
      updateOf(input.UpdateExpression as string)(item, base, bindingOf(input));
      return copied(item);
    });
  }

  /** An index shows what an item is at that moment, some time after it became so. */
  #show({ pk, sk }: Item, version: Version): void {
    if (this.#indexes.size === 0) return;
    this.#around.later(() => {
      for (const { declared, shown } of this.#indexes.values()) {
        const names = [declared.partitionKey.name, declared.sortKey.name];
        const { item } = version;
        if (item === null || names.some((one) => item[one] === undefined)) shown.delete(`${pk}\n${sk}`);
        else
          shown.set(
            `${pk}\n${sk}`,
            Object.fromEntries(
              ['pk', 'sk', ...names, ...declared.includes].flatMap((one) => (one in item ? [[one, item[one]]] : [])),
            ),
          );
      }
    });
  }

  #query(input: Input): Item {
    if (input.IndexName === undefined) {
      const partition = this.#partitions.get(input.ExpressionAttributeValues?.[':pk'] as string);
      return this.#select([...(partition?.values() ?? [])], input);
    }
    const index = this.#indexes.get(input.IndexName);
    if (index === undefined) throw named('ValidationException', `no index ${input.IndexName}`);
    const order = index.declared.sortKey.name;
    const placed = [...index.shown.values()].map((item) => ({ at: placeOf(item, order), item, earlier: item, writtenAt: 0 })); // biome-ignore format: one thought
    return this.#select(placed, input, order);
  }

  /** One page of what a query or a scan finds. @param order attribute by which an index is sorted */
  #select(versions: readonly Version[], input: Input, order: string | null = null): Item {
    const binding = bindingOf(input);
    const asked = [input.KeyConditionExpression, input.FilterExpression].flatMap((one) => (one === undefined ? [] : [conditionOf(one)])); // biome-ignore format: one thought
    const start = input.ExclusiveStartKey === undefined ? null : placeOf(input.ExclusiveStartKey, order);
    const backwards = input.ScanIndexForward === false;
    const found = versions
      .filter(({ at }) => start === null || (backwards ? at < start : at > start))
      .sort((one, other) => (one.at < other.at === backwards ? 1 : -1))
      .map((version) => this.#read(version, input.ConsistentRead === true))
      .filter((item) => item !== null)
      .filter((item) => asked.every((one) => one(item, binding)));
    const page = found.slice(0, Math.min(input.Limit ?? Number.POSITIVE_INFINITY, this.#around.page()));
    const last = page.length < found.length ? page.at(-1) : undefined;
    const names = ['pk', 'sk', ...(order === null ? [] : [order])];
    return {
      Count: page.length,
      ...(input.Select === 'COUNT' ? {} : { Items: page.map((item) => projected(copied(item), input.ProjectionExpression)) }), // biome-ignore format: one thought
      ...(last === undefined ? {} : { LastEvaluatedKey: Object.fromEntries(names.map((one) => [one, last[one]])) }),
    };
  }
}

/** Where an item stands in the table, or in an index that is sorted by a number. */
function placeOf(item: Item, order: string | null): string {
  const { pk, sk } = item;
  return order === null ? `${pk}\n${sk}` : `${String(item[order]).padStart(20, '0')}\n${pk}\n${sk}`;
}
