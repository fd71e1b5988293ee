import { creditsForRender } from "../catalog/rates.ts";
import { durationInSecondsOf } from "../compositions/timeline.ts";
import type { Composition } from "../contract/composition.ts";
import {
  ConcurrentLimitError,
  ForbiddenError,
  InvalidRequestError,
  ProjectNotFoundError,
  TransientError,
  ZombieTimeoutError,
} from "../contract/errors.ts";
import { holdCredits } from "../credits/hold-credits.ts";
import { releaseHold } from "../credits/settle-holds.ts";
import type { ProjectWithComposition } from "../ports/projects.ts";
import type { Render, Resolution } from "../ports/renders.ts";
import type { StartRenderDeps } from "./deps.ts";
import { failRender } from "./fail-render.ts";
import { holdIdOf } from "./hold-id.ts";
import { outputPath } from "./output-path.ts";
import { reapIfDead } from "./reap-renders.ts";

export interface StartRenderRequest {
  readonly userId: string;
  readonly projectId: number;
  /** @default "source": the composition's own size */
  readonly resolution?: Resolution;
  /** Told of the render's end, besides the account's endpoint; an http(s) URL. */
  readonly webhookUrl?: string;
  /** Names the render: a repeat of the same request, after a crash too, gets the render it started. @default a new one */
  readonly workId?: string | undefined;
}

/** Longer than any render takes; what is still held then comes back by itself. */
const HOLD_TTL_MS = 3 * 3600 * 1000;
const LONGEST_FILM_SECONDS = 2 * 3600;

/**
 * Starts a film of the project as it is now. When this answers, the project's status is "rendering", its composition is
 * kept aside and the credits are held.
 *
 * A render and an agent run of one project exclude each other: either writes its own mark first and looks for the other's
 * after that, so that of two that start at once at least one steps back.
 *
 * @returns the render's id
 * @throws {ProjectNotFoundError} 404 @throws {ForbiddenError} 403, the project is someone else's
 * @throws {InvalidRequestError} 400, there is nothing to render, or more than two hours
 * @throws {ConcurrentLimitError} 409, `data.renderId` or `data.runId` is in the way
 * @throws {ZombieTimeoutError} 409, the render in the way was dead and is cleaned up now
 * @throws {InsufficientCreditError} 402 @throws {TransientError} 503
 */
export async function startRender(
  deps: StartRenderDeps,
  { userId, projectId, resolution = "source", webhookUrl, workId }: StartRenderRequest,
): Promise<{ renderId: string }> {
  const before = workId === undefined ? undefined : await deps.renders.get(renderIdOf(workId));
  if (before !== undefined && before.userId === userId) return carryOn(deps, before);
  const project = await deps.projects.getWithComposition(projectId);
  if (!project) throw new ProjectNotFoundError(projectId);
  if (project.userId !== userId) throw new ForbiddenError();
  const seconds = filmSeconds(project.composition);
  await refuseWhileRendering(deps, project);
  await refuseWhileAgentRuns(deps, project);

  const renderId = workId === undefined ? deps.ids.next("render") : renderIdOf(workId);
  const credits = creditsForRender(seconds);
  const hold = { userId, holdId: holdIdOf(renderId), credits, ttlMs: HOLD_TTL_MS };
  const held = await holdCredits(deps, hold);
  try {
    if (held.credits !== credits) throw new Error("The first try held credits for another composition.");
    await deps.plans.putComposition(renderId, project.composition);
    const now = deps.clock.now();
    await deps.renders.create({
      renderId,
      userId,
      projectId,
      state: "queued",
      resolution,
      outputPath: outputPath(project.name, deps.ids.secret()),
      ...(webhookUrl !== undefined && { webhookUrl }),
      createdAtEpochMs: now,
      heartbeatAtEpochMs: now,
    });
    await takeProject(deps, project, renderId);
    await deps.workflows.startRender(renderId);
  } catch (error) {
    const isRefusal = error instanceof ConcurrentLimitError;
    await releaseHold(deps, { userId, holdId: holdIdOf(renderId) });
    await failRender(deps, renderId, "The render could not be started. Please try again.", { isQuiet: true });
    throw isRefusal ? error : new TransientError("The render could not be started.", error);
  }
  return { renderId };
}

const renderIdOf = (workId: string): string => `render_${workId}`;

/**
 * A start that crashed after it wrote its record: one whose project was taken lacks nothing but its execution. One whose
 * project was not is ended, so that the sender may try anew.
 */
async function carryOn(deps: StartRenderDeps, render: Render): Promise<{ renderId: string }> {
  const { renderId, projectId, state } = render;
  if (state !== "queued" || (await deps.workflows.renderStatus(renderId)) !== "missing") return { renderId };
  if ((await deps.projects.get(projectId))?.renderId === renderId) {
    await deps.workflows.startRender(renderId);
    return { renderId };
  }
  await failRender(deps, renderId, "The render could not be started. Please try again.", { isQuiet: true });
  throw new TransientError("The render could not be started.");
}

function filmSeconds(composition: Composition): number {
  const seconds = durationInSecondsOf(composition);
  const refuse = (message: string) =>
    new InvalidRequestError("INVALID_PARAMETERS", [{ path: "composition", message }]);
  if (seconds === 0) throw refuse("has no items in its tracks: there is nothing to render");
  if (seconds > LONGEST_FILM_SECONDS) throw refuse(`is longer than ${LONGEST_FILM_SECONDS / 3600} hours`);
  return seconds;
}

async function refuseWhileRendering(deps: StartRenderDeps, project: ProjectWithComposition): Promise<void> {
  if (project.status !== "rendering") return;
  const { renderId } = project;
  if (renderId !== undefined && (await reapIfDead(deps, renderId)))
    throw new ZombieTimeoutError({ renderId });
  throw new ConcurrentLimitError("This project is being rendered.", { renderId });
}

async function refuseWhileAgentRuns(
  { runs, clock }: StartRenderDeps,
  { userId, projectId }: ProjectWithComposition,
): Promise<void> {
  const lock = await runs.getLock(userId);
  if (lock?.projectId !== projectId || lock.leaseUntilEpochMs <= clock.now()) return;
  throw new ConcurrentLimitError("An agent run is working on this project.", { runId: lock.runId });
}

async function takeProject(
  deps: StartRenderDeps,
  project: ProjectWithComposition,
  renderId: string,
): Promise<void> {
  const { projectId, status, renderProgress, renderError } = project;
  const isTaken = await deps.projects.update(
    projectId,
    { status: "rendering", renderId, renderProgress: 0, renderError: null },
    { status: ["draft", "completed", "failed"] },
  );
  if (!isTaken) throw new ConcurrentLimitError("This project is being rendered.");
  try {
    await refuseWhileAgentRuns(deps, project);
  } catch (error) {
    await deps.projects.update(projectId, { status, renderProgress, renderError }, { renderId });
    throw error;
  }
}
