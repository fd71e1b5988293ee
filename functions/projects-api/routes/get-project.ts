import { getProjectQuery } from "../../../core/contract/project-api.ts";
import { parseChatId } from "../../../core/projects/chat.ts";
import { readProject } from "../../../core/projects/read-project.ts";
import { type Route, success } from "../../runtime/http-answer.ts";
import { parseFields } from "../../runtime/http-request.ts";
import { etagOf } from "../../runtime/version-tags.ts";
import type { ProjectsApiDeps } from "../deps.ts";
import { chatMessage, projectRecord } from "../present.ts";
import { callerOf, givenQuery, projectIdOf } from "../request.ts";

/**
 * GET /api/video-project/:id. 200 with everything, the last 200 chat messages (or, with `chatBefore`, the 200 before
 * that one), and an ETag; 403 FORBIDDEN, 404 PROJECT_NOT_FOUND.
 */
export const getProjectRoute = (deps: ProjectsApiDeps): Route => ({
  method: "GET",
  path: "/api/video-project/{id}",
  async handle(request) {
    const account = await callerOf(deps, request);
    const { chatBefore } = parseFields(getProjectQuery, givenQuery(request));
    const which = {
      userId: account.userId,
      projectId: projectIdOf(request),
      chatBefore: chatBefore === undefined ? undefined : parseChatId(chatBefore),
    };
    const [{ project, chat }, baseUrl] = await Promise.all([readProject(deps, which), deps.media.baseUrl()]);
    const data = {
      ...projectRecord(project, account, baseUrl),
      chat_history: chat.entries.map(chatMessage),
      chat_total: chat.total,
    };
    return success(data, 200, { etag: etagOf(project.version) });
  },
});
