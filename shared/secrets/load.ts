import { readFile } from 'node:fs/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SDK_PATIENCE } from '../sdk.ts';
import { secretVariable } from '../wiring.ts';
import type { SecretName } from './secrets.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A rotation moves the label AWSCURRENT to the new value, and AWSPREVIOUS to the one that had it. */
async function fromSecretsManager(client: SecretsManagerClient, arn: string): Promise<string[]> {
  const read = async (stage: string): Promise<string | null> => {
    try {
      const value = await client.send(new GetSecretValueCommand({ SecretId: arn, VersionStage: stage }));
      return value.SecretString ?? null;
    } catch (error) {
      if (stage !== 'AWSCURRENT' && error instanceof Error && error.name === 'ResourceNotFoundException') return null;
      throw error;
    }
  };
  const texts = await Promise.all(['AWSCURRENT', 'AWSPREVIOUS'].map(read));
  return texts.filter((text) => text !== null);
}

/** One key a line, newest first. */
const fromFile = async (path: string): Promise<string[]> => (await readFile(path, 'utf8')).split('\n');

/** Keys from where the host's environment says they are: an ARN of Secrets Manager, or a file. */
export function secretsOf(environment: Environment): (name: SecretName) => Promise<readonly string[]> {
  let client: SecretsManagerClient | undefined;
  return async (name) => {
    const place = environment[secretVariable(name)];
    if (place === undefined || place === '')
      throw new Error(`${secretVariable(name)} is not set; the host must name it`);
    if (!place.startsWith('arn:')) return fromFile(place);
    client ??= new SecretsManagerClient({ requestHandler: SDK_PATIENCE });
    return fromSecretsManager(client, place);
  };
}
