import {
  type CompositionDeps,
  editComposition,
  replaceComposition,
} from "../compositions/save-operations.ts";
import { parseComposition } from "../compositions/validate.ts";
import type { Composition } from "../contract/composition.ts";
import type { Project, ProjectWithComposition } from "../ports/projects.ts";
import { owned, requireVersion } from "./owned-project.ts";

/** A composition, or some of its top-level keys, as the client sent them. */
export interface CompositionPatch {
  readonly operation: "replace" | "merge";
  readonly composition: Readonly<Record<string, unknown>>;
  /** From `If-Match`. */
  readonly expectedVersion?: number | undefined;
  /** Makes of a checked composition what is kept: paths instead of our own URLs. */
  readonly toStored: (composition: Composition) => Composition;
}

/** Where the composition is in the request. */
const PATH = "data.composition";

/**
 * Replaces the composition, or merges top-level keys into whatever is stored when it is written.
 *
 * @throws {ProjectNotFoundError} 404 @throws {ForbiddenError} 403 @throws {VersionMismatchError} 412
 * @throws {InvalidRequestError} 400, each problem with its JSON path @throws {TooLargeError} 413
 * @throws {CompositionBusyError} 409
 */
export async function patchComposition(
  deps: CompositionDeps,
  { userId, projectId }: { readonly userId: string; readonly projectId: number },
  patch: CompositionPatch,
): Promise<ProjectWithComposition> {
  const { operation, composition, expectedVersion, toStored } = patch;
  const requireWritable = (project: Project) => {
    owned(project, userId, projectId);
    requireVersion(project.version, expectedVersion);
  };
  if (operation === "merge") {
    return editComposition(deps, projectId, (stored, project) => {
      requireWritable(project);
      return toStored(parseComposition({ ...stored, ...composition }, PATH));
    });
  }
  let replacement: Composition | undefined;
  return replaceComposition(deps, projectId, (project) => {
    requireWritable(project);
    replacement ??= toStored(parseComposition(composition, PATH));
    return replacement;
  });
}
