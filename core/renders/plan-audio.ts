import { itemsInTimelineOrder } from "../compositions/timeline.ts";
import type { Composition } from "../contract/composition.ts";
import type { AudioClip } from "../contract/film-plan.ts";

export const SAMPLE_RATE = 48_000;
/** Quieter than this is silent. */
export const SILENT_DECIBELS = -60;

/**
 * Every item that is heard, by sample: narration, the sound of clips. Both ends are rounded from their frames, so that
 * clips that meet on the timeline meet in the sound, whatever the frame rate.
 *
 * @param composition every asset that is used has a path of ours
 */
export function planAudio(composition: Composition): AudioClip[] {
  const { fps, assets } = composition;
  return itemsInTimelineOrder(composition).flatMap((item) => {
    if (item.type !== "audio" && item.type !== "video") return [];
    const gainInDecibels = item.decibelAdjustment ?? 0;
    const path = assets[item.assetId]?.remoteUrl;
    if (path === undefined || gainInDecibels <= SILENT_DECIBELS) return [];
    const startSample = samplesAt(item.from, fps);
    const durationInSamples = samplesAt(item.from + item.durationInFrames, fps) - startSample;
    const skipSeconds = item.type === "audio" ? item.audioStartFromInSeconds : item.videoStartFromInSeconds;
    const fade = (seconds = 0) => Math.min(durationInSamples, Math.round(seconds * SAMPLE_RATE));
    return [
      {
        path,
        startSample,
        durationInSamples,
        skipSamples: Math.round((skipSeconds ?? 0) * SAMPLE_RATE),
        playbackRate: item.playbackRate ?? 1,
        gainInDecibels,
        fadeInSamples: fade(item.audioFadeInDurationInSeconds),
        fadeOutSamples: fade(item.audioFadeOutDurationInSeconds),
      },
    ];
  });
}

/** The sample that a frame begins with. */
export const samplesAt = (frame: number, fps: number): number => Math.round((frame * SAMPLE_RATE) / fps);
