/** The expressions of DynamoDB, as far as the stores use them; anything else is an error and not a guess. */
export type Item = Record<string, unknown>;
export interface Binding {
  names: Readonly<Record<string, string>>;
  values: Readonly<Record<string, unknown>>;
}
type Condition = (item: Item | undefined, binding: Binding) => boolean;
type Operand = (item: Item | undefined, binding: Binding) => unknown;
type Change = (item: Item, before: Item, binding: Binding) => void;

const TOKEN = /\s*(<>|<=|>=|[=<>(),+-]|[#:]?[A-Za-z_][A-Za-z0-9_]*)/y;

class Tokens {
  readonly #all: string[] = [];
  #at = 0;

  constructor(text: string) {
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const before = TOKEN.lastIndex;
      const match = TOKEN.exec(text);
      if (match === null) throw new Error(`the model cannot read "${text.slice(before)}"`);
      this.#all.push(match[1] as string);
    }
  }

  peek(): string | undefined {
    return this.#all[this.#at];
  }

  take(): string {
    const token = this.#all[this.#at];
    if (token === undefined) throw new Error('the expression ends too early');
    this.#at += 1;
    return token;
  }

  takeIf(...tokens: string[]): string | null {
    const next = this.peek();
    return next !== undefined && tokens.includes(next) ? this.take() : null;
  }

  expect(token: string): void {
    const found = this.take();
    if (found !== token) throw new Error(`the model expected "${token}" and found "${found}"`);
  }
}

const nameOf =
  (token: string) =>
  ({ names }: Binding): string => {
    if (!token.startsWith('#')) return token;
    const name = names[token];
    if (name === undefined) throw new Error(`${token} is not defined`);
    return name;
  };

function operand(tokens: Tokens): Operand {
  const token = tokens.take();
  if (token === 'if_not_exists') {
    tokens.expect('(');
    const name = nameOf(tokens.take());
    tokens.expect(',');
    const fallback = operand(tokens);
    tokens.expect(')');
    return (item, binding) => item?.[name(binding)] ?? fallback(item, binding);
  }
  if (token.startsWith(':')) {
    return (_, { values }) => {
      if (!(token in values)) throw new Error(`${token} is not defined`);
      return values[token];
    };
  }
  const name = nameOf(token);
  return (item, binding) => item?.[name(binding)];
}

/** Values of different types are never less or greater, as in DynamoDB; nor is what is not there. */
function compare(sign: string, one: unknown, other: unknown): boolean {
  if (sign === '=') return one !== undefined && one === other;
  if (sign === '<>') return one !== other;
  if (one === undefined || typeof one !== typeof other) return false;
  const [left, right] = [one as number, other as number];
  if (sign === '<') return left < right;
  if (sign === '<=') return left <= right;
  return sign === '>' ? left > right : left >= right;
}

function callOf(name: string, tokens: Tokens): Condition {
  tokens.expect('(');
  const first = operand(tokens);
  const second = tokens.takeIf(',') === null ? null : operand(tokens);
  tokens.expect(')');
  if (name === 'attribute_exists') return (item, binding) => first(item, binding) !== undefined;
  if (name === 'attribute_not_exists') return (item, binding) => first(item, binding) === undefined;
  return (item, binding) => String(first(item, binding)).startsWith(String(second?.(item, binding)));
}

function primary(tokens: Tokens): Condition {
  if (tokens.takeIf('(') !== null) {
    const inner = either(tokens);
    tokens.expect(')');
    return inner;
  }
  const call = tokens.takeIf('attribute_exists', 'attribute_not_exists', 'begins_with');
  if (call !== null) return callOf(call, tokens);
  const left = operand(tokens);
  if (tokens.takeIf('BETWEEN') !== null) {
    const least = operand(tokens);
    tokens.expect('AND');
    const most = operand(tokens);
    return (item, binding) => compare('>=', left(item, binding), least(item, binding)) && compare('<=', left(item, binding), most(item, binding)); // biome-ignore format: one thought
  }
  if (tokens.takeIf('IN') === null) {
    const sign = tokens.take();
    const right = operand(tokens);
    return (item, binding) => compare(sign, left(item, binding), right(item, binding));
  }
  tokens.expect('(');
  const choices = [operand(tokens)];
  while (tokens.takeIf(',') !== null) choices.push(operand(tokens));
  tokens.expect(')');
  return (item, binding) => choices.some((one) => compare('=', left(item, binding), one(item, binding)));
}

function both(tokens: Tokens): Condition {
  const all = [primary(tokens)];
  while (tokens.takeIf('AND') !== null) all.push(primary(tokens));
  return (item, binding) => all.every((one) => one(item, binding));
}

function either(tokens: Tokens): Condition {
  const all = [both(tokens)];
  while (tokens.takeIf('OR') !== null) all.push(both(tokens));
  return (item, binding) => all.some((one) => one(item, binding));
}

function setClause(tokens: Tokens): Change {
  const name = nameOf(tokens.take());
  tokens.expect('=');
  const first = operand(tokens);
  const sign = tokens.takeIf('+', '-');
  const second = sign === null ? null : operand(tokens);
  return (item, before, binding) => {
    const left = first(before, binding);
    const right = second?.(before, binding);
    if (left === undefined || (second !== null && right === undefined))
      throw new Error('an operand of SET is not there');
    item[name(binding)] = second === null ? left : (left as number) + (sign === '-' ? -1 : 1) * (right as number);
  };
}

function addClause(tokens: Tokens): Change {
  const name = nameOf(tokens.take());
  const value = operand(tokens);
  return (item, before, binding) => {
    item[name(binding)] = ((before[name(binding)] as number | undefined) ?? 0) + (value(before, binding) as number);
  };
}

function deleteClause(tokens: Tokens): Change {
  const name = nameOf(tokens.take());
  const value = operand(tokens);
  return (item, before, binding) => {
    const gone = value(before, binding) as Set<unknown>;
    const left = [...((before[name(binding)] as Set<unknown> | undefined) ?? [])].filter((one) => !gone.has(one));
    // There is no empty set: the attribute goes with its last element.
    if (left.length === 0) delete item[name(binding)];
    else item[name(binding)] = new Set(left);
  };
}

function removeClause(tokens: Tokens): Change {
  const name = nameOf(tokens.take());
  return (item, _, binding) => {
    delete item[name(binding)];
  };
}

const CLAUSES = { SET: setClause, ADD: addClause, DELETE: deleteClause, REMOVE: removeClause } as const;

function changes(tokens: Tokens): Change {
  const all: Change[] = [];
  while (tokens.peek() !== undefined) {
    const kind = tokens.take() as keyof typeof CLAUSES;
    const clause = CLAUSES[kind];
    if (clause === undefined) throw new Error(`the model knows no clause "${kind}"`);
    do all.push(clause(tokens));
    while (tokens.takeIf(',') !== null);
  }
  return (item, before, binding) => {
    for (const one of all) one(item, before, binding);
  };
}

function whole<T>(read: (tokens: Tokens) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const tokens = new Tokens(text);
    const made = read(tokens);
    if (tokens.peek() !== undefined) throw new Error(`the model cannot read "${text}" from "${tokens.peek()}"`);
    known.set(text, made);
    return made;
  };
}

/** Condition, key condition or filter. */
export const conditionOf = whole(either);
/** Update expression: changes `item`, reading from `before`. */
export const updateOf = whole(changes);
