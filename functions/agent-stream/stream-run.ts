import type { KeyLookup } from "../../core/accounts/key-lookup.ts";
import { findRun } from "../../core/agent/find-run.ts";
import { UnauthorizedError } from "../../core/contract/errors.ts";
import { publicEvent } from "../../core/events/public-event.ts";
import type { Caller } from "../../core/ports/accounts.ts";
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

/**
 * The Agent API has the key in the body as well. An absent one is a bad field, which the domain names with the others.
 * @throws {UnauthorizedError} it is another account's, or nobody's
 */
export async function checkBodyKey(lookUp: KeyLookup, caller: Caller, body: unknown): Promise<void> {
  const given = typeof body === "object" && body !== null && "apiKey" in body ? body.apiKey : undefined;
  if (typeof given !== "string" || given === "") return;
  const named = await lookUp(given.trim());
  if (named?.userId !== caller.userId) {
    throw new UnauthorizedError("`apiKey` in the body is not of the account that the api-key header is of.");
  }
}
