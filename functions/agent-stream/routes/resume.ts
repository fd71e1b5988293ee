import { admitResume } from "../../../core/agent/admit-job-run.ts";
import { checkBodyKey, identifyCaller } from "../../runtime/caller.ts";
import type { Route, StreamAnswer } from "../../runtime/http-answer.ts";
import { lastEventId } from "../../runtime/stream-events.ts";
import { replayRun, streamRun } from "../stream-run.ts";
import type { AgentStreamDeps } from "../wiring.ts";

/**
 * POST /api/agent/resume: makes the scenes of a job that are not done yet. While a run is at work on it, its events are
 * what the caller gets, from `Last-Event-ID` on.
 */
export const resumeRoute = (deps: AgentStreamDeps): Route<StreamAnswer> => ({
  method: "POST",
  path: "/api/agent/resume",
  spends: true,
  replay: (request, headers) => replayRun(deps, request, headers),
  async handle(request) {
    const account = await identifyCaller(deps.lookUp, request, "MISSING_PARAMETERS");
    const body = request.json();
    await checkBodyKey(deps.lookUp, account, body);
    const { run, isAttached } = await admitResume(deps, account, body, { workId: request.workId });
    const afterSeq = isAttached ? lastEventId(request.headers["last-event-id"]) : 0;
    return streamRun(deps, request, { runId: run.runId, afterSeq });
  },
});
