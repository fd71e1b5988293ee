import { renderProjectBody } from "../../../core/contract/project-api.ts";
import { refusePrivateUrl } from "../../../core/webhooks/refuse-private-url.ts";
import { type Route, success } from "../../runtime/http-answer.ts";
import { parseFields } from "../../runtime/http-request.ts";
import type { ProjectsApiDeps } from "../deps.ts";
import { callerOf, projectIdOf } from "../request.ts";

/**
 * POST /api/video-project/:id/render. 202: the project is `rendering` when this answers, and `webhook_url` is told when
 * it no longer is. 400 when there is nothing to render or nobody public to tell, 402 INSUFFICIENT_CREDIT, 409
 * CONCURRENT_LIMIT while a render or an agent run works on it.
 */
export const renderProjectRoute = (deps: ProjectsApiDeps): Route => ({
  method: "POST",
  path: "/api/video-project/{id}/render",
  spends: true,
  async handle(request) {
    const { userId } = await callerOf(deps, request);
    const { resolution, webhook_url: webhookUrl } = parseFields(renderProjectBody, request.json());
    if (webhookUrl) refusePrivateUrl(deps.checkDestination, "webhook_url", webhookUrl);
    const projectId = projectIdOf(request);
    const { workId } = request;
    const { renderId } = await deps.startRender({
      userId,
      projectId,
      workId,
      ...(resolution && { resolution }),
      ...(webhookUrl && { webhookUrl }),
    });
    return success({ id: projectId, status: "rendering", render_id: renderId, render_progress: 0 }, 202);
  },
});
