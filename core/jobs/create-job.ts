import { filmLookOf } from "../catalog/templates/film-look.ts";
import { voiceFor } from "../catalog/voices.ts";
import { durationInFramesOf } from "../compositions/timeline.ts";
import type { Composition } from "../contract/composition.ts";
import type { Template } from "../contract/template.ts";
import type { Job, PlannedScene, Scene } from "../ports/jobs.ts";
import type { Run } from "../ports/runs.ts";
import type { JobDeps } from "./job-deps.ts";
import { musicOfMood } from "./music-of-mood.ts";
import type { Plan } from "./plan.ts";
import { estimatedMinutes } from "./scene-price.ts";
import { sceneView } from "./scene-view.ts";

/** The job that a run's plan becomes; a run plans one film. */
export const jobIdOf = (runId: string): string => `job_${runId.replace(/^run_/, "")}`;

/** Where the composition is that a job without auto-save extends. */
const baseKeyOf = (jobId: string): string => `jobs/${jobId}/base.json`;

/**
 * Stores a plan as a job with its scenes and announces it. The same run again finds what it stored.
 *
 * @param composition what the run has made of the request's composition so far; the film begins where it ends
 * @returns the job, and its scenes in planned order
 */
export async function createJob(
  deps: Pick<JobDeps, "jobs" | "data" | "log" | "clock">,
  run: Run,
  plan: Omit<Plan, "scenes"> & { readonly scenes: readonly PlannedScene[] },
  options: { readonly composition: Composition; readonly template: Template },
): Promise<{ job: Job; scenes: readonly Scene[] }> {
  const { composition, template } = options;
  const jobId = jobIdOf(run.runId);
  const job: Job = {
    jobId,
    userId: run.userId,
    projectId: run.projectId,
    runId: run.runId,
    state: run.reviewsPlan ? "review" : "planning",
    title: plan.title,
    locale: plan.locale,
    voiceId: voiceFor(plan.locale, template.voices[plan.locale]).voiceId,
    ...(plan.mood !== undefined && { mood: plan.mood }),
    music: plan.music ?? (template.music === "auto" ? musicOfMood(plan.mood) : template.music),
    look: filmLookOf(template, plan.locale),
    totalScenes: plan.scenes.length,
    autoSave: run.autoSave,
    baseKey: baseKeyOf(jobId),
    startFrame: durationInFramesOf(composition),
    width: composition.compositionWidth,
    height: composition.compositionHeight,
    createdAtEpochMs: deps.clock.now(),
  };
  const scenes = plan.scenes.map(
    (scene, index): Scene => ({
      ...scene,
      visualPrompt: styledPrompt(scene.visualPrompt, template.pictureStyle),
      jobId,
      sceneId: `scene-${index + 1}`,
      index,
      generation: 1,
      state: "pending",
    }),
  );
  if (!run.autoSave) await deps.data.put(job.baseKey, JSON.stringify(composition));
  await deps.jobs.create(job, scenes);
  await announcePlan(deps, run, job, scenes);
  return { job, scenes };
}

/** Kept with the scene: a resume asks for the same picture. */
const styledPrompt = (prompt: string, pictureStyle: string): string =>
  pictureStyle === "" ? prompt : `${prompt.replace(/[.\s]*$/, "")}. ${pictureStyle}`;

/** `plan_ready`, once a run and before any of its scenes. */
export async function announcePlan(
  { log }: Pick<JobDeps, "log">,
  { runId, reviewsPlan }: Pick<Run, "runId" | "reviewsPlan">,
  job: Job,
  scenes: readonly Scene[],
): Promise<void> {
  await log.append(runId, "plan_ready", {
    name: "plan_ready",
    payload: {
      jobId: job.jobId,
      totalScenes: job.totalScenes,
      estimatedMinutes: estimatedMinutes(scenes.filter(({ result }) => result === undefined)),
      ...(reviewsPlan && {
        version: job.version ?? 1,
        scenes: scenes.map((scene) => sceneView(scene, job.locale)),
      }),
    },
  });
}
