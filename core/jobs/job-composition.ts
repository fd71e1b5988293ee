import * as z from "zod";
import { applyOperations } from "../compositions/apply-operations.ts";
import { saveOperations } from "../compositions/save-operations.ts";
import { type Composition, composition as compositionSchema } from "../contract/composition.ts";
import { ProjectNotFoundError } from "../contract/errors.ts";
import type { Job } from "../ports/jobs.ts";
import { JobNotFoundError } from "../scenes/errors.ts";
import { layoutScenes } from "../scenes/layout-scenes.ts";
import type { JobDeps } from "./job-deps.ts";

type LayoutDeps = Pick<JobDeps, "jobs" | "projects" | "clock" | "data">;

/**
 * Lays the finished scenes of a job out and, with auto-save, writes that into the project. The scenes are read after
 * the version that is written over: of two scenes that finish at once, the later writer has seen both.
 *
 * @returns the composition as it is now
 * @throws CompositionBusyError, OperationConflictError, ProjectNotFoundError
 */
export async function layOutJob(deps: LayoutDeps, job: Job): Promise<Composition> {
  if (!job.autoSave) return currentComposition(deps, job);
  const { composition } = await saveOperations(deps, job.projectId, async (stored) =>
    layoutScenes(stored, job, await deps.jobs.listScenes(job.jobId)),
  );
  return composition;
}

/** The composition with every finished scene of the job, whether that is written already or not. */
export async function filmSoFar(deps: LayoutDeps, job: Job): Promise<Composition> {
  const composition = await currentComposition(deps, job);
  if (!job.autoSave) return composition;
  const operations = layoutScenes(composition, job, await deps.jobs.listScenes(job.jobId));
  return operations.length === 0 ? composition : applyOperations(composition, operations);
}

/** The composition that a job's scenes are in, without writing anything. */
export async function currentComposition(deps: LayoutDeps, job: Job): Promise<Composition> {
  if (job.autoSave) {
    const project = await deps.projects.getWithComposition(job.projectId);
    if (project === undefined) throw new ProjectNotFoundError(job.projectId);
    return project.composition;
  }
  const bytes = await deps.data.get(job.baseKey);
  if (bytes === undefined) throw new JobNotFoundError(`composition of job ${job.jobId}`);
  const base = compositionSchema.parse(z.json().parse(JSON.parse(new TextDecoder().decode(bytes))));
  return applyOperations(base, layoutScenes(base, job, await deps.jobs.listScenes(job.jobId)));
}
