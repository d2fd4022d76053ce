import type { SecretName } from '../shared/secrets/secrets.ts';
import type { SecretDeclaration } from './declarations.ts';

/** Keys of ours; docs/operations.md says how they are exchanged. */
export const SECRETS: readonly (SecretDeclaration & { id: SecretName })[] = [
  { id: 'link-keys', says: 'signs the links under which a report is shown to whoever has one' },
  { id: 'callback-keys', says: 'makes the secrets with which callbacks are signed' },
];
