import { deadLetterQueue, type FunctionDeclaration, type Topology } from '../../infra/declarations.ts';

/** A statement as the client of the engine sends it. */
interface Command {
  constructor: { name: string };
  input: unknown;
}

interface Input {
  TableName: string;
  Key?: Record<string, unknown>;
  Item?: Record<string, unknown>;
  IndexName?: string;
  ExpressionAttributeValues?: Record<string, unknown>;
}

/** Who reads a queue, or its dead letters, or is called by name. */
function functionOf({ functions }: Topology, invocation: string): FunctionDeclaration | undefined {
  const isDead = invocation.endsWith(deadLetterQueue(''));
  return functions.find(
    ({ id, triggers }) =>
      id === invocation ||
      triggers.some((one) => (one.kind === 'queue' ? one.queue === invocation : one.kind === 'deadLetters' && isDead)),
  );
}

/**
 * What the roles let functions do with the table: an engine on this machine knows of none, so a statement that AWS
 * refuses would work here.
 * @returns a sentence for a statement that its function may not make; null: it may, or it is the host's own
 */
export function grantsOf(topology: Topology): (invocation: string, command: Command) => string | null {
  const known = new Map<string, FunctionDeclaration | undefined>();
  return (invocation, { constructor: { name: command }, input }) => {
    if (!known.has(invocation)) known.set(invocation, functionOf(topology, invocation));
    const grants = known.get(invocation)?.grants;
    if (grants === undefined) return null;
    const name = command.replace(/Command$/, '');
    const action = ['Get', 'Put', 'Update', 'Delete'].includes(name) ? `${name}Item` : name;
    const { TableName, Key, Item, IndexName, ExpressionAttributeValues } = input as Input;
    if (IndexName !== undefined)
      return grants.indexes?.some((one) => one.endsWith(`/${IndexName}`))
        ? null
        : `${invocation} may not query ${IndexName}`;
    const pk = String((Key ?? Item)?.pk ?? ExpressionAttributeValues?.[':pk']);
    const isOf = (pattern: string): boolean =>
      pattern.endsWith('*') ? pk.startsWith(pattern.slice(0, -1)) : pk === pattern;
    const may = grants.tables.some(
      ({ table, actions, leadingKeys }) =>
        table === TableName &&
        (actions as readonly string[]).includes(action) &&
        (leadingKeys.length === 0 || leadingKeys.some(isOf)),
    );
    return may ? null : `${invocation} may not ${action} ${pk.split('#')[0]}`;
  };
}
