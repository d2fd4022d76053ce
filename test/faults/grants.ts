import { deadLetterQueue, type FunctionDeclaration, type Topology } from '../../infra/declarations.ts';

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
export function grantsOf(topology: Topology): (invocation: string, command: string) => string | null {
  const known = new Map<string, ReadonlySet<string> | null>();
  return (invocation, command) => {
    let allowed = known.get(invocation);
    if (allowed === undefined) {
      const found = functionOf(topology, invocation);
      const actions = found?.grants.tables.flatMap((one) => one.actions) ?? [];
      allowed = found === undefined ? null : new Set([...actions, ...(found.grants.indexes ? ['Query'] : [])]);
      known.set(invocation, allowed);
    }
    const name = command.replace(/Command$/, '');
    const action = ['Get', 'Put', 'Update', 'Delete'].includes(name) ? `${name}Item` : name;
    return allowed === null || allowed.has(action) ? null : `${invocation} may not ${action}`;
  };
}
