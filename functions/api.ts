import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { handle } from 'hono/aws-lambda';
import { createApp } from '../shared/api/app.ts';
import { Problem } from '../shared/api/problem.ts';
import { callerOf, originOf } from './edge/caller.ts';
import { nameRequest, requestIdOf } from './edge/request-id.ts';
import { apiDepsOf } from './edge/api-runtime.ts';
import { logger } from './edge/runtime.ts';

const answer = handle(createApp({ depsOf: apiDepsOf, callerOf, requestIdOf, originOf }));

/** Whether its headers, host and path can stand in a request at all; the adapter would fail over them. */
function isReadable({ requestContext, rawPath, rawQueryString, headers }: APIGatewayProxyEventV2): boolean {
  try {
    new Request(`https://${requestContext.domainName}${rawPath}?${rawQueryString}`, {
      headers: headers as Record<string, string>,
    });
    return true;
  } catch {
    return false;
  }
}

async function unreadable(): Promise<APIGatewayProxyStructuredResultV2> {
  const response = new Problem(400, 'the request has a header, a host or a path that cannot be read').toResponse('/');
  return { statusCode: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

/** The HTTP API. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(injectLambdaContext(logger))
  .use(nameRequest())
  .handler(async (event, context) =>
    isReadable(event)
      ? ((await answer(event as never, context as never)) as APIGatewayProxyStructuredResultV2)
      : unreadable(),
  );
