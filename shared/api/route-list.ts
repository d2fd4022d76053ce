/** What a caller must be allowed to do; null: open to everybody. */
export type Scope =
  | 'checks:read'
  | 'checks:write'
  | 'tenants:read'
  | 'tenants:write'
  | 'rechecks:read'
  | 'rechecks:write'
  | null;

export interface RouteDeclaration {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As API Gateway and OpenAPI write it: `/v1/checks/{id}`. */
  path: string;
  scope: Scope;
  /** Bytes of a body that may be more than those of all others. */
  mostBytes?: number;
}

/** Bytes of an import of tenants (contract.md). */
export const IMPORT_LIMIT = 5 * 1024 * 1024;

/**
 * The registry of routes: one entry here and one in `routes.ts` (the compiler asks for it) make a route of the API on
 * every host and in OpenAPI. Apart from the handlers, so that whoever declares infrastructure loads no code of theirs.
 */
export const ROUTES = {
  createCheck: { method: 'POST', path: '/v1/checks', scope: 'checks:write' },
  listChecks: { method: 'GET', path: '/v1/checks', scope: 'checks:read' },
  readCheck: { method: 'GET', path: '/v1/checks/{id}', scope: 'checks:read' },
  readReport: { method: 'GET', path: '/v1/checks/{id}/report', scope: 'checks:read' },
  readChanges: { method: 'GET', path: '/v1/checks/{id}/changes', scope: 'checks:read' },
  createLink: { method: 'POST', path: '/v1/checks/{id}/links', scope: 'checks:read' },
  readLink: { method: 'GET', path: '/s/{token}', scope: null },
  deleteCheck: { method: 'DELETE', path: '/v1/checks/{id}', scope: 'checks:write' },
  callbackSecret: { method: 'GET', path: '/v1/callback-secret', scope: 'checks:write' },
  putTenant: { method: 'PUT', path: '/v1/tenants/{tenantId}', scope: 'tenants:write' },
  readTenant: { method: 'GET', path: '/v1/tenants/{tenantId}', scope: 'tenants:read' },
  deleteTenant: { method: 'DELETE', path: '/v1/tenants/{tenantId}', scope: 'tenants:write' },
  listTenants: { method: 'GET', path: '/v1/tenants', scope: 'tenants:read' },
  importTenants: { method: 'POST', path: '/v1/tenants/import', scope: 'tenants:write', mostBytes: IMPORT_LIMIT },
  putAcknowledgements: { method: 'PUT', path: '/v1/tenants/{tenantId}/acknowledgements', scope: 'tenants:write' },
  createRecheck: { method: 'POST', path: '/v1/rechecks', scope: 'rechecks:write' },
  listRechecks: { method: 'GET', path: '/v1/rechecks', scope: 'rechecks:read' },
  readRecheck: { method: 'GET', path: '/v1/rechecks/{id}', scope: 'rechecks:read' },
  steerRecheck: { method: 'PATCH', path: '/v1/rechecks/{id}', scope: 'rechecks:write' },
  steerForm: { method: 'POST', path: '/v1/rechecks/{id}', scope: 'rechecks:write' },
  readResults: { method: 'GET', path: '/v1/rechecks/{id}/results', scope: 'rechecks:read' },
  readDigest: { method: 'GET', path: '/v1/rechecks/{id}/digest', scope: 'rechecks:read' },
  catalogue: { method: 'GET', path: '/v1/catalogue', scope: 'checks:read' },
  health: { method: 'GET', path: '/v1/health', scope: null },
  healthDetails: { method: 'GET', path: '/v1/health/details', scope: 'checks:read' },
  egress: { method: 'GET', path: '/v1/egress', scope: 'checks:read' },
  startPage: { method: 'GET', path: '/', scope: 'checks:read' },
  startForm: { method: 'POST', path: '/', scope: 'checks:write' },
  recheckForm: { method: 'POST', path: '/rechecks', scope: 'rechecks:write' },
  openapi: { method: 'GET', path: '/v1/openapi.json', scope: null },
} as const satisfies Record<string, RouteDeclaration>;

export type RouteId = keyof typeof ROUTES;
