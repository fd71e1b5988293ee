import { showJob } from "../../../core/agent/show-job.ts";
import { identifyCaller } from "../../runtime/caller.ts";
import { type Route, success } from "../../runtime/http-answer.ts";
import { etagOf } from "../../runtime/version-tags.ts";
import type { AgentApiDeps } from "../wiring.ts";

/** GET /api/agent/jobs/{jobId}?email=…: a plan, scene by scene, with what has been made of it. */
export const showJobRoute = (deps: AgentApiDeps): Route => ({
  method: "GET",
  path: "/api/agent/jobs/{jobId}",
  async handle(request) {
    const account = await identifyCaller(deps.lookUp, request, "MISSING_PARAMETERS");
    const job = await showJob(deps, account, request.params.jobId ?? "");
    return success(job, 200, { etag: etagOf(job.version) });
  },
});
