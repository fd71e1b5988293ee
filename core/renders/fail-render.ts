import type { CaughtError } from "../contract/steps.ts";
import { releaseHold } from "../credits/settle-holds.ts";
import type { EndRenderDeps } from "./deps.ts";
import { holdIdOf } from "./hold-id.ts";

/**
 * Ends a render as failed: the hold goes back, the project says why, segments that are done stay for the next one.
 * Again, or on a render that was published, it changes nothing.
 *
 * @param reason shown to the user
 * @param options `isQuiet`: nobody was told that it had begun, so the project keeps its status and no event goes out
 */
export async function failRender(
  deps: EndRenderDeps,
  renderId: string,
  reason: string,
  { isQuiet = false }: { isQuiet?: boolean } = {},
): Promise<void> {
  const render = await deps.renders.get(renderId);
  if (!render || render.state === "completed") return;
  const { userId, projectId } = render;
  await deps.renders.end(renderId, "failed", { atEpochMs: deps.clock.now(), error: reason });
  if (!render.isAhead) await releaseHold(deps, { userId, holdId: holdIdOf(renderId) });
  await deps.projects.update(
    projectId,
    { status: "failed", renderProgress: null, renderError: reason },
    { renderId, status: ["rendering"] },
  );
  if (isQuiet || render.isAhead) return;
  await deps.events.publish({
    name: "render.failed",
    detail: { id: `render.failed:${renderId}`, userId, projectId, renderId, error: reason },
  });
}

/** What a user may read of what a Catch caught: our own errors' messages, nothing of others'. */
export function reasonOf({ Error: name, Cause }: CaughtError): string {
  if (name === "TransientError") return "A service that renders films did not answer. Please try again.";
  // Errors of ours are named by their code.
  const message = /^[A-Z][A-Z_]+$/.test(name) ? errorMessage(Cause) : undefined;
  return message ?? "The film could not be rendered.";
}

function errorMessage(cause: string | undefined): string | undefined {
  if (cause === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(cause);
    const isReport = typeof parsed === "object" && parsed !== null && "errorMessage" in parsed;
    return isReport && typeof parsed.errorMessage === "string" ? parsed.errorMessage : undefined;
  } catch {
    // A Cause that is no report of Lambda is a machine's own text.
    return undefined;
  }
}
