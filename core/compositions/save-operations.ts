import type { Composition } from "../contract/composition.ts";
import { ProjectNotFoundError } from "../contract/errors.ts";
import type { Project, ProjectStore, ProjectWithComposition } from "../ports/projects.ts";
import type { Clock } from "../ports/time-and-ids.ts";
import { applyOperations } from "./apply-operations.ts";
import { CompositionBusyError } from "./errors.ts";
import type { Operation } from "./operations.ts";
import { thumbnailOf } from "./timeline.ts";

/** What saving needs. */
export interface CompositionDeps {
  readonly projects: ProjectStore;
  readonly clock: Clock;
}

const MAX_ATTEMPTS = 20;

/**
 * Applies operations to whatever is stored: when somebody else saved in between, to what they saved. So nobody's edit
 * is lost: the later one re-applies its own or fails (I6).
 *
 * @param operations a list, or what decides it from the stored composition (called anew for each attempt)
 * @throws {OperationConflictError} they cannot be applied to what is stored; nothing was written
 * @throws {CompositionBusyError} it moved on at every attempt
 * @throws {ProjectNotFoundError}
 */
export async function saveOperations(
  deps: CompositionDeps,
  projectId: number,
  operations:
    | readonly Operation[]
    | ((stored: Composition) => readonly Operation[] | Promise<readonly Operation[]>),
): Promise<ProjectWithComposition> {
  return editComposition(deps, projectId, async (stored) => {
    const list = typeof operations === "function" ? await operations(stored) : operations;
    return list.length === 0 ? stored : applyOperations(stored, list);
  });
}

/**
 * Replaces the stored composition, whatever it is, by what `decide` gives.
 *
 * @param decide called anew for each attempt; may refuse the project as it is stored
 * @returns the project as it is stored now
 * @throws {CompositionBusyError} @throws {ProjectNotFoundError} and what `decide` throws
 */
export async function replaceComposition(
  { projects, clock }: CompositionDeps,
  projectId: number,
  decide: (project: Project) => Composition,
): Promise<ProjectWithComposition> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const project = await projects.getToReplace(projectId);
    if (project === undefined) throw new ProjectNotFoundError(projectId);
    const written = await writeOver({ projects, clock }, project, decide(project));
    if (written !== undefined) return written;
  }
  throw new CompositionBusyError(projectId);
}

/**
 * Replaces the stored composition by what `edit` makes of it; the same object back means that nothing is to be done.
 * Editing a finished film makes the project a draft again and keeps its `renderPath`.
 *
 * @param edit called anew for each attempt, after the stored version was read; may read what it decides by
 * @returns the project as it is stored now
 * @throws {CompositionBusyError} @throws {ProjectNotFoundError} and what `edit` throws
 */
export async function editComposition(
  { projects, clock }: CompositionDeps,
  projectId: number,
  edit: (stored: Composition, project: ProjectWithComposition) => Composition | Promise<Composition>,
): Promise<ProjectWithComposition> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const project = await projects.getWithComposition(projectId);
    if (project === undefined) throw new ProjectNotFoundError(projectId);
    const composition = await edit(project.composition, project);
    if (composition === project.composition) return project;
    const written = await writeOver({ projects, clock }, project, composition);
    if (written !== undefined) return written;
  }
  throw new CompositionBusyError(projectId);
}

/** @returns undefined when the project has moved on since it was read */
async function writeOver(
  { projects, clock }: CompositionDeps,
  project: Project,
  composition: Composition,
): Promise<ProjectWithComposition | undefined> {
  const { projectId, version, status, thumbnailUrl } = project;
  const isOver = status === "completed" || status === "failed";
  const fields = {
    thumbnailUrl: thumbnailOf(composition) ?? thumbnailUrl,
    lastEditedAtEpochMs: clock.now(),
    ...(isOver && { status: "draft" as const }),
  };
  // A render that starts at this moment must not find its "rendering" overwritten.
  const when = isOver ? { status: [status] } : {};
  const isWritten = await projects.writeComposition(projectId, version, composition, fields, when);
  return isWritten ? { ...project, ...fields, composition, version: version + 1 } : undefined;
}
