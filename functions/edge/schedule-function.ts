import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { EventBridgeEvent } from 'aws-lambda';
import type { Deps } from '../../shared/pipeline/deps.ts';
import { depsOf, logger } from './runtime.ts';

/** A function on a schedule. What it throws fails the invocation; the next one starts anew. */
export const scheduleFunction = (handle: (deps: Deps) => Promise<void>) =>
  middy<EventBridgeEvent<'Scheduled Event', unknown>, void>()
    .use(injectLambdaContext(logger))
    .handler(async () => handle(depsOf()));
