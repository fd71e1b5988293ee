import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type Clock,
  type Fault,
  type Faults,
  type Log,
} from "../../types.ts";
import type { Principals } from "../iam/principals.ts";
import { authenticate } from "./authenticate.ts";
import { type Dispatch, faultError } from "./dispatch.ts";
import { readBody } from "./read-body.ts";
import { readWireRequest, toAwsRequest } from "./read-request.ts";
import { internalFailure, refusal } from "./refusals.ts";
import { createTimes } from "./signature-time.ts";

export interface GatewayOptions {
  readonly principals: Principals;
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly log: Log;
}

/** A fault may ask for a text in the body; looked for in its first bytes only. */
const FAULT_SEARCH_BYTES = 64 * 1024;

/** The AWS endpoint: every service is behind this one listener. */
export function createGateway(options: GatewayOptions): RequestListener {
  const times = createTimes(options.clock);
  return (incoming, outgoing) => {
    answer(incoming, outgoing, options, times).catch((error: unknown) => {
      // The caller went away, or the answer broke off half way: there is nobody to tell.
      options.log.debug("gateway.broken-off", { path: incoming.url, error });
      outgoing.destroy();
    });
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: GatewayOptions,
  times: ReturnType<typeof createTimes>,
): Promise<void> {
  const startedAt = performance.now();
  const requestId = randomUUID();
  const seen: { service: string; request?: AwsRequest } = { service: serviceHint(incoming) };
  let response: AwsResponse;
  try {
    const wire = readWireRequest(incoming, await readBody(incoming));
    const caller = await authenticate(wire, options.principals, times());
    seen.service = caller.service;
    const request = toAwsRequest(wire, caller);
    seen.request = request;
    const fault = options.faults.take(
      `service:${caller.service}`,
      request.body.toString("utf8", 0, FAULT_SEARCH_BYTES),
    );
    if (fault?.kind === "kill") {
      options.log.info("gateway.fault", { fault });
      outgoing.destroy();
      return;
    }
    response = fault ? await suffer(fault, request, options) : await options.dispatch(request);
    if (fault?.kind === "lose") {
      outgoing.destroy();
      return;
    }
  } catch (error) {
    if (!(error instanceof AwsError))
      options.log.warn("gateway.failed", { service: seen.service, requestId, error });
    response = refusal(error instanceof AwsError ? error : internalFailure(), seen.service, requestId);
    logRefusal(options.log, error, seen);
  }
  const traceId = incoming.headers["x-amzn-trace-id"];
  if (options.faults.called(typeof traceId === "string" ? traceId : undefined)) {
    outgoing.destroy();
    return;
  }
  await send(outgoing, incoming.method ?? "GET", response, requestId);
  options.log.debug("gateway.request", {
    service: seen.service,
    operation: seen.request?.operation ?? `${incoming.method} ${seen.request?.path ?? ""}`,
    by: seen.request?.principal.usedBy ?? seen.request?.principal.arn,
    status: response.status,
    ms: Math.round(performance.now() - startedAt),
  });
}

/** A denial is what a developer has to see without asking for debug lines. */
function logRefusal(
  log: Log,
  error: unknown,
  { service, request }: { service: string; request?: AwsRequest },
): void {
  if (!(error instanceof AwsError) || error.name !== "AccessDeniedException") return;
  log.warn("gateway.denied", { service, by: request?.principal.usedBy, message: error.message });
}

async function suffer(fault: Fault, request: AwsRequest, options: GatewayOptions): Promise<AwsResponse> {
  options.log.info("gateway.fault", { service: request.service, fault });
  switch (fault.kind) {
    case "fail":
    case "overload":
      throw faultError(fault, request.service);
    case "delay":
    case "stall":
      await options.clock.sleep(fault.delayMs ?? 1000);
      return options.dispatch(request);
    case "lose":
      return options.dispatch(request);
    case "duplicate":
      // The request arrives twice; the caller sees the answer to the second.
      await options.dispatch(request);
      return options.dispatch(request);
    case "garbage":
      return { status: 200, headers: { "content-type": "application/octet-stream" }, body: "\u0000garbage" };
    case "kill":
      throw new Error("a killed request gets no answer");
  }
}

async function send(
  outgoing: ServerResponse,
  method: string,
  response: AwsResponse,
  requestId: string,
): Promise<void> {
  outgoing.writeHead(response.status, { "x-amzn-requestid": requestId, ...response.headers });
  if (response.body instanceof Readable) {
    if (method === "HEAD") {
      response.body.destroy();
      outgoing.end();
    } else {
      await pipeline(response.body, outgoing);
    }
    return;
  }
  outgoing.end(method === "HEAD" ? undefined : response.body);
}

/** A guess for the shape of an error, while the signature is not read yet. */
function serviceHint({ headers }: IncomingMessage): string {
  const scope = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "");
  return scope?.[1] ?? (headers["x-amz-target"] === undefined ? "s3" : "unknown");
}
