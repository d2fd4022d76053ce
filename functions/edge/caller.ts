import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import type { Caller } from '../../shared/api/context.ts';

/** Set by the local service, which listens on loopback only. */
export const LOCAL_VARIABLE = 'MXREADY_LOCAL';

/** What the local service's gateway says of a request where nobody needs a login. API Gateway never says it. */
export const LOCAL_AUTHORIZER = { local: true } as const;

/** Claims of a token as API Gateway hands them on: text in any case, a list as `[a b]`. */
export type Claims = Readonly<Record<string, unknown>>;

interface Authorizer {
  jwt?: { claims?: Claims };
  iam?: { userArn?: string };
  local?: true;
}

/** A role is one caller, whatever its sessions call themselves: they differ from machine to machine. */
const withoutSession = (arn: string): string => arn.replace(/(:assumed-role\/[^/]+)\/.*$/, '$1');

const isLocal = (): boolean => process.env[LOCAL_VARIABLE] === 'yes';

/** The API's own name: a host that is none of its own does not get this far. */
export function originOf(environment: unknown): string {
  const { event } = environment as { event: APIGatewayProxyEventV2WithJWTAuthorizer };
  return `${isLocal() ? 'http' : 'https'}://${event.requestContext.domainName}`;
}

/** Issuers write what a token allows as `scope: "a b"` or `scp: ["a", "b"]`, or the other way round. */
export function scopesOf({ scope, scp }: Claims): string[] {
  const said = scope ?? scp ?? [];
  const words = Array.isArray(said) ? said.join(' ') : String(said).replace(/^\[(.*)\]$/s, '$1');
  return words.split(/\s+/).filter((one) => one !== '');
}

/** A claim that is no text confines to a tenant that nobody is, never to none. */
const tenantOf = ({ tenant }: Claims): string | null => (tenant === undefined ? null : String(tenant));

/** Who calls: only what the gateway says in `authorizer` counts. Null where it says nothing, as of open routes. */
export function callerOf(environment: unknown): Caller | null {
  const { event } = environment as { event: APIGatewayProxyEventV2WithJWTAuthorizer };
  const authorizer = event.requestContext.authorizer as Authorizer | undefined;
  if (isLocal() && authorizer?.local === true) return { id: 'local', tenantId: null, scopes: null };
  const claims = authorizer?.jwt?.claims ?? {};
  const subject = claims.sub ?? claims.client_id;
  if (typeof subject === 'string')
    return { id: `jwt:${subject}`, tenantId: tenantOf(claims), scopes: scopesOf(claims) };
  const arn = authorizer?.iam?.userArn;
  return arn === undefined ? null : { id: `iam:${withoutSession(arn)}`, tenantId: null, scopes: null };
}
