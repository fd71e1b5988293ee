import * as z from "zod";
import { composition, musicMood } from "./composition.ts";

/** One sound on the timeline; everything in samples of 48 kHz from the film's or the asset's start. */
export const audioClip = z.lazy(() =>
  z.object({
    /** Path on the media host; audio, or a video whose sound is meant. */
    path: z.string(),
    startSample: z.number().int().min(0),
    durationInSamples: z.number().int().min(1),
    /** Skipped of the asset. */
    skipSamples: z.number().int().min(0),
    playbackRate: z.number().positive(),
    gainInDecibels: z.number(),
    fadeInSamples: z.number().int().min(0),
    fadeOutSamples: z.number().int().min(0),
  }),
);
export type AudioClip = z.infer<typeof audioClip>;

/** Music from the film's first sample to its last; in samples of 48 kHz. */
export const musicBed = z.lazy(() =>
  z.object({
    mood: musicMood,
    gainInDecibels: z.number(),
    /** When something else is heard and the music is lowered: in order, more than a second apart. */
    ducks: z.array(z.object({ startSample: z.number().int().min(0), endSample: z.number().int().min(1) })),
  }),
);
export type MusicBed = z.infer<typeof musicBed>;

/** A muted piece of film between two clean cuts. */
export const plannedSegment = z.lazy(() =>
  z.object({
    /** Where its MP4 is or will be: names its content, so equal pieces are rendered once. */
    key: z.string(),
    from: z.number().int().min(0),
    durationInFrames: z.number().int().min(1),
    /** What is drawn, from the segment's own start. */
    composition,
    /** False: it was there when the plan was made. */
    isMissing: z.boolean(),
    /** True: it was there because it was drawn ahead, and no film has paid for it yet. */
    isOwed: z.boolean().exactOptional(),
  }),
);
export type PlannedSegment = z.infer<typeof plannedSegment>;

/** Everything that a render does after its first step. */
export const filmPlan = z.lazy(() =>
  z.object({
    fps: z.number().positive(),
    durationInFrames: z.number().int().min(1),
    /** Output size against the composition's. */
    scale: z.number().positive(),
    segments: z.array(plannedSegment).min(1),
    audio: z.array(audioClip),
    music: musicBed.exactOptional(),
  }),
);
export type FilmPlan = z.infer<typeof filmPlan>;
