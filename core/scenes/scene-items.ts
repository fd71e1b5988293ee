import type { Asset, Composition, Item, VideoItem } from "../contract/composition.ts";
import type { Locale } from "../contract/locale.ts";
import type { FilmLook } from "../contract/template.ts";
import type { Scene, SceneResult } from "../ports/jobs.ts";
import { assetOf } from "./asset-of-media.ts";
import { kenBurnsFor, seedOf } from "./ken-burns.ts";
import { LEAD_IN_SECONDS } from "./scene-length.ts";
import { captionsStyle, pictureComing, TITLE_SECONDS, titleStyle } from "./scene-style.ts";

/** Tracks of a job, front first. */
export const sceneTracks = ["titles", "captions", "visuals", "narration"] as const;
export type SceneTrack = (typeof sceneTracks)[number];

/** What one scene puts on the stage. */
export interface SceneContent {
  readonly assets: readonly Asset[];
  readonly items: readonly { readonly track: SceneTrack; readonly item: Item }[];
}

/** Slower than this, a clip looks like a fault; what is still missing is its repetition. */
const SLOWEST_RATE = 0.7;

/** Every item and asset of a scene begins with this, and of no other scene. */
export const scenePrefix = (jobId: string, sceneId: string): string => `${jobId}.${sceneId}.`;

/** Frames of a scene; at least one. */
export const sceneFrames = (result: SceneResult, fps: number): number =>
  Math.max(1, Math.round(result.durationInSeconds * fps));

/**
 * The items of one scene that begins at `from`. None of them leaves the scene, so that every cut is a clean one.
 * Ids come from the job and the scene: the same scene again has the same ones.
 */
export function sceneContent(
  scene: Scene & { readonly result: SceneResult },
  from: number,
  { composition, locale, look }: { composition: Composition; locale: Locale; look?: FilmLook | undefined },
): SceneContent {
  const { result, jobId, sceneId } = scene;
  const { fps } = composition;
  const id = (name: string) => `${scenePrefix(jobId, sceneId)}${name}`;
  const assetId = (name: string) => id(`${name}-g${result.generation}`);
  const durationInFrames = sceneFrames(result, fps);
  const mark = { jobId, sceneId, sceneGeneration: result.generation };
  const strength = look?.motion.kenBurns ?? "gentle";
  const visualAsset = assetOf(assetId("visual"), result.visual, { prompt: scene.visualPrompt });
  const visuals =
    result.visual.kind === "video"
      ? clipItems(
          { ...mark, id: id("visual"), type: "video", assetId: visualAsset.id, from, durationInFrames },
          result,
          fps,
          pictureComing(look),
        )
      : [
          {
            ...mark,
            id: id("visual"),
            type: "image" as const,
            assetId: visualAsset.id,
            from,
            durationInFrames,
            fit: "cover" as const,
            ...(strength !== "none" && {
              kenBurns: kenBurnsFor(seedOf(id("visual")), scene.index, strength),
            }),
            ...pictureComing(look),
          },
        ];
  const title: Item = {
    ...mark,
    ...titleStyle(composition, look),
    id: id("title"),
    type: "text",
    text: scene.title,
    from,
    durationInFrames: Math.min(
      durationInFrames,
      Math.round((look?.title.durationInSeconds ?? TITLE_SECONDS) * fps),
    ),
  };
  const items: SceneContent["items"][number][] = visuals.map((item) => ({ track: "visuals", item }));
  if (scene.title !== "" && look?.title.position !== "none") items.push({ track: "titles", item: title });
  if (result.speech === undefined) return { assets: [visualAsset], items };

  const { speech } = result;
  const voiceAsset = assetOf(assetId("narration"), speech.media, {
    spokenText: scene.narration,
    voiceId: speech.voiceId,
  });
  const leadIn = Math.min(durationInFrames - 1, Math.round(LEAD_IN_SECONDS * fps));
  const spoken = {
    ...mark,
    from: from + leadIn,
    durationInFrames: Math.max(
      1,
      Math.min(durationInFrames - leadIn, Math.ceil(speech.durationInSeconds * fps)),
    ),
  };
  items.push({
    track: "narration",
    item: { ...spoken, id: id("narration"), type: "audio", assetId: voiceAsset.id },
  });
  if (speech.captions.length > 0 && look?.captions.position !== "none") {
    const captions = {
      ...spoken,
      ...captionsStyle(composition, look),
      id: id("captions"),
      type: "captions" as const,
      captions: speech.captions.map((caption) => ({ ...caption })),
      locale,
    };
    items.push({ track: "captions", item: captions });
  }
  return { assets: [visualAsset, voiceAsset], items };
}

/** The clip over the whole scene: slowed as far as it looks right, then shown again from its start. Muted: narration has the floor. */
function clipItems(
  first: VideoItem,
  result: SceneResult,
  fps: number,
  coming: Pick<VideoItem, "transitionIn">,
): VideoItem[] {
  const clip = result.visual.durationInSeconds ?? result.durationInSeconds;
  const playbackRate = Math.min(1, Math.max(SLOWEST_RATE, clip / result.durationInSeconds));
  const framesOnce = Math.max(1, Math.floor((clip / playbackRate) * fps));
  const style = { fit: "cover" as const, decibelAdjustment: -120, ...(playbackRate < 1 && { playbackRate }) };
  const items: VideoItem[] = [];
  for (let done = 0; done < first.durationInFrames; done += framesOnce) {
    items.push({
      ...first,
      ...style,
      ...(items.length === 0 && coming),
      id: items.length === 0 ? first.id : `${first.id}-${items.length + 1}`,
      from: first.from + done,
      durationInFrames: Math.min(framesOnce, first.durationInFrames - done),
    });
  }
  return items;
}
