import { checkResume } from "../../../core/agent/check-resume.ts";
import { identifyCaller } from "../../runtime/caller.ts";
import { type Route, success } from "../../runtime/http-answer.ts";
import type { AgentApiDeps } from "../wiring.ts";

/** GET /api/agent/check-resume?projectId=…&email=…: the project's unfinished job, or null. */
export const checkResumeRoute = (deps: AgentApiDeps): Route => ({
  method: "GET",
  path: "/api/agent/check-resume",
  async handle(request) {
    const account = await identifyCaller(deps.lookUp, request, "MISSING_PARAMETERS");
    return success(await checkResume(deps, account, request.query));
  },
});
