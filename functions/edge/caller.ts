import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import type { Caller } from '../../shared/api/context.ts';

/** Set by the local service, which listens on loopback only and needs no login. */
export const LOCAL_VARIABLE = 'MXREADY_LOCAL';

/** A role is one caller, whatever its sessions call themselves: they differ from machine to machine. */
const withoutSession = (arn: string): string => arn.replace(/(:assumed-role\/[^/]+)\/.*$/, '$1');

const isLocal = (): boolean => process.env[LOCAL_VARIABLE] === 'yes';

/** The API's own name: a host that is none of its own does not get this far. */
export function originOf(environment: unknown): string {
  const { event } = environment as { event: APIGatewayProxyEventV2WithJWTAuthorizer };
  return `${isLocal() ? 'http' : 'https'}://${event.requestContext.domainName}`;
}

/** Who calls, as API Gateway's authorizer found out; null where a route has none. */
export function callerOf(environment: unknown): Caller | null {
  if (isLocal()) return { id: 'local', tenantId: null, scopes: null };
  const { event } = environment as { event: APIGatewayProxyEventV2WithJWTAuthorizer };
  const authorizer = event.requestContext.authorizer as
    | { jwt?: { claims?: Record<string, unknown> }; iam?: { userArn?: string } }
    | undefined;
  const claims = authorizer?.jwt?.claims;
  const subject = claims?.sub ?? claims?.client_id;
  if (typeof subject === 'string') {
    const tenantId = typeof claims?.tenant === 'string' ? claims.tenant : null;
    return { id: `jwt:${subject}`, tenantId, scopes: String(claims?.scope ?? claims?.scp ?? '').split(/\s+/) };
  }
  const arn = authorizer?.iam?.userArn;
  return arn === undefined ? null : { id: `iam:${withoutSession(arn)}`, tenantId: null, scopes: null };
}
