import type { Project, ProjectStore } from "../ports/projects.ts";
import { owned } from "./owned-project.ts";

/** What deleting needs. */
export interface DeleteDeps {
  readonly projects: Pick<ProjectStore, "get" | "delete">;
  /** Ends the agent run and the render that work on the project and gives back what they hold; none is fine. */
  stopWork(project: Project): Promise<void>;
}

/**
 * Deletes for good: the project, its composition and its chat. Films that were made stay where they are.
 * @throws {ProjectNotFoundError} 404 @throws {ForbiddenError} 403
 */
export async function deleteProject(
  deps: DeleteDeps,
  { userId, projectId }: { readonly userId: string; readonly projectId: number },
): Promise<void> {
  const project = owned(await deps.projects.get(projectId), userId, projectId);
  await deps.stopWork(project);
  await deps.projects.delete(projectId);
}
