import { secretsOf } from '../../shared/secrets/load.ts';
import { cachedSecrets } from '../../shared/secrets/secrets.ts';

/** Our own keys, from where the host says that they are; read when they are first needed. */
export const secrets = cachedSecrets(secretsOf(process.env), Date.now);
