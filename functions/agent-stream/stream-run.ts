import { findRun } from "../../core/agent/find-run.ts";
import { publicEvent } from "../../core/events/public-event.ts";
import { identifyCaller } from "../runtime/caller.ts";
import type { StreamAnswer } from "../runtime/http-answer.ts";
import type { HttpRequest } from "../runtime/http-request.ts";
import { lastEventId, streamEvents } from "../runtime/stream-events.ts";
import type { AgentStreamDeps } from "./wiring.ts";

/** The events of a run after `afterSeq`, as a client sees them. The run's id is in `x-run-id`, to come back with. */
export async function streamRun(
  { log, logger, mediaHost }: AgentStreamDeps,
  request: HttpRequest,
  { runId, afterSeq }: { readonly runId: string; readonly afterSeq: number },
): Promise<StreamAnswer> {
  const mediaBaseUrl = await mediaHost.baseUrl();
  return {
    headers: { "x-run-id": runId },
    frames: streamEvents(
      { events: log, logger },
      {
        runId,
        afterSeq,
        deadlineEpochMs: request.deadlineEpochMs,
        present: (event) => publicEvent(event, mediaBaseUrl),
      },
    ),
  };
}

/**
 * The run that the first request with an Idempotency-Key was given, from `Last-Event-ID` on.
 * @param headers of the first answer
 */
export async function replayRun(
  deps: AgentStreamDeps,
  request: HttpRequest,
  headers: Readonly<Record<string, string>>,
): Promise<StreamAnswer> {
  const account = await identifyCaller(deps.lookUp, request, "MISSING_PARAMETERS");
  const runId = headers["x-run-id"] ?? "";
  const afterSeq = lastEventId(request.headers["last-event-id"]);
  await findRun(deps, account.userId, { runId, afterSeq });
  return streamRun(deps, request, { runId, afterSeq });
}
