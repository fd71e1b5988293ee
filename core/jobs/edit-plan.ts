import { type FieldProblem, InvalidRequestError } from "../contract/errors.ts";
import { type EditJobBody, MAX_SCENES, type SceneChanges } from "../contract/job-api.ts";
import { type Job, MAX_EDITED_SCENES, type PlanEdit, type PlannedScene, type Scene } from "../ports/jobs.ts";
import { planOf } from "./scene-view.ts";

/**
 * Decides what an edit makes of a plan: first what goes, then the order, then what comes, each scene with its changes.
 * Ids stay with their scenes, and one that went does not come again. Pure.
 *
 * @param scenes all of the job's, in order
 * @returns undefined when everything is as it was
 * @throws InvalidRequestError naming every bad field
 */
export function editPlan(job: Job, scenes: readonly Scene[], edit: EditJobBody): PlanEdit | undefined {
  refuse(namesProblems(scenes, edit));
  const removed = new Set(edit.remove);
  const byId = new Map(scenes.map((scene) => [scene.sceneId, scene]));
  const order = edit.order ?? scenes.map(({ sceneId }) => sceneId);
  const planned: Scene[] = order.flatMap((sceneId) => {
    const scene = removed.has(sceneId) ? undefined : byId.get(sceneId);
    return scene === undefined ? [] : [changed(scene, changesOf(edit, sceneId))];
  });
  const paths = new Map(edit.scenes.map(({ sceneId }, index) => [sceneId, `scenes.${index}`]));
  let lastSceneNumber = job.lastSceneNumber ?? job.totalScenes;
  for (const [index, { before, ...changes }] of edit.add.entries()) {
    const scene = newScene(job, `scene-${++lastSceneNumber}`, changes);
    paths.set(scene.sceneId, `add.${index}`);
    const place = planned.findIndex(({ sceneId }) => sceneId === before);
    planned.splice(place === -1 ? planned.length : place, 0, scene);
  }
  const ordered = planned.map((scene, index) => ({ ...scene, index }));
  const problems = ordered.flatMap((scene) => {
    const path = paths.get(scene.sceneId);
    return path === undefined ? [] : sceneProblems(scene, path);
  });
  refuse([...countProblems(ordered), ...problems]);
  const written = {
    changed: ordered
      .filter((scene) => isChanged(byId.get(scene.sceneId), scene))
      .map((scene) => ({ sceneId: scene.sceneId, index: scene.index, ...planOf(scene) })),
    added: ordered.filter(({ sceneId }) => !byId.has(sceneId)),
    removed: [...removed],
  };
  const count = written.changed.length + written.added.length + written.removed.length;
  if (count === 0) return undefined;
  if (count > MAX_EDITED_SCENES) {
    refuse([
      { path: "", message: `At most ${MAX_EDITED_SCENES} scenes can change, move, come or go at once.` },
    ]);
  }
  return {
    job,
    after: { state: stateAfter(job, ordered), totalScenes: ordered.length, lastSceneNumber },
    ...written,
  };
}

const changesOf = ({ scenes }: EditJobBody, wanted: string): SceneChanges =>
  scenes.find(({ sceneId }) => sceneId === wanted) ?? {};

/** A plan that nobody has begun stays one; any other job has scenes that are missing, or has not. */
function stateAfter({ state }: Job, scenes: readonly Scene[]): Job["state"] {
  if (state === "review") return state;
  return scenes.every(({ result }) => result !== undefined) ? "complete" : "partial";
}

/** @returns the scene with other things to make it from; what was made of it stays */
function changed(scene: Scene, changes: SceneChanges): Scene {
  const { remoteUrl: _, narrationUrl: __, voice: ___, durationInSeconds: ____, ...rest } = scene;
  return { ...rest, ...changedPlan(scene, changes) };
}

