import * as z from "zod";

/*
 * The composition: what a film is, as data. Field names follow the published Project API docs where they speak and
 * Remotion's vocabulary where they do not. Every object is loose: keys that a client put there survive every round trip.
 *
 * Units: `from` and `durationInFrames` are frames of the composition; positions and sizes are pixels of the composition;
 * `…InSeconds` and `…Ms` say themselves. Tracks are listed as editors show them: the first one is in front.
 */

const frames = z.number().int().min(0).max(10_000_000);
const pixels = z.number().min(-100_000).max(100_000);
const ratio = z.number().min(0).max(1);
const color = z.string().min(1).max(64);
const seconds = z.number().min(0).max(86_400);
const id = z.string().min(1).max(200);

/** A word and when it is spoken, in ms from the start of its captions item (the shape of `@remotion/captions`). */
export const caption = z.lazy(() =>
  z.looseObject({
    text: z.string().max(500),
    startMs: z.number().min(0),
    endMs: z.number().min(0),
  }),
);

/** One end of a Ken Burns move: zoom (1 = the picture just covers its box) towards a focal point (0–1 of the picture). */
export const kenBurnsStop = z.lazy(() =>
  z.looseObject({ scale: z.number().min(1).max(4), x: ratio, y: ratio }),
);

const timed = () => ({ id, from: frames, durationInFrames: frames.min(1) });

/** How an item comes or goes. `direction` is the way it moves, of slides (absent: up) and wipes (absent: right). */
export const transition = z.lazy(() =>
  z.looseObject({
    type: z.enum(["fade", "slide", "scale", "wipe"]),
    direction: z.enum(["left", "right", "up", "down"]).optional(),
    durationInSeconds: z.number().min(0).max(60),
  }),
);

/** Fades and transitions are local to the item, so that a cut between items is clean. Both given, both are seen. */
const faded = () => ({
  opacity: ratio.optional(),
  fadeInDurationInSeconds: seconds.optional(),
  fadeOutDurationInSeconds: seconds.optional(),
  transitionIn: transition.optional(),
  transitionOut: transition.optional(),
});

/** A box on the stage. Absent: the whole frame. `rotation` in degrees, clockwise. */
const boxed = () => ({
  left: pixels.optional(),
  top: pixels.optional(),
  width: pixels.min(1).optional(),
  height: pixels.min(1).optional(),
  rotation: z.number().min(-3600).max(3600).optional(),
});

/** The part of a picture that is used, 0–1 of its width and height; everything else treats it as the whole picture. */
export const crop = z.lazy(() =>
  z
    .looseObject({ x: ratio, y: ratio, width: ratio.min(0.01), height: ratio.min(0.01) })
    // A hair of slack: 0.9 + 0.1 need not be 1 in floating point.
    .refine(({ x, y, width, height }) => x + width <= 1.000001 && y + height <= 1.000001, {
      error: "reaches beyond the picture",
    }),
);

/** How a picture lies in its box. `objectPosition` is CSS's: 0 is flush left or top, 0.5 centred, 1 right or bottom. */
const pictured = () => ({
  fit: z.enum(["cover", "contain", "fill"]).optional(),
  crop: crop.optional(),
  objectPosition: z.looseObject({ x: ratio, y: ratio }).optional(),
});

/** Loudness against the asset's own, in dB; -60 and below is silent. */
const sounding = () => ({
  decibelAdjustment: z.number().min(-120).max(24).optional(),
  audioFadeInDurationInSeconds: seconds.optional(),
  audioFadeOutDurationInSeconds: seconds.optional(),
});

const typeStyle = () => ({
  fontFamily: z.string().max(200).optional(),
  fontSize: z.number().min(1).max(2000).optional(),
  fontWeight: z.union([z.number().min(1).max(1000), z.string().max(20)]).optional(),
  color: color.optional(),
  align: z.enum(["left", "center", "right"]).optional(),
  lineHeight: z.number().min(0.5).max(4).optional(),
  backgroundColor: color.optional(),
});

export const imageItem = z.lazy(() =>
  z.looseObject({
    ...timed(),
    ...faded(),
    ...boxed(),
    ...pictured(),
    type: z.literal("image"),
    assetId: id,
    kenBurns: z.looseObject({ start: kenBurnsStop, end: kenBurnsStop }).optional(),
  }),
);

export const videoItem = z.lazy(() =>
  z.looseObject({
    ...timed(),
    ...faded(),
    ...boxed(),
    ...pictured(),
    ...sounding(),
    type: z.literal("video"),
    assetId: id,
    videoStartFromInSeconds: seconds.optional(),
    playbackRate: z.number().min(0.1).max(10).optional(),
  }),
);

