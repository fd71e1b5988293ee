import { deleteProject } from "../../../core/projects/delete-project.ts";
import { type Route, success } from "../../runtime/http-answer.ts";
import type { ProjectsApiDeps } from "../deps.ts";
import { callerOf, projectIdOf } from "../request.ts";

/** DELETE /api/video-project/:id. 200; what works on the project is stopped, its films stay. 429 DAILY_LIMIT. */
export const deleteProjectRoute = (deps: ProjectsApiDeps): Route => ({
  method: "DELETE",
  path: "/api/video-project/{id}",
  async handle(request) {
    const { userId, plan } = await callerOf(deps, request);
    const projectId = projectIdOf(request);
    await deleteProject(deps, { userId, plan, projectId });
    return success({ id: projectId, deleted: true });
  },
});