function changedPlan(plan: PlannedScene, changes: SceneChanges): PlannedScene {
  const remoteUrl = changedValue(plan.remoteUrl, changes.remoteUrl);
  const narrationUrl = changedValue(plan.narrationUrl, changes.narrationUrl);
  const voice = changedValue(plan.voice, changes.voice);
  const durationInSeconds = changedValue(plan.durationInSeconds, changes.durationInSeconds);
  return {
    title: changes.title ?? plan.title,
    narration: changes.narration ?? plan.narration,
    visualKind: changes.visualKind ?? plan.visualKind,
    visualPrompt: changes.visualPrompt ?? plan.visualPrompt,
    ...(remoteUrl !== undefined && { remoteUrl }),
    ...(narrationUrl !== undefined && { narrationUrl }),
    ...(voice !== undefined && { voice }),
    ...(durationInSeconds !== undefined && { durationInSeconds }),
  };
}

const changedValue = <Value>(
  value: Value | undefined,
  change: Value | null | undefined,
): Value | undefined => (change === undefined ? value : (change ?? undefined));

function newScene({ jobId }: Job, sceneId: string, changes: SceneChanges): Scene {
  const nothing: PlannedScene = { title: "", narration: "", visualKind: "image", visualPrompt: "" };
  return { ...changedPlan(nothing, changes), jobId, sceneId, index: 0, generation: 1, state: "pending" };
}

const isChanged = (before: Scene | undefined, after: Scene): boolean =>
  before !== undefined &&
  (before.index !== after.index || JSON.stringify(planOf(before)) !== JSON.stringify(planOf(after)));

function refuse(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw new InvalidRequestError("INVALID_PARAMETERS", problems.slice(0, 20));
}

/** Ids that are not there, twice there, or of scenes that go. */
function namesProblems(scenes: readonly Scene[], edit: EditJobBody): FieldProblem[] {
  const known = new Set(scenes.map(({ sceneId }) => sceneId));
  const staying = new Set([...known].filter((sceneId) => !edit.remove.includes(sceneId)));
  const lists = [
    { path: (index: number) => `remove.${index}`, ids: edit.remove, among: known },
    { path: (index: number) => `order.${index}`, ids: edit.order ?? [], among: staying },
    {
      path: (index: number) => `scenes.${index}.sceneId`,
      ids: edit.scenes.map(({ sceneId }) => sceneId),
      among: staying,
    },
  ];
  const problems = lists.flatMap(({ path, ids, among }) =>
    ids.flatMap((sceneId, index): FieldProblem[] => {
      if (!known.has(sceneId)) return [{ path: path(index), message: `There is no ${sceneId}.` }];
      if (!among.has(sceneId)) return [{ path: path(index), message: `${sceneId} is removed.` }];
      if (ids.indexOf(sceneId) < index) return [{ path: path(index), message: `${sceneId} is there twice.` }];
      return [];
    }),
  );
  for (const [index, { before }] of edit.add.entries()) {
    if (before !== undefined && !staying.has(before)) {
      problems.push({ path: `add.${index}.before`, message: `No scene ${before} stays.` });
    }
  }
  const { order } = edit;
  const left = order === undefined ? [] : [...staying].filter((sceneId) => !order.includes(sceneId));
  if (left.length > 0) problems.push({ path: "order", message: `must name every scene: ${left.join(", ")}` });
  return problems;
}

function countProblems({ length }: readonly Scene[]): FieldProblem[] {
  if (length === 0) return [{ path: "remove", message: "One scene has to stay." }];
  return length > MAX_SCENES ? [{ path: "add", message: `A film has at most ${MAX_SCENES} scenes.` }] : [];
}

/** What does not go together. @param path of the scene in the edit */
function sceneProblems(scene: PlannedScene, path: string): FieldProblem[] {
  const { visualPrompt, remoteUrl, narrationUrl, voice, durationInSeconds } = scene;
  const problems: FieldProblem[] = [];
  if (visualPrompt === "" && remoteUrl === undefined) {
    problems.push({ path: `${path}.visualPrompt`, message: "is required without a remoteUrl" });
  }
  if (voice === "none" && narrationUrl !== undefined) {
    problems.push({ path: `${path}.narrationUrl`, message: 'does not go with voice "none"' });
  }
  if (voice !== "none" && durationInSeconds !== undefined) {
    problems.push({ path: `${path}.durationInSeconds`, message: 'goes with voice "none" only' });
  }
  return problems;
}
