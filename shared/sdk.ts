/**
 * Milliseconds that clients of the AWS SDK wait; by default they do so for ever. A request that hangs must fail, and be
 * tried once more, before a lease is lost over it (pipeline/times.ts).
 */
export const SDK_PATIENCE = { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true } as const;
