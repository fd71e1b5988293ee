import { newUploadId, startUpload } from "../../../core/assets/uploads.ts";
import { countUpload } from "../../../core/credits/daily-limit.ts";
import { identifyCaller } from "../../runtime/caller.ts";
import { type Route, success } from "../../runtime/http-answer.ts";
import type { AgentApiDeps } from "../wiring.ts";

/**
 * POST /api/uploads: a form to send one file with, for files that are too large for a request. `attachedFiles` of
 * /api/agent names it by its `uploadId`. Counts against the plan's uploads a day (429 DAILY_LIMIT).
 */
export const startUploadRoute = (deps: AgentApiDeps): Route => ({
  method: "POST",
  path: "/api/uploads",
  spends: true,
  async handle(request) {
    const account = await identifyCaller(deps.lookUp, request, "MISSING_PARAMETERS");
    const id = newUploadId(deps, request.workId);
    await countUpload(deps, account, id);
    const { expiresAtEpochMs, ...upload } = await startUpload(deps, account, id);
    return success({ ...upload, expiresAt: new Date(expiresAtEpochMs).toISOString() }, 201);
  },
});
