/** Names under which a host tells a function where its tables and its queues are. */
export const CHECKS_TABLE = 'checks';
export const TENANTS_TABLE = 'tenants';

const constant = (id: string): string => id.toUpperCase().replaceAll('-', '_');
export const tableVariable = (table: string): string => `MXREADY_TABLE_${constant(table)}`;
export const queueVariable = (queue: string): string => `MXREADY_QUEUE_${constant(queue)}`;
/** Where a host keeps a key of ours: an ARN of Secrets Manager, or a file. */
export const secretVariable = (secret: string): string => `MXREADY_SECRET_${constant(secret)}`;
/** Which category a function of `functions/category.ts` runs. */
export const CATEGORY_VARIABLE = 'MXREADY_CATEGORY';
/** ARN of the role under which the API reads for a caller of one tenant; not set: the host has none. */
export const TENANT_ROLE_VARIABLE = 'MXREADY_TENANT_ROLE';
