import type { ProjectWithComposition } from "../ports/projects.ts";
import { createProject, type ProjectDeps } from "./create-project.ts";
import { owned } from "./owned-project.ts";

/**
 * Makes a draft with the same composition, settings and template, without the chat and the film.
 * @throws {ProjectNotFoundError} 404 @throws {ForbiddenError} 403
 */
export async function duplicateProject(
  deps: ProjectDeps,
  request: { readonly userId: string; readonly projectId: number; readonly name?: string | undefined },
): Promise<ProjectWithComposition> {
  const { userId, projectId } = request;
  const original = owned(await deps.projects.getWithComposition(projectId), userId, projectId);
  const { composition, settings, templateId } = original;
  const name = request.name ?? copyName(original.name);
  return createProject(deps, { userId, name, composition, settings, templateId });
}

const MAX_NAME_CHARACTERS = 200;
const SUFFIX = " (copy)";

const copyName = (name: string): string => `${name.slice(0, MAX_NAME_CHARACTERS - SUFFIX.length)}${SUFFIX}`;
