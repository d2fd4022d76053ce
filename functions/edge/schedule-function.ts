import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { EventBridgeEvent } from 'aws-lambda';
import type { Deps } from '../../shared/pipeline/deps.ts';
import { discreetError } from '../../shared/pipeline/log.ts';
import { depsOf, logger } from './runtime.ts';

type ScheduledEvent = EventBridgeEvent<'Scheduled Event', unknown>;

/**
 * A function on a schedule. What it throws fails the invocation; the next one starts anew. The host writes into the log
 * what is thrown, as it is.
 */
export const scheduleFunction = (handle: (deps: Deps, event: ScheduledEvent) => Promise<void>) =>
  middy<ScheduledEvent, void>()
    .use(injectLambdaContext(logger))
    .handler(async (event) => {
      await handle(depsOf(), event).catch((error: unknown) => {
        throw discreetError(error);
      });
    });
