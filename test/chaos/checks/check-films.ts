import { compositionProblems } from "../../../core/compositions/validate.ts";
import type { Composition } from "../../../core/contract/composition.ts";
import { currentComposition } from "../../../core/jobs/job-composition.ts";
import type { Job, Scene } from "../../../core/ports/jobs.ts";
import { ownFile } from "../own-files.ts";
import { type Story, sceneMark, type ToldFilm } from "../story.ts";

/** I5, I6: every film is whole, in planned order, of the pictures that were made for it; nobody's edit is gone or doubled. */
export async function checkFilms(story: Story): Promise<string[]> {
  const { cloud, films, projectId, handmade, runs } = story;
  const stores = cloud.stores();
  const complaints: string[] = [];
  const project = await stores.projects.getWithComposition(projectId);
  if (story.isDeleted) {
    if (project) complaints.push(`project ${projectId} is still there`);
    return complaints.concat(await checkNothingGoesOn(story));
  }
  if (!project) return [`project ${projectId} is gone`];
  complaints.push(
    ...compositionProblems(project.composition).map((problem) => `not valid: ${JSON.stringify(problem)}`),
  );
  for (const film of films.values()) {
    const job = await stores.jobs.get(film.jobId);
    if (!job) {
      complaints.push(`job ${film.jobId} is gone`);
      continue;
    }
    const scenes = await stores.jobs.listScenes(film.jobId);
    complaints.push(...complaintsAboutScenes(story, film, job, scenes));
    const clock = { now: () => 0 };
    const composition = await currentComposition({ ...stores, clock }, job);
    complaints.push(...complaintsAboutLayout(composition, film, scenes));
  }
  const { items } = project.composition;
  for (const id of handmade) if (!items[id]) complaints.push(`${id}, added by hand, is gone`);
  for (const { edit, end, runId } of runs) {
    for (const text of edit?.texts ?? []) {
      const found = Object.values(items).filter((item) => item.type === "text" && item.text === text).length;
      if (found > 1) complaints.push(`${text} of ${runId} is there ${found} times`);
      if (found === 0 && end?.name === "done" && isKept(end.data))
        complaints.push(`${text} of ${runId} is not there`);
    }
  }
  return complaints;
}

/** Whether all that a run did was kept, by its own words. */
function isKept(data: unknown): boolean {
  const text = JSON.stringify(data);
  return text.includes('"success":true') && !text.includes('"success":false');
}

function complaintsAboutScenes(story: Story, film: ToldFilm, job: Job, scenes: readonly Scene[]): string[] {
  const complaints: string[] = [];
  if (job.state !== "complete") complaints.push(`${job.jobId} is ${job.state}`);
  if (scenes.length !== film.scenes)
    complaints.push(`${job.jobId} has ${scenes.length} scenes, not ${film.scenes}`);
  for (const { sceneId, index, state, result } of scenes) {
    const name = `${job.jobId}/${sceneId}`;
    if (state === "running") complaints.push(`${name} is running, and nobody runs it`);
    if (!result) {
      complaints.push(`${name} has no result`);
      continue;
    }
    const mark = sceneMark(film.mark, index + 1);
    const made = story.cloud.fal.records.filter(({ prompt }) => prompt.startsWith(`${mark} `));
    if (film.own.has(index + 1)) {
      if (ownFile(mark).hash !== result.visual.contentHash)
        complaints.push(`${name} does not show what was attached for it`);
      if (made.length > 0) complaints.push(`${name} was asked of a vendor, and had something attached`);
      continue;
    }
    if (!made.some(({ hash }) => hash === result.visual.contentHash)) {
      complaints.push(`${name} shows what was not made for it`);
    }
    if (new Set(made.map(({ input }) => input)).size > 1) {
      complaints.push(
        `${name} was asked for in different words: ${made.map(({ input }) => input).join(" | ")}`,
      );
    }
  }
  return complaints;
}

/** Scenes lie end to end in planned order, each once. */
function complaintsAboutLayout(
  { items }: Composition,
  { jobId, autoSave }: ToldFilm,
  scenes: readonly Scene[],
): string[] {
  const complaints: string[] = [];
  const visuals = Object.values(items).filter(
    ({ id, type }) => id.startsWith(`${jobId}.`) && (type === "image" || type === "video"),
  );
  let from: number | undefined;
  for (const { sceneId } of scenes) {
    const visual =
      items[`${jobId}.${sceneId}.visual`] ?? visuals.find(({ id }) => id.startsWith(`${jobId}.${sceneId}.`));
    if (!visual)
      complaints.push(`${jobId}/${sceneId} is not in the composition${autoSave ? "" : " of its own"}`);
    else if (from !== undefined && visual.from !== from) {
      complaints.push(`${jobId}/${sceneId} begins at ${visual.from}, not at ${from}`);
    }
    if (visual) {
      const own = visuals.filter(({ id }) => id.startsWith(`${jobId}.${sceneId}.`));
      from = Math.max(...own.map((item) => item.from + item.durationInFrames));
    }
  }
  return complaints;
}

/** Of a deleted project nothing is at work any more. */
async function checkNothingGoesOn({ cloud, films }: Story): Promise<string[]> {
  const complaints: string[] = [];
  for (const { jobId } of films.values()) {
    for (const { sceneId, state } of await cloud.stores().jobs.listScenes(jobId)) {
      if (state === "running") complaints.push(`${jobId}/${sceneId} is running, and its project is deleted`);
    }
  }
  return complaints;
}
