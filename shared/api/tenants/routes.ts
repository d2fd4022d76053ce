import * as z from 'zod';
import { NO_QUERY } from '../context.ts';
import type { Route } from '../routes.ts';
import { ACKNOWLEDGEMENTS_BODY, putAcknowledgements } from './acknowledgements.ts';
import { deleteTenant } from './erase.ts';
import { IMPORT_TYPES, IMPORTED, importTenants } from './import.ts';
import { listTenants, putTenant, readTenant, TENANTS_QUERY } from './register.ts';
import { ACKNOWLEDGEMENT, TENANT, TENANT_BODY, TENANTS } from './schema.ts';

/** Routes of the register that bulk re-checks run over. */
export const TENANT_ROUTES = {
  putTenant: {
    summary: 'Register a tenant, in place of what was registered of it',
    query: NO_QUERY,
    body: TENANT_BODY,
    answers: { 200: TENANT, 201: TENANT },
    problems: [400, 403, 413, 415, 422],
    handle: putTenant,
  },
  readTenant: {
    summary: 'A tenant with its domains and what it has acknowledged',
    query: NO_QUERY,
    answers: { 200: TENANT },
    problems: [400, 403, 404],
    handle: readTenant,
  },
  deleteTenant: {
    summary: 'Erase a tenant: its place in the register, its acknowledgements, all its checks',
    query: NO_QUERY,
    answers: { 204: null },
    problems: [400, 403],
    handle: deleteTenant,
  },
  listTenants: {
    summary: 'The register, in no particular order',
    query: TENANTS_QUERY,
    answers: { 200: TENANTS },
    problems: [400],
    handle: listTenants,
  },
  importTenants: {
    summary: 'Register many tenants: all of them, or none where a line is wrong',
    query: NO_QUERY,
    bodyTypes: IMPORT_TYPES,
    headers: ['Content-Encoding'],
    answers: { 200: IMPORTED },
    problems: [400, 403, 413, 415, 422],
    handle: importTenants,
  },
  putAcknowledgements: {
    summary: 'Name the findings that stay quiet until they change, in place of those before',
    query: NO_QUERY,
    body: ACKNOWLEDGEMENTS_BODY,
    answers: { 200: z.strictObject({ items: z.array(ACKNOWLEDGEMENT) }) },
    problems: [400, 403, 404, 413, 415, 422],
    handle: putAcknowledgements,
  },
} as const satisfies Record<string, Route>;
