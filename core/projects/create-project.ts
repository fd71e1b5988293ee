import { findTemplate } from "../catalog/templates.ts";
import type { CompositionDeps } from "../compositions/save-operations.ts";
import { thumbnailOf } from "../compositions/timeline.ts";
import { type Composition, emptyComposition } from "../contract/composition.ts";
import { InvalidRequestError, TransientError } from "../contract/errors.ts";
import type { ProjectWithComposition } from "../ports/projects.ts";
import type { Ids } from "../ports/time-and-ids.ts";
import { newProjectId } from "./project-id.ts";

/** What making projects needs. */
export interface ProjectDeps extends CompositionDeps {
  readonly ids: Ids;
}

/** What a project begins with; everything has a default. */
export interface NewProject {
  readonly userId: string;
  readonly name?: string | undefined;
  readonly composition?: Composition | undefined;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  readonly templateId?: string | null | undefined;
}

const MAX_ATTEMPTS = 8;

/**
 * Makes a project, a draft.
 * @throws {InvalidRequestError} 400, no such template
 */
export async function createProject(deps: ProjectDeps, wanted: NewProject): Promise<ProjectWithComposition> {
  const { userId, name = "Untitled Project", settings = {}, templateId = null } = wanted;
  const { composition = emptyComposition() } = wanted;
  requireTemplate(templateId);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const now = deps.clock.now();
    const project: ProjectWithComposition = {
      projectId: newProjectId(deps),
      userId,
      name,
      status: "draft",
      templateId,
      settings,
      thumbnailUrl: thumbnailOf(composition),
      version: 1,
      renderPath: null,
      renderProgress: null,
      renderError: null,
      createdAtEpochMs: now,
      lastEditedAtEpochMs: now,
      composition,
    };
    if (await deps.projects.create(project)) return project;
  }
  throw new TransientError("No free project id was found.");
}

/** @throws {InvalidRequestError} 400 */
export function requireTemplate(templateId: string | null | undefined): void {
  if (templateId === null || templateId === undefined || findTemplate(templateId) !== undefined) return;
  throw new InvalidRequestError("INVALID_PARAMETERS", [
    { path: "templateId", message: `there is no template "${templateId}"` },
  ]);
}
