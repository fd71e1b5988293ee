import { admitRun } from "../../../core/agent/admit-run.ts";
import { storedComposition } from "../../../core/compositions/media-urls.ts";
import { checkBodyKey, identifyCaller } from "../../runtime/caller.ts";
import type { Route, StreamAnswer } from "../../runtime/http-answer.ts";
import { replayRun, streamRun } from "../stream-run.ts";
import type { AgentStreamDeps } from "../wiring.ts";

/**
 * POST /api/agent: admits one agent run and streams its events (SSE). Opens after admission, so that a refusal is JSON
 * with its status.
 */
export const runAgentRoute = (deps: AgentStreamDeps): Route<StreamAnswer> => ({
  method: "POST",
  path: "/api/agent",
  spends: true,
  replay: (request, headers) => replayRun(deps, request, headers),
  async handle(request) {
    const account = await identifyCaller(deps.lookUp, request, "MISSING_PARAMETERS");
    const body = request.json();
    await checkBodyKey(deps.lookUp, account, body);
    const mediaBaseUrl = await deps.mediaHost.baseUrl();
    const { runId } = await admitRun(deps, account, body, {
      toStored: (given) => storedComposition(given, mediaBaseUrl),
      workId: request.workId,
    });
    return streamRun(deps, request, { runId, afterSeq: 0 });
  },
});
