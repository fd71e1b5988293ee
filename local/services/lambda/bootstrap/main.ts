/**
 * The program of an execution environment: loads the handler, then asks the Runtime API for one invocation after another.
 * Bundled into one file at boot; it knows nothing of the local cloud but the Runtime API and the clock's offset.
 */
import { flushCompileCache } from "node:module";
import { followClock, installShiftedClock, moveClock } from "./clock-shift.ts";
import { reportOf } from "./error-report.ts";
import { type Handler, loadHandler } from "./load-handler.ts";
import { createRuntimeClient } from "./runtime-client.ts";
import { serveInvocation } from "./serve-invocation.ts";
import { defineStreamingGlobals } from "./streaming-globals.ts";

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT, _HANDLER, REELWRIGHT_CLOCK_OFFSET_MS } = process.env;
if (!AWS_LAMBDA_RUNTIME_API || !LAMBDA_TASK_ROOT || !_HANDLER) {
  throw new Error("AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT and _HANDLER must be set");
}
const client = createRuntimeClient(AWS_LAMBDA_RUNTIME_API);
delete process.env.REELWRIGHT_CLOCK_OFFSET_MS;
installShiftedClock();
moveClock(Number(REELWRIGHT_CLOCK_OFFSET_MS ?? 0));
followClock();
defineStreamingGlobals();

const handler = await load(LAMBDA_TASK_ROOT, _HANDLER);
let requestId: string | undefined;

// As in the managed runtime: the invocation fails with the error, then the environment ends.
process.on("uncaughtException", (error) => void endWith("Uncaught Exception", error));
process.on("unhandledRejection", (reason) => void endWith("Unhandled Promise Rejection", reason));

for (let served = 0; ; served += 1) {
  const next = await client.call("GET", "/invocation/next");
  const id = next.headers["lambda-runtime-aws-request-id"];
  if (next.status !== 200 || typeof id !== "string")
    throw new Error(`the Runtime API answered ${next.status}`);
  requestId = id;
  await serveInvocation(client, handler, { requestId: id, headers: next.headers, body: next.body });
  requestId = undefined;
  // Environments end by SIGKILL, which would lose what the compiler has learned.
  if (served === 0) flushCompileCache();
}

async function load(codeDir: string, name: string): Promise<Handler> {
  try {
    return await loadHandler(codeDir, name);
  } catch (thrown) {
    const report = reportOf(thrown);
    console.error("Init Error", JSON.stringify(report));
    await client.call("POST", "/init/error", JSON.stringify(report));
    process.exit(1);
  }
}

async function endWith(kind: string, thrown: unknown): Promise<never> {
  const report = reportOf(thrown);
  console.error(kind, JSON.stringify(report));
  if (requestId !== undefined) {
    const errorType = kind === "Uncaught Exception" ? report.errorType : "Runtime.UnhandledPromiseRejection";
    await client
      .call("POST", `/invocation/${requestId}/error`, JSON.stringify({ ...report, errorType }))
      .catch((error: unknown) => console.error("the Runtime API is gone", error));
  }
  process.exit(128);
}
