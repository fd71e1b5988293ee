import { findRun } from "../../../core/agent/find-run.ts";
import { UnauthorizedError } from "../../../core/contract/errors.ts";
import type { Caller } from "../../../core/ports/accounts.ts";
import { identifyCaller } from "../../runtime/caller.ts";
import type { JsonAnswer, Route, StreamAnswer } from "../../runtime/http-answer.ts";
import type { HttpRequest } from "../../runtime/http-request.ts";
import { lastEventId } from "../../runtime/stream-events.ts";
import { streamRun } from "../stream-run.ts";
import type { AgentStreamDeps } from "../wiring.ts";

/**
 * GET /api/agent/runs/{id}/events: the run's events from `Last-Event-ID` on. A reader that has them all gets 204,
 * which tells an EventSource not to come back.
 */
export const runEventsRoute = (deps: AgentStreamDeps): Route<StreamAnswer | JsonAnswer> => ({
  method: "GET",
  path: "/api/agent/runs/{id}/events",
  async handle(request) {
    const { userId } = await reader(deps, request);
    const runId = request.params.id ?? "";
    const afterSeq = lastEventId(request.headers["last-event-id"]);
    const { isOver } = await findRun(deps, userId, { runId, afterSeq });
    if (isOver) return { status: 204, headers: { "x-run-id": runId } };
    return streamRun(deps, request, { runId, afterSeq });
  },
});

/** The key says enough of who reads; an email is checked when there is one. @throws UnauthorizedError, ForbiddenError */
async function reader({ lookUp }: AgentStreamDeps, request: HttpRequest): Promise<Caller> {
  if (request.query.email !== undefined) return identifyCaller(lookUp, request, "MISSING_PARAMETERS");
  const apiKey = request.headers["api-key"];
  const caller = apiKey === undefined ? undefined : await lookUp(apiKey.trim());
  if (caller === undefined) throw new UnauthorizedError();
  return caller;
}
