import { Aws, Fn, Stack, Validations } from 'aws-cdk-lib';
import { CfnApi, CfnAuthorizer, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Topology } from '../declarations.ts';
import type { Parameters } from './parameters.ts';

type RouteDeclaration = Topology['routes'][number];

/** Far above what the onboarding flow needs, far below what would hurt. */
const THROTTLE = { throttlingRateLimit: 100, throttlingBurstLimit: 200 };
/** `requestId` is in the lines of the API's function too, beside the id of the check. Nobody's address is in it. */
const ACCESS_LOG = { requestId: '$context.requestId', route: '$context.routeKey', status: '$context.status', ms: '$context.responseLatency' }; // biome-ignore format: one thought

const OPEN = {
  id: 'AwsSolutions-APIG4',
  reason:
    'Open by contract: it tells version and status, the description of the API, what a signed link is for, or that there is no such path.',
};

const GUARDED = {
  id: 'AwsSolutions::AwsSolutions-APIG4',
  reason: 'Tokens or IAM, by a condition that the rule cannot read; a test holds that it is never neither.',
};

/** With an issuer its tokens and their scopes are asked for, without one a signature of IAM: never neither. */
function guard(route: CfnRoute, scope: string, authorizer: CfnAuthorizer, { hasIssuer }: Parameters): void {
  const either = (withIssuer: unknown, without: unknown) => Fn.conditionIf(hasIssuer.logicalId, withIssuer, without);
  route.authorizationType = either('JWT', 'AWS_IAM').toString();
  route.authorizerId = either(authorizer.ref, Aws.NO_VALUE).toString();
  route.addPropertyOverride('AuthorizationScopes', either([scope], { Ref: 'AWS::NoValue' }));
}

function createAuthorizer(scope: Construct, api: CfnApi, { hasIssuer, issuer, audience }: Parameters): CfnAuthorizer {
  const authorizer = new CfnAuthorizer(scope, 'Tokens', {
    apiId: api.ref,
    authorizerType: 'JWT',
    name: 'tokens',
    identitySource: ['$request.header.Authorization'],
    jwtConfiguration: { issuer: issuer.valueAsString, audience: [audience.valueAsString] },
  });
  authorizer.cfnOptions.condition = hasIssuer;
  return authorizer;
}

function createStage(scope: Construct, api: CfnApi): void {
  const log = new LogGroup(scope, 'AccessLog', { retention: RetentionDays.ONE_MONTH });
  new CfnStage(scope, 'Stage', {
    apiId: api.ref,
    stageName: '$default',
    autoDeploy: true,
    accessLogSettings: { destinationArn: log.logGroupArn, format: JSON.stringify(ACCESS_LOG) },
    defaultRouteSettings: THROTTLE,
  });
}

/** The HTTP API: every declared route, and one for whatever is none, which the function answers with a problem. */
export function createApi(
  scope: Construct,
  routes: readonly RouteDeclaration[],
  handler: IFunction,
  parameters: Parameters,
): CfnApi {
  const api = new CfnApi(scope, 'Api', { name: 'mxready', protocolType: 'HTTP' });
  const authorizer = createAuthorizer(scope, api, parameters);
  const integration = new CfnIntegration(scope, 'ApiIntegration', {
    apiId: api.ref,
    integrationType: 'AWS_PROXY',
    integrationUri: handler.functionArn,
    payloadFormatVersion: '2.0',
  });
  const target = `integrations/${integration.ref}`;
  for (const { method, path, scope: needed } of routes) {
    const routeKey = `${method} ${path}`;
    const route = new CfnRoute(scope, `Route${routeKey.replaceAll(/[^A-Za-z0-9]/g, '')}`, {
      apiId: api.ref,
      routeKey,
      target,
      authorizationType: 'NONE',
    });
    if (needed === null) Validations.of(route).acknowledge(OPEN);
    else {
      Validations.of(route).acknowledge(GUARDED);
      guard(route, needed, authorizer, parameters);
    }
  }
  const other = { apiId: api.ref, routeKey: '$default', target, authorizationType: 'NONE' };
  Validations.of(new CfnRoute(scope, 'RouteDefault', other)).acknowledge(OPEN);
  createStage(scope, api);
  const { partition, region, account } = Stack.of(scope);
  new CfnPermission(scope, 'ApiMayInvoke', {
    action: 'lambda:InvokeFunction',
    functionName: handler.functionArn,
    principal: 'apigateway.amazonaws.com',
    sourceArn: `arn:${partition}:execute-api:${region}:${account}:${api.ref}/*/*`,
  });
  return api;
}
