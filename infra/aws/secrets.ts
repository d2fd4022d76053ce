import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { SecretDeclaration } from '../declarations.ts';
import { constructId } from './names.ts';

/** Characters of a key; each is one of 62, so that it has more chance in it than the hash that it is used with. */
const LENGTH = 64;

/** A key that AWS makes up. What it signed outlives the stack, so it does too. */
export function createSecret(scope: Construct, { id, says }: SecretDeclaration): Secret {
  const secret = new Secret(scope, `${constructId(id)}Secret`, {
    description: `mxready: ${says}`,
    generateSecretString: { passwordLength: LENGTH, excludePunctuation: true },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SMG4',
    reason:
      'Rotated by a new value (docs/operations.md): the functions take the one before as well, for as long as it is there.',
  });
  return secret;
}
