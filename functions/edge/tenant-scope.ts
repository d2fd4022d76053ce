import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { SDK_PATIENCE } from '../../shared/sdk.ts';
import { openTable, type Table } from '../../shared/store/table.ts';

/** Seconds that credentials of one tenant are good; the SDK asks for new ones some minutes before. */
const DURATION = 3600;
/** Tenants whose tables one process keeps open; whoever was first goes first. */
const KEPT = 100;

/** Tables that show what is one tenant's and nothing else, whatever is asked of them. */
export type TenantTables = (tenantId: string) => (name: string) => Table;

/**
 * Opens tables with credentials of a role whose session carries the tenant as a tag: its policy compares the keys that
 * are asked for with that tag, so that a mistake of ours shows nobody another tenant's items (aws.md 5.5).
 * @param role ARN
 */
export function tenantTables(role: string): TenantTables {
  const sts = new STSClient({ requestHandler: SDK_PATIENCE });
  const open = new Map<string, Map<string, Table>>();

  const credentialsFor = (tenantId: string) => async () => {
    const Tags = [{ Key: 'tenant', Value: tenantId }];
    const assume = { RoleArn: role, RoleSessionName: 'tenant', DurationSeconds: DURATION, Tags };
    const { Credentials: given } = await sts.send(new AssumeRoleCommand(assume));
    if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined)
      throw new Error('the role of a tenant gave no credentials');
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken, Expiration: expiration } = given; // biome-ignore format: one thought
    return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }), ...(expiration === undefined ? {} : { expiration }) }; // biome-ignore format: one thought
  };

  const tablesOf = (tenantId: string): Map<string, Table> => {
    const known = open.get(tenantId) ?? new Map<string, Table>();
    open.set(tenantId, known);
    const [first] = open.keys();
    // Nobody is in the midst of a request with it: one process answers one at a time.
    if (open.size > KEPT && first !== undefined) {
      for (const { client } of open.get(first)?.values() ?? []) client.destroy();
      open.delete(first);
    }
    return known;
  };

  return (tenantId) => (name) => {
    const tables = tablesOf(tenantId);
    const table = tables.get(name) ?? openTable(name, { credentials: credentialsFor(tenantId) });
    tables.set(name, table);
    return table;
  };
}
