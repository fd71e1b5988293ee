import type { IncomingHttpHeaders } from "node:http";
import { moveClock } from "./clock-shift.ts";
import { reportOf } from "./error-report.ts";
import type { Handler } from "./load-handler.ts";
import { openResponse } from "./response-stream.ts";
import type { RuntimeClient } from "./runtime-client.ts";
import { isStreaming } from "./streaming-globals.ts";

/** Runs one invocation and tells the Runtime API how it went. Never rejects for what the handler does. */
export async function serveInvocation(
  client: RuntimeClient,
  handler: Handler,
  invocation: { requestId: string; headers: IncomingHttpHeaders; body: string },
): Promise<void> {
  const { requestId, headers } = invocation;
  // Not AWS's: the local cloud's clock can be moved, and the function has to see it.
  moveClock(Number(headerOf(headers, "lambda-runtime-clock-offset-ms") ?? 0));
  const traceId = headerOf(headers, "lambda-runtime-trace-id");
  if (traceId !== undefined) process.env._X_AMZN_TRACE_ID = traceId;
  const context = contextOf(requestId, headers);
  const event: unknown = JSON.parse(invocation.body);
  if (isStreaming(handler)) await stream(client, handler, event, context);
  else await answer(client, handler, event, context);
}

async function answer(
  client: RuntimeClient,
  handler: Handler,
  event: unknown,
  context: InvocationContext,
): Promise<void> {
  let payload: string;
  try {
    payload = JSON.stringify(await handler(event, context)) ?? "null";
  } catch (thrown) {
    const report = reportOf(thrown);
    console.error("Invoke Error", JSON.stringify(report));
    await client.call("POST", `/invocation/${context.awsRequestId}/error`, JSON.stringify(report));
    return;
  }
  await client.call("POST", `/invocation/${context.awsRequestId}/response`, payload);
}

async function stream(
  client: RuntimeClient,
  handler: Handler,
  event: unknown,
  context: InvocationContext,
): Promise<void> {
  const response = openResponse(client, context.awsRequestId);
  try {
    await handler(event, response.stream, context);
    await response.taken;
  } catch (thrown) {
    console.error("Invoke Error", JSON.stringify(reportOf(thrown)));
    await response.fail(thrown);
  }
}

interface InvocationContext {
  readonly awsRequestId: string;
  readonly [field: string]: unknown;
}

function contextOf(requestId: string, headers: IncomingHttpHeaders): InvocationContext {
  const deadlineEpochMs = Number(headerOf(headers, "lambda-runtime-deadline-ms"));
  const clientContext = headerOf(headers, "lambda-runtime-client-context");
  return {
    awsRequestId: requestId,
    invokedFunctionArn: headerOf(headers, "lambda-runtime-invoked-function-arn"),
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: clientContext === undefined ? undefined : (JSON.parse(clientContext) as unknown),
    getRemainingTimeInMillis: () => deadlineEpochMs - Date.now(),
  };
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
