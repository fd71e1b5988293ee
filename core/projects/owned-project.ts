import { ForbiddenError, ProjectNotFoundError, VersionMismatchError } from "../contract/errors.ts";
import type { Project } from "../ports/projects.ts";

/**
 * A project that was read, if it is the caller's.
 * @throws {ProjectNotFoundError} 404, there is none @throws {ForbiddenError} 403, it is someone else's
 */
export function owned<Found extends Project>(
  project: Found | undefined,
  userId: string,
  projectId: number,
): Found {
  if (project === undefined) throw new ProjectNotFoundError(projectId);
  if (project.userId !== userId) throw new ForbiddenError();
  return project;
}

/**
 * @param expectedVersion from `If-Match`; undefined: any will do
 * @throws {VersionMismatchError} 412
 */
export function requireVersion(version: number, expectedVersion: number | undefined): void {
  if (expectedVersion !== undefined && expectedVersion !== version) throw new VersionMismatchError(version);
}
