import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it, vi } from "vitest";
import { UnauthorizedError } from "../../../core/contract/errors.ts";
import {
  type JsonAnswer,
  projectSurface,
  type Route,
  type StreamAnswer,
} from "../../../functions/runtime/http-answer.ts";
import type { HttpHandler } from "../../../functions/runtime/http-function.ts";
import { createLogger } from "../../../functions/runtime/logger.ts";
import { lambdaContext, lambdaEvent, type TestRequest } from "../lambda-event.ts";

type StreamHandler = (event: unknown, stream: PassThrough, context: unknown) => Promise<void>;

/** What Lambda's runtime offers to streaming handlers: metadata first, then the body. */
vi.stubGlobal("awslambda", {
  streamifyResponse: (handler: StreamHandler) => handler,
  HttpResponseStream: {
    from(stream: PassThrough, metadata: unknown) {
      stream.emit("metadata", metadata);
      return stream;
    },
  },
});

const { streamingFunction } = await import("../../../functions/runtime/http-function.ts");

async function* twoFrames() {
  yield ": run r\n\n";
  yield "id: 1\nevent: done\ndata: {}\n\n";
}

const routes: Route<JsonAnswer | StreamAnswer>[] = [
  {
    method: "POST",
    path: "/run",
    handle: async () => ({ frames: twoFrames(), headers: { "x-run-id": "r" } }),
  },
  {
    method: "POST",
    path: "/refuse",
    handle: async () => {
      throw new UnauthorizedError();
    },
  },
];

const handler: HttpHandler = streamingFunction({
  surface: projectSurface,
  logger: createLogger("test"),
  checkOrigin: async () => undefined,
  protection: "none",
  routes,
});

async function call(request: TestRequest) {
  const stream = new PassThrough();
  const metadata = new Promise<{ statusCode: number; headers: Record<string, string> }>((resolve) => {
    stream.once("metadata", resolve);
  });
  const body = text(stream);
  const streaming: unknown = handler;
  await (streaming as StreamHandler)(lambdaEvent(request), stream, lambdaContext());
  return { ...(await metadata), body: await body };
}

describe("a streaming function", () => {
  it("opens with a 200 and its headers, then sends the frames", async () => {
    const answer = await call({ method: "POST", path: "/run" });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-run-id": "r",
      "x-request-id": "request-1",
      "Access-Control-Allow-Origin": "*",
    });
    expect(Object.keys(answer).sort()).toEqual(["body", "headers", "statusCode"]);
    expect(answer.body).toBe(": run r\n\nid: 1\nevent: done\ndata: {}\n\n");
  });

  it("refuses with JSON and a status before the stream opens", async () => {
    const answer = await call({ method: "POST", path: "/refuse" });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers["content-type"]).toContain("application/json");
    expect(JSON.parse(answer.body)).toMatchObject({ success: false, error: "UNAUTHORIZED" });
  });

  it("answers a preflight and an unknown route", async () => {
    expect(await call({ method: "OPTIONS", path: "/run" })).toMatchObject({ statusCode: 204, body: "" });
    expect(await call({ path: "/other" })).toMatchObject({ statusCode: 404 });
  });
});
