import { ConcurrentLimitError, ProjectNotFoundError, VersionMismatchError } from "../contract/errors.ts";
import type { Project, ProjectFields } from "../ports/projects.ts";
import { hasTemplate, type ProjectDeps, unknownTemplate } from "./create-project.ts";
import { owned, requireVersion } from "./owned-project.ts";

/** Fields to change; absent ones stay. `status` is never `rendering`: renders alone set that. */
export interface ProjectChanges {
  readonly name?: string | undefined;
  readonly status?: "draft" | "completed" | "failed" | undefined;
  readonly thumbnailUrl?: string | null | undefined;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  readonly templateId?: string | null | undefined;
}

/**
 * Changes what is not the composition.
 * @param expectedVersion from `If-Match`
 * @throws {ProjectNotFoundError} 404 @throws {ForbiddenError} 403 @throws {InvalidRequestError} 400, no such template
 * @throws {ConcurrentLimitError} 409, the status cannot change while a render runs @throws {VersionMismatchError} 412
 */
export async function updateProject(
  deps: Pick<ProjectDeps, "projects" | "clock" | "templates">,
  { userId, projectId }: { readonly userId: string; readonly projectId: number },
  changes: ProjectChanges,
  expectedVersion?: number,
): Promise<Project> {
  const { projects, clock } = deps;
  const before = owned(await projects.get(projectId), userId, projectId);
  requireVersion(before.version, expectedVersion);
  if (!(await hasTemplate(deps, changes.templateId))) throw unknownTemplate(changes.templateId);
  if (changes.status !== undefined && before.status === "rendering") throw renderRuns(before);

  const isWritten = await projects.update(
    projectId,
    { ...givenOnly(changes), lastEditedAtEpochMs: clock.now() },
    {
      ...(changes.status !== undefined && { status: ["draft", "completed", "failed"] }),
      ...(expectedVersion !== undefined && { version: expectedVersion }),
    },
  );
  const after = await projects.get(projectId);
  if (after === undefined) throw new ProjectNotFoundError(projectId);
  if (isWritten) return after;
  if (expectedVersion !== undefined && after.version !== expectedVersion) {
    throw new VersionMismatchError(after.version);
  }
  throw renderRuns(after);
}

const renderRuns = ({ renderId }: Project) =>
  new ConcurrentLimitError("The status cannot change while the project is being rendered.", { renderId });

function givenOnly({ name, status, thumbnailUrl, settings, templateId }: ProjectChanges): ProjectFields {
  return {
    ...(name !== undefined && { name }),
    ...(status !== undefined && { status }),
    ...(thumbnailUrl !== undefined && { thumbnailUrl }),
    ...(settings !== undefined && { settings }),
    ...(templateId !== undefined && { templateId }),
  };
}
