import type { ChatEntry, ChatPage, ProjectStore, ProjectWithComposition } from "../ports/projects.ts";
import { CHAT_PAGE } from "./chat.ts";
import { owned } from "./owned-project.ts";

/**
 * Reads all of a project with one page of its chat: the last one, or the one before `chatBefore`.
 * @throws {ProjectNotFoundError} 404 @throws {ForbiddenError} 403
 */
export async function readProject(
  { projects }: { readonly projects: Pick<ProjectStore, "getWithChat" | "listChat"> },
  request: {
    readonly userId: string;
    readonly projectId: number;
    readonly chatBefore?: Pick<ChatEntry, "atEpochMs" | "entryId"> | undefined;
  },
): Promise<{ project: ProjectWithComposition; chat: ChatPage }> {
  const { userId, projectId, chatBefore } = request;
  const found = await projects.getWithChat(projectId, chatBefore === undefined ? CHAT_PAGE : 0);
  const project = owned(found?.project, userId, projectId);
  if (chatBefore !== undefined)
    return { project, chat: await projects.listChat(projectId, CHAT_PAGE, chatBefore) };
  return { project, chat: found?.chat ?? { entries: [], total: 0 } };
}
