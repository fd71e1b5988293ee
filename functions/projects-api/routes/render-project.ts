import { renderProjectBody } from "../../../core/contract/project-api.ts";
import { type Route, success } from "../../runtime/http-answer.ts";
import { parseFields } from "../../runtime/http-request.ts";
import type { ProjectsApiDeps } from "../deps.ts";
import { callerOf, projectIdOf } from "../request.ts";

/**
 * POST /api/video-project/:id/render. 202: the project is `rendering` when this answers. 400 when there is nothing to
 * render, 402 INSUFFICIENT_CREDIT, 409 CONCURRENT_LIMIT while a render or an agent run works on it.
 */
export const renderProjectRoute = (deps: ProjectsApiDeps): Route => ({
  method: "POST",
  path: "/api/video-project/{id}/render",
  spends: true,
  async handle(request) {
    const { userId } = await callerOf(deps, request);
    const { resolution } = parseFields(renderProjectBody, request.json());
    const projectId = projectIdOf(request);
    const { workId } = request;
    const { renderId } = await deps.startRender({
      userId,
      projectId,
      workId,
      ...(resolution && { resolution }),
    });
    return success({ id: projectId, status: "rendering", render_id: renderId, render_progress: 0 }, 202);
  },
});
