import { planTerms } from "../catalog/plans.ts";
import { findTemplate } from "../catalog/templates/resolve-template.ts";
import type { CompositionDeps } from "../compositions/save-operations.ts";
import { thumbnailOf } from "../compositions/timeline.ts";
import { type Composition, emptyComposition } from "../contract/composition.ts";
import {
  InvalidRequestError,
  PlanLimitError,
  ProjectNotFoundError,
  TransientError,
} from "../contract/errors.ts";
import type { Plan } from "../ports/accounts.ts";
import type { ProjectWithComposition } from "../ports/projects.ts";
import type { TemplateStore } from "../ports/templates.ts";
import type { Ids } from "../ports/time-and-ids.ts";
import { newProjectId } from "./project-id.ts";

/** What making projects needs. */
export interface ProjectDeps extends CompositionDeps {
  readonly ids: Ids;
  readonly templates: Pick<TemplateStore, "get">;
}

/** Who wants a project, and for which request. */
export interface ProjectOwner {
  readonly userId: string;
  readonly plan: Plan;
  /** Names the request: a repeat of it, after a crash too, gets the project it made. @default a new one */
  readonly workId?: string | undefined;
}

/** What a project begins with; everything has a default. */
export interface NewProject {
  readonly name?: string | undefined;
  readonly composition?: Composition | undefined;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  readonly templateId?: string | null | undefined;
}

const MAX_ATTEMPTS = 8;

/**
 * Makes a project, a draft.
 * @throws {InvalidRequestError} 400, no such template @throws {PlanLimitError} 403, delete one first
 */
export async function createProject(
  deps: ProjectDeps,
  owner: ProjectOwner,
  wanted: NewProject,
): Promise<ProjectWithComposition> {
  if (!(await hasTemplate(deps, wanted.templateId))) throw unknownTemplate(wanted.templateId);
  return addProject(deps, owner, wanted);
}

/** The same for a template that has been chosen before: it may be gone by now, which a run warns of. */
export async function addProject(
  deps: Omit<ProjectDeps, "templates">,
  { userId, plan, workId }: ProjectOwner,
  wanted: NewProject,
): Promise<ProjectWithComposition> {
  const { name = "Untitled Project", settings = {}, templateId = null } = wanted;
  const { composition = emptyComposition() } = wanted;
  const { maxProjects } = planTerms[plan];
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
    const result = await deps.projects.create(project, { maxProjects, requestId: workId });
    if (result === "created") return project;
    if (result === "full") throw new PlanLimitError("projects", { plan, limit: maxProjects });
    if (result === "repeated") return madeBefore(deps, userId, workId);
  }
  throw new TransientError("No free project id was found.");
}

/** @throws {ProjectNotFoundError} 404, it was deleted since */
async function madeBefore(
  { projects }: Pick<ProjectDeps, "projects">,
  userId: string,
  workId = "",
): Promise<ProjectWithComposition> {
  const project = await projects.getByRequest(userId, workId);
  if (project === undefined) throw new ProjectNotFoundError("of this request any more");
  return project;
}

/** Whether a project may name it; none is one, too. */
export async function hasTemplate(
  deps: Pick<ProjectDeps, "templates">,
  templateId: string | null | undefined,
): Promise<boolean> {
  return templateId == null || (await findTemplate(deps, templateId)) !== undefined;
}

/** 400 */
export const unknownTemplate = (templateId: string | null | undefined): InvalidRequestError =>
  new InvalidRequestError("INVALID_PARAMETERS", [
    { path: "templateId", message: `there is no template "${templateId}"` },
  ]);
