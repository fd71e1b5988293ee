import { appendChatBody } from "../../../core/contract/project-api.ts";
import { appendChatMessage } from "../../../core/projects/chat.ts";
import { type Route, success } from "../../runtime/http-answer.ts";
import { parseFields } from "../../runtime/http-request.ts";
import type { ProjectsApiDeps } from "../deps.ts";
import { chatMessage } from "../present.ts";
import { callerOf, projectIdOf } from "../request.ts";

/** POST /api/video-project/:id/chat. 200 with the message; at most 16 KB each, the plan says how many are kept. */
export const appendChatRoute = (deps: ProjectsApiDeps): Route => ({
  method: "POST",
  path: "/api/video-project/{id}/chat",
  async handle(request) {
    const { userId, plan } = await callerOf(deps, request);
    const { message } = parseFields(appendChatBody, request.json());
    const entry = await appendChatMessage(deps, { userId, plan, projectId: projectIdOf(request) }, message);
    return success(chatMessage(entry));
  },
});
