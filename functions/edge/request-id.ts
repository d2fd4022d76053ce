import { randomUUID } from 'node:crypto';
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

const HEADER = 'x-request-id';

/** Id of the request, as the access log has it. */
export const requestIdOf = (environment: unknown): string =>
  (environment as { event: APIGatewayProxyEventV2 }).event.requestContext.requestId;

/** Gives a request an id where its host gave it none, and tells the caller, who can name it when something is wrong. */
export const nameRequest = (): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> => ({
  before({ event }) {
    event.requestContext.requestId ||= randomUUID();
  },
  after({ event, response }) {
    if (response !== null) response.headers = { ...response.headers, [HEADER]: event.requestContext.requestId };
  },
});
