import { Readable } from "node:stream";
import { AwsError, type AwsRequest, type AwsResponse } from "../../types.ts";
import { type Answer, MidStreamError } from "./answer.ts";
import type { AsyncInvokes } from "./async-invokes.ts";
import { collect } from "./collect.ts";
import { encodeMessage } from "./event-stream.ts";
import type { FunctionConfig } from "./function-config.ts";
import type { Invoker } from "./invoker.ts";
import { ASYNC_REQUEST_LIMIT, SYNC_REQUEST_LIMIT } from "./limits.ts";

/** Runs one operation of the Lambda API on a function. */
export type Action = (
  request: AwsRequest,
  config: FunctionConfig,
  deps: { invoker: Invoker; asyncInvokes: AsyncInvokes },
) => Promise<AwsResponse>;

/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const invoke: Action = async (request, config, { invoker, asyncInvokes }) => {
  const type = headerOf(request, "x-amz-invocation-type") ?? "RequestResponse";
  const requestId = crypto.randomUUID();
  const headers = { "x-amzn-requestid": requestId };
  if (type === "DryRun") return { status: 204, headers };
  if (type === "Event") {
    const event = readEvent(request, ASYNC_REQUEST_LIMIT, type);
    await asyncInvokes.accept(config, event, requestId);
    return { status: 202, headers };
  }
  if (type !== "RequestResponse") {
    throw new AwsError("InvalidParameterValueException", `Unknown invocation type: ${type}`, 400, {
      Type: "User",
    });
  }
  const event = readEvent(request, SYNC_REQUEST_LIMIT, type);
  const answer = await collect(
    await invoker.invoke(config, { requestId, event, ...clientContextOf(request) }),
  );
  const executed = { ...headers, "x-amz-executed-version": "$LATEST", "content-type": "application/json" };
  if (answer.kind === "payload") return { status: 200, headers: executed, body: answer.body };
  return { status: 200, headers: { ...executed, "x-amz-function-error": "Unhandled" }, body: answer.payload };
};

/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html */
export const invokeWithResponseStream: Action = async (request, config, { invoker }) => {
  const type = headerOf(request, "x-amz-invocation-type") ?? "RequestResponse";
  const requestId = crypto.randomUUID();
  if (type === "DryRun") return { status: 204, headers: { "x-amzn-requestid": requestId } };
  const event = readEvent(request, SYNC_REQUEST_LIMIT, type);
  const answer = await invoker.invoke(config, { requestId, event, ...clientContextOf(request) });
  return {
    status: 200,
    headers: {
      "x-amzn-requestid": requestId,
      "x-amz-executed-version": "$LATEST",
      "content-type": "application/vnd.amazon.eventstream",
      "x-amzn-remapped-content-type":
        answer.kind === "stream" ? answer.contentType : "application/octet-stream",
    },
    body: Readable.from(frames(answer), { objectMode: false }),
  };
};

export const getConfiguration: Action = async (_request, config) => json(describe(config));

export const getFunction: Action = async (_request, config) =>
  json({ Configuration: describe(config), Code: { RepositoryType: "S3" }, Tags: {} });

/** A buffered answer is one chunk; a failure, at whatever point, is told in the last message. */
async function* frames(answer: Answer): AsyncGenerator<Buffer> {
  let error: { ErrorCode: string; ErrorDetails: string } | undefined;
  if (answer.kind === "failure") {
    error = { ErrorCode: "Unhandled", ErrorDetails: answer.payload };
  } else if (answer.kind === "payload") {
    yield chunkMessage(answer.body);
  } else {
    try {
      for await (const chunk of answer.body as AsyncIterable<Buffer>) yield chunkMessage(chunk);
    } catch (thrown) {
      if (!(thrown instanceof MidStreamError)) throw thrown;
      error = { ErrorCode: "Unhandled", ErrorDetails: thrown.failure.payload };
    }
  }
  yield encodeMessage(
    eventHeaders("InvokeComplete", "application/json"),
    Buffer.from(JSON.stringify(error ?? {})),
  );
}

function chunkMessage(chunk: Buffer): Buffer {
  return encodeMessage(eventHeaders("PayloadChunk", "application/octet-stream"), chunk);
}

function eventHeaders(type: string, contentType: string): Record<string, string> {
  return { ":event-type": type, ":content-type": contentType, ":message-type": "event" };
}

function readEvent(request: AwsRequest, limit: number, type: string): Buffer {
  if (request.body.length > limit) {
    throw new AwsError(
      "RequestTooLargeException",
      `${request.body.length} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`,
      413,
      { Type: "User" },
    );
  }
  // No payload at all is allowed, and is an empty object to the function.
  if (request.body.length === 0) return Buffer.from("{}");
  try {
    JSON.parse(request.body.toString("utf8"));
  } catch (cause) {
    throw new AwsError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${cause instanceof Error ? cause.message : String(cause)}`,
      400,
      { Type: "User" },
    );
  }
  return request.body;
}

function clientContextOf(request: AwsRequest): { clientContext?: string } {
  const encoded = headerOf(request, "x-amz-client-context");
  return encoded === undefined ? {} : { clientContext: Buffer.from(encoded, "base64").toString("utf8") };
}

function headerOf(request: AwsRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function describe(config: FunctionConfig): Record<string, unknown> {
  return {
    FunctionName: config.name,
    FunctionArn: config.arn,
    Runtime: config.runtime,
    Role: config.roleArn,
    Handler: config.handler,
    Timeout: config.timeoutSeconds,
    MemorySize: config.memoryMb,
    Version: "$LATEST",
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Environment: { Variables: config.environment },
  };
}

function json(body: unknown): AwsResponse {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
