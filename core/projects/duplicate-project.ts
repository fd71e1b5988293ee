import type { ProjectWithComposition } from "../ports/projects.ts";
import { addProject, type ProjectDeps, type ProjectOwner } from "./create-project.ts";
import { owned } from "./owned-project.ts";

/**
 * Makes a draft with the same composition, settings and template, without the chat and the film.
 * @throws {ProjectNotFoundError} 404 @throws {ForbiddenError} 403 @throws {PlanLimitError} 403
 */
export async function duplicateProject(
  deps: ProjectDeps,
  owner: ProjectOwner,
  { projectId, name }: { readonly projectId: number; readonly name?: string | undefined },
): Promise<ProjectWithComposition> {
  const original = owned(await deps.projects.getWithComposition(projectId), owner.userId, projectId);
  const { composition, settings, templateId } = original;
  return addProject(deps, owner, {
    name: name ?? copyName(original.name),
    composition,
    settings,
    templateId,
  });
}

const MAX_NAME_CHARACTERS = 200;
const SUFFIX = " (copy)";

const copyName = (name: string): string => `${name.slice(0, MAX_NAME_CHARACTERS - SUFFIX.length)}${SUFFIX}`;
