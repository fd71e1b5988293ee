import type { Operation } from "../compositions/operations.ts";
import type { Composition, Item } from "../contract/composition.ts";
import type { Job, Scene, SceneResult } from "../ports/jobs.ts";
import { endCardItem } from "./end-card-item.ts";
import { type SceneContent, sceneContent, sceneFrames, scenePrefix, sceneTracks } from "./scene-items.ts";

/** What the layout needs of a job. */
export type LaidOutJob = Pick<Job, "jobId" | "locale" | "startFrame" | "music" | "look">;

type FinishedScene = Scene & { readonly result: SceneResult };

const isFinished = (scene: Scene): scene is FinishedScene => scene.result !== undefined;

/**
 * Places a job's finished scenes one after the other, in planned order and without gaps, from the job's first frame.
 *
 * Pure and idempotent: on a composition that is laid out already there is nothing to do. Scenes that are not finished
 * take no room, so later ones close up; once finished, they get their planned place. What a person changed of an item
 * (its text, style, picture) stays: an item that is there is only moved, unless a newer generation replaces it. Scenes
 * that the plan no longer has go.
 *
 * @param scenes in any order
 */
export function layoutScenes(
  composition: Composition,
  job: LaidOutJob,
  scenes: readonly Scene[],
): Operation[] {
  const finished = scenes.filter(isFinished).toSorted((a, b) => a.index - b.index);
  const gone = removalOperations(composition, job.jobId, scenes);
  if (finished.length === 0) return gone;
  const operations: Operation[] = [...gone, ...trackOperations(composition, job.jobId)];
  operations.push(...musicOperations(composition, job));
  let from = job.startFrame;
  for (const scene of finished) {
    const content = sceneContent(scene, from, { composition, ...job });
    operations.push(...sceneOperations(composition, scene, content));
    from += sceneFrames(scene.result, composition.fps);
  }
  operations.push(
    ...endCardOperations(composition, job, { from, isWhole: finished.length === scenes.length }),
  );
  return operations;
}

/** Items and assets of scenes that are not in the plan any more. */
function removalOperations(composition: Composition, jobId: string, scenes: readonly Scene[]): Operation[] {
  const planned = new Set(scenes.map(({ sceneId }) => sceneId));
  const prefixes = new Set(
    Object.values(composition.items).flatMap((item) =>
      item.jobId === jobId && typeof item.sceneId === "string" && !planned.has(item.sceneId)
        ? [scenePrefix(jobId, item.sceneId)]
        : [],
    ),
  );
  return [...prefixes].flatMap((prefix): Operation[] => {
    const itemIds = Object.keys(composition.items).filter((id) => id.startsWith(prefix));
    return [
      ...itemIds.map((itemId): Operation => ({ op: "remove-item", itemId })),
      ...assetRemovals(composition, prefix, { assets: [], items: [] }, new Set(itemIds)),
    ];
  });
}

/** After the last scene, once all are there: it stands at the end or nowhere. */
function endCardOperations(
  composition: Composition,
  job: LaidOutJob,
  { from, isWhole }: { readonly from: number; readonly isWhole: boolean },
): Operation[] {
  const item = endCardItem(job, from, composition.fps);
  if (item === undefined) return [];
  const existing = composition.items[item.id];
  if (!isWhole) return existing === undefined ? [] : [{ op: "remove-item", itemId: item.id }];
  if (existing === undefined) return [{ op: "add-item", trackId: `${job.jobId}.titles`, item }];
  if (existing.from === from) return [];
  return [{ op: "update-item", itemId: item.id, set: { from } }];
}

/** A job brings music to a film that it begins; it changes none that is there, `none` included. */
function musicOperations(composition: Composition, { music, startFrame }: LaidOutJob): Operation[] {
  if (music === undefined || startFrame > 0 || composition.music !== undefined) return [];
  return [{ op: "set-music", music: { mood: music } }];
}

/** Behind what is there, so that a person's own overlays stay in front. */
function trackOperations(composition: Composition, jobId: string): Operation[] {
  return sceneTracks
    .map((name) => ({ id: `${jobId}.${name}`, trackType: name === "narration" ? "audio" : "video", name }))
    .filter(({ id }) => !composition.tracks.some((track) => track.id === id))
    .map((track) => ({ op: "add-track", track }));
}

function sceneOperations(composition: Composition, scene: FinishedScene, content: SceneContent): Operation[] {
  const prefix = scenePrefix(scene.jobId, scene.sceneId);
  const wanted = new Map(content.items.map(({ track, item }) => [item.id, { track, item }]));
  const present = Object.values(composition.items).filter(({ id }) => id.startsWith(prefix));
  const stale = present.filter(
    (item) => !wanted.has(item.id) || generationOf(item) !== scene.result.generation,
  );
  const staleIds = new Set(stale.map(({ id }) => id));

  const operations: Operation[] = stale.map(({ id }) => ({ op: "remove-item", itemId: id }));
  for (const asset of content.assets) {
    if (composition.assets[asset.id] === undefined) operations.push({ op: "add-asset", asset });
  }
  for (const { track, item } of wanted.values()) {
    const existing = staleIds.has(item.id) ? undefined : composition.items[item.id];
    if (existing === undefined) {
      operations.push({ op: "add-item", trackId: `${scene.jobId}.${track}`, item });
    } else if (existing.from !== item.from || existing.durationInFrames !== item.durationInFrames) {
      const set = { from: item.from, durationInFrames: item.durationInFrames };
      operations.push({ op: "update-item", itemId: item.id, set });
    }
  }
  return [...operations, ...assetRemovals(composition, prefix, content, staleIds)];
}

/** Assets of earlier generations that nothing uses any more. */
function assetRemovals(
  composition: Composition,
  prefix: string,
  content: SceneContent,
  staleItemIds: ReadonlySet<string>,
): Operation[] {
  const kept = new Set(content.assets.map(({ id }) => id));
  const used = new Set(
    Object.values(composition.items)
      .filter(({ id }) => !staleItemIds.has(id))
      .flatMap((item) => ("assetId" in item && typeof item.assetId === "string" ? [item.assetId] : [])),
  );
  return Object.keys(composition.assets)
    .filter((id) => id.startsWith(prefix) && !kept.has(id) && !used.has(id))
    .map((assetId) => ({ op: "remove-asset", assetId }));
}

const generationOf = (item: Item): unknown => item.sceneGeneration;