export const audioItem = z.lazy(() =>
  z.looseObject({
    ...timed(),
    ...sounding(),
    type: z.literal("audio"),
    assetId: id,
    audioStartFromInSeconds: seconds.optional(),
    playbackRate: z.number().min(0.5).max(2).optional(),
  }),
);

export const textItem = z.lazy(() =>
  z.looseObject({
    ...timed(),
    ...faded(),
    ...boxed(),
    ...typeStyle(),
    type: z.literal("text"),
    text: z.string().max(10_000),
    /** `endCard`: fills its box with `backgroundColor`; the first line is the headline, the others stand small below. */
    preset: z.enum(["endCard"]).optional(),
  }),
);

export const solidItem = z.lazy(() =>
  z.looseObject({ ...timed(), ...faded(), ...boxed(), type: z.literal("solid"), color }),
);

export const captionsItem = z.lazy(() =>
  z.looseObject({
    ...timed(),
    ...faded(),
    ...boxed(),
    ...typeStyle(),
    type: z.literal("captions"),
    captions: z.array(caption).max(20_000),
    /** The word being spoken. */
    highlightColor: color.optional(),
    maxLines: z.number().int().min(1).max(6).optional(),
    /** BCP 47; line breaking and fonts follow it. */
    locale: z.string().max(35).optional(),
  }),
);

export const item = z.lazy(() =>
  z.discriminatedUnion("type", [imageItem, videoItem, audioItem, textItem, solidItem, captionsItem]),
);

/** Where an item's bytes are. `remoteUrl` is a path (`/assets/…`) when the bytes are ours, see core/assets. */
export const asset = z.lazy(() =>
  z.looseObject({
    id,
    type: z.enum(["image", "video", "audio"]),
    remoteUrl: z.string().min(1).max(4096).optional(),
    durationInSeconds: seconds.optional(),
    width: z.number().int().min(1).max(20_000).optional(),
    height: z.number().int().min(1).max(20_000).optional(),
    /** SHA-256 of the bytes, hex, once they went through ingest. */
    contentHash: z.string().max(128).optional(),
    mimeType: z.string().max(200).optional(),
    /** What a generated picture or clip was asked to show, in full: who changes a part of it says the rest again. */
    prompt: z.string().max(10_000).optional(),
    /** What is said in generated speech, and by which of the vendor's voices. */
    spokenText: z.string().max(10_000).optional(),
    voiceId: z.string().max(100).optional(),
  }),
);

export const track = z.lazy(() =>
  z.looseObject({
    id,
    /** What an editor shows; any word is kept. */
    trackType: z.string().max(50).optional(),
    name: z.string().max(200).optional(),
    items: z.array(id).max(10_000),
  }),
);

/** The beds that come with the product, see core/adapters/music. */
export const musicMoods = ["chill", "energetic", "corporate", "dramatic", "upbeat"] as const;
export const musicMood = z.enum(musicMoods);

/**
 * Music under the whole film, quieter while an audio item is heard. `none`: there shall be none, and nobody adds any.
 * `decibelAdjustment` is against the bed's own loudness; -60 and below is silent.
 */
export const music = z.lazy(() =>
  z.looseObject({
    mood: z.enum([...musicMoods, "none"]),
    decibelAdjustment: z.number().min(-120).max(24).optional(),
  }),
);

/** Even sizes only: H.264 in 4:2:0 has no odd ones. */
const size = z
  .number()
  .int()
  .min(16)
  .max(7680)
  .refine((n) => n % 2 === 0, "must be even");

export const MAX_TRACKS = 1000;

export const composition = z.lazy(() =>
  z.looseObject({
    fps: z.number().min(1).max(120),
    compositionWidth: size,
    compositionHeight: size,
    tracks: z.array(track).max(MAX_TRACKS),
    items: z.record(z.string(), item),
    assets: z.record(z.string(), asset),
    music: music.optional(),
  }),
);

export type Caption = z.infer<typeof caption>;
export type KenBurnsStop = z.infer<typeof kenBurnsStop>;
export type Transition = z.infer<typeof transition>;
export type ImageItem = z.infer<typeof imageItem>;
export type VideoItem = z.infer<typeof videoItem>;
export type AudioItem = z.infer<typeof audioItem>;
export type TextItem = z.infer<typeof textItem>;
export type SolidItem = z.infer<typeof solidItem>;
export type CaptionsItem = z.infer<typeof captionsItem>;
export type Item = z.infer<typeof item>;
export type Asset = z.infer<typeof asset>;
export type Track = z.infer<typeof track>;
export type MusicMood = z.infer<typeof musicMood>;
export type Music = z.infer<typeof music>;
export type Composition = z.infer<typeof composition>;

/** The default of the Project API. Make a new one each time: callers change it. */
export const emptyComposition = (): Composition => ({
  fps: 30,
  compositionWidth: 1920,
  compositionHeight: 1080,
  tracks: [],
  items: {},
  assets: {},
});
