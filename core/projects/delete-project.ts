import type { Account, Plan } from "../ports/accounts.ts";
import type { Project, ProjectStore } from "../ports/projects.ts";
import { owned } from "./owned-project.ts";

/** What deleting needs. */
export interface DeleteDeps {
  readonly projects: Pick<ProjectStore, "get" | "delete">;
  /**
   * Ends the agent run and the render that work on the project and gives back what they hold; none is fine.
   * @throws {DailyLimitError} 429, the plan bears no more cancels today
   */
  stopWork(project: Project, plan: Plan): Promise<void>;
}

/**
 * Deletes for good: the project, its composition and its chat. Films that were made stay where they are.
 * @throws {ProjectNotFoundError} 404 @throws {ForbiddenError} 403 @throws {DailyLimitError} 429, nothing was deleted
 */
export async function deleteProject(
  deps: DeleteDeps,
  { userId, plan, projectId }: Pick<Account, "userId" | "plan"> & { readonly projectId: number },
): Promise<void> {
  const project = owned(await deps.projects.get(projectId), userId, projectId);
  await deps.stopWork(project, plan);
  await deps.projects.delete(projectId);
}
