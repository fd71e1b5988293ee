import { planTerms } from "../catalog/plans.ts";
import { InvalidRequestError, ProjectNotFoundError } from "../contract/errors.ts";
import type { Account } from "../ports/accounts.ts";
import type { ChatEntry } from "../ports/projects.ts";
import type { ProjectDeps } from "./create-project.ts";
import { owned } from "./owned-project.ts";

/** Messages in one answer. */
export const CHAT_PAGE = 200;

/**
 * Appends a message to the project's chat, of which the plan says how much is kept.
 * @throws {ProjectNotFoundError} 404 @throws {ForbiddenError} 403
 */
export async function appendChatMessage(
  { projects, clock, ids }: ProjectDeps,
  { userId, plan, projectId }: Pick<Account, "userId" | "plan"> & { readonly projectId: number },
  message: { readonly role: string; readonly content: string },
): Promise<ChatEntry> {
  owned(await projects.get(projectId), userId, projectId);
  const entry = { ...message, atEpochMs: clock.now(), entryId: ids.next("message") };
  const isAppended = await projects.appendChat(projectId, entry, planTerms[plan].keptChatMessages);
  if (!isAppended) throw new ProjectNotFoundError(projectId);
  return entry;
}

/** What a client knows a message by; says where it is, so that the page before it can be read. */
export const chatId = ({ atEpochMs, entryId }: Pick<ChatEntry, "atEpochMs" | "entryId">): string =>
  `${atEpochMs}.${entryId}`;

/** @throws {InvalidRequestError} 400, not such an id */
export function parseChatId(id: string): Pick<ChatEntry, "atEpochMs" | "entryId"> {
  const match = /^(\d{1,15})\.(.+)$/s.exec(id);
  const [, at, entryId] = match ?? [];
  if (at === undefined || entryId === undefined) {
    throw new InvalidRequestError("INVALID_PARAMETERS", [
      { path: "chatBefore", message: "must be the id of a chat message" },
    ]);
  }
  return { atEpochMs: Number(at), entryId };
}
