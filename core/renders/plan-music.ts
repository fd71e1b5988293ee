import { itemsInTimelineOrder } from "../compositions/timeline.ts";
import type { Composition } from "../contract/composition.ts";
import type { MusicBed } from "../contract/film-plan.ts";
import { SAMPLE_RATE, SILENT_DECIBELS, samplesAt } from "./plan-audio.ts";

/** A pause shorter than this is none for the music: it would only pump. */
const SHORTEST_SWELL_SECONDS = 1.5;

/**
 * The music under the film, and where it has to be quiet: while audio items are heard, which is what narration is.
 * @returns undefined when there shall be no music
 */
export function planMusic(composition: Composition): MusicBed | undefined {
  const { music, fps } = composition;
  const gainInDecibels = music?.decibelAdjustment ?? 0;
  if (music === undefined || music.mood === "none" || gainInDecibels <= SILENT_DECIBELS) return undefined;
  const ducks: { startSample: number; endSample: number }[] = [];
  for (const item of itemsInTimelineOrder(composition)) {
    if (item.type !== "audio" || (item.decibelAdjustment ?? 0) <= SILENT_DECIBELS) continue;
    const startSample = samplesAt(item.from, fps);
    const endSample = samplesAt(item.from + item.durationInFrames, fps);
    const before = ducks.at(-1);
    if (before && startSample - before.endSample < SHORTEST_SWELL_SECONDS * SAMPLE_RATE) {
      before.endSample = Math.max(before.endSample, endSample);
    } else ducks.push({ startSample, endSample });
  }
  return { mood: music.mood, gainInDecibels, ducks };
}
