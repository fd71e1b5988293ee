/** Bytes. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const SYNC_REQUEST_LIMIT = 6 * 1024 * 1024;
/** A response may be 100 bytes longer than a request. */
export const SYNC_RESPONSE_LIMIT = SYNC_REQUEST_LIMIT + 100;
export const ASYNC_REQUEST_LIMIT = 1024 * 1024;
export const STREAMED_RESPONSE_LIMIT = 200 * 1024 * 1024;
/** Loading a function may take this long in AWS before it is started over. */
export const INIT_LIMIT_MS = 10_000;
