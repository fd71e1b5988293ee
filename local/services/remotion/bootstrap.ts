/**
 * The program of an execution environment of Remotion's function: speaks the Runtime API like any other, runs Remotion's
 * own handler. What it is started with: {@link file://./custom-runtime.ts}.
 */
import path from "node:path";
import { followClock, installShiftedClock, moveClock } from "../lambda/bootstrap/clock-shift.ts";
import { reportOf } from "../lambda/bootstrap/error-report.ts";
import { createRuntimeClient } from "../lambda/bootstrap/runtime-client.ts";
import { serveInvocation } from "../lambda/bootstrap/serve-invocation.ts";
import { defineStreamingGlobals } from "../lambda/bootstrap/streaming-globals.ts";
import { findChromium } from "./chromium.ts";

const { AWS_LAMBDA_RUNTIME_API, REELWRIGHT_CLOCK_OFFSET_MS, REELWRIGHT_RENDER_CACHE } = process.env;
if (!AWS_LAMBDA_RUNTIME_API || !REELWRIGHT_RENDER_CACHE) {
  throw new Error("AWS_LAMBDA_RUNTIME_API and REELWRIGHT_RENDER_CACHE must be set");
}
declare const awslambda: { streamifyResponse<Handler>(handler: Handler): Handler };

const client = createRuntimeClient(AWS_LAMBDA_RUNTIME_API);
installShiftedClock();
moveClock(Number(REELWRIGHT_CLOCK_OFFSET_MS ?? 0));
followClock();
defineStreamingGlobals();
const handler = await prepare(REELWRIGHT_RENDER_CACHE);

for (;;) {
  const next = await client.call("GET", "/invocation/next");
  const requestId = next.headers["lambda-runtime-aws-request-id"];
  if (next.status !== 200 || typeof requestId !== "string") {
    throw new Error(`the Runtime API answered ${next.status}`);
  }
  await serveInvocation(client, handler, { requestId, headers: next.headers, body: next.body });
}

async function prepare(cacheFolder: string) {
  try {
    const chromium = await findChromium(cacheFolder);
    Object.assign(process.env, chromium.environment);
    // As in Lambda, where Remotion's packages look for it.
    process.env.__RESERVED_IS_INSIDE_REMOTION_LAMBDA = "true";
    const { createRenderHandler } = await import("./render-handler.ts");
    const render = createRenderHandler({
      chromiumPath: chromium.executablePath,
      lockFile: path.join(cacheFolder, "drawing.lock"),
    });
    return awslambda.streamifyResponse(render) as Parameters<typeof serveInvocation>[1];
  } catch (error) {
    await client.call("POST", "/init/error", JSON.stringify(reportOf(error)));
    throw error;
  }
}
