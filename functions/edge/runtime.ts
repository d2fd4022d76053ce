import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { builtCategories } from '../../shared/categories/index.ts';
import type { Deps, Log } from '../../shared/pipeline/deps.ts';
import { FIGURES, type Measure, NAMESPACE } from '../../shared/pipeline/figures.ts';
import { discreetError } from '../../shared/pipeline/log.ts';
import { wire } from '../../shared/pipeline/wire.ts';

export const logger = new Logger({ serviceName: NAMESPACE });

const log: Log = {
  info: (message, details = {}) => logger.info(message, details as Record<string, string>),
  warn: (message, details = {}) => logger.warn(message, details as Record<string, string>),
  error: (message, details = {}) => logger.error(message, details as Record<string, string>),
};

const metrics = new Metrics({ namespace: NAMESPACE, serviceName: NAMESPACE });

/** Each figure is a line of its own in EMF, for figures of one invocation have different dimensions. */
export const measure: Measure = (id, value, dimensions = {}) => {
  const { name, unit } = FIGURES[id];
  const one = metrics.singleMetric();
  for (const [dimension, of] of Object.entries(dimensions)) one.addDimension(dimension, of);
  one.addMetric(name, unit, value);
};

let wired: Deps | undefined;

/** Made with the first event, so that a setting that cannot be used shows in the log of an invocation. */
export function depsOf(): Deps {
  try {
    wired ??= wire(process.env, { log, measure }, builtCategories);
    return wired;
  } catch (error) {
    // The host writes into the log what is thrown, as it is.
    throw discreetError(error);
  }
}

/** Left to a handler to tell what it could not finish. */
const SPARE_MS = 2000;

/** Fires a little before the host ends the invocation. */
export const beforeTimeout = (context: { getRemainingTimeInMillis(): number }): AbortSignal =>
  AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - SPARE_MS));
