import { editJob } from "../../../core/agent/edit-job.ts";
import { checkBodyKey, identifyCaller } from "../../runtime/caller.ts";
import { type Route, success } from "../../runtime/http-answer.ts";
import { etagOf, expectedVersion } from "../../runtime/version-tags.ts";
import type { AgentApiDeps } from "../wiring.ts";

/** PATCH /api/agent/jobs/{jobId}: changes a plan that nobody works on. 409 while a run does, 412 for another version. */
export const editJobRoute = (deps: AgentApiDeps): Route => ({
  method: "PATCH",
  path: "/api/agent/jobs/{jobId}",
  async handle(request) {
    const account = await identifyCaller(deps.lookUp, request, "MISSING_PARAMETERS");
    const body = request.json();
    await checkBodyKey(deps.lookUp, account, body);
    const ifMatch = expectedVersion(request);
    const job = await editJob(deps, account, { jobId: request.params.jobId ?? "", body, ifMatch });
    return success(job, 200, { etag: etagOf(job.version) });
  },
});
