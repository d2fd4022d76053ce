import { CHECKS_TABLE, TENANTS_TABLE } from '../shared/wiring.ts';
import { SUMMARY_ATTRIBUTES } from '../shared/store/history-store.ts';
import type { TableDeclaration } from './declarations.ts';

/** Checks and all that belongs to them; forms of the keys: shared/store/keys.ts. */
export const checksTable: TableDeclaration = {
  id: CHECKS_TABLE,
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'S' },
  timeToLive: 'expiresAt',
  indexes: [
    {
      name: 'due',
      partitionKey: { name: 'dueShard', type: 'S' },
      sortKey: { name: 'dueAt', type: 'N' },
      includes: [],
    },
    {
      name: 'by-domain',
      partitionKey: { name: 'domain', type: 'S' },
      sortKey: { name: 'created', type: 'S' },
      includes: SUMMARY_ATTRIBUTES.filter((one) => one !== 'domain'),
    },
    {
      name: 'by-tenant',
      partitionKey: { name: 'tenantId', type: 'S' },
      sortKey: { name: 'created', type: 'S' },
      includes: SUMMARY_ATTRIBUTES.filter((one) => one !== 'tenantId'),
    },
    {
      name: 'recent',
      partitionKey: { name: 'recentDay', type: 'S' },
      sortKey: { name: 'created', type: 'S' },
      includes: SUMMARY_ATTRIBUTES,
    },
  ],
};

/** The register of tenants, apart from the checks: whoever goes through all tenants reads no check. */
export const tenantsTable: TableDeclaration = {
  id: TENANTS_TABLE,
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'S' },
  timeToLive: 'expiresAt',
  indexes: [],
};
