import {
  creditsForImages,
  creditsForRender,
  creditsForSpeech,
  creditsForVideo,
} from "../../catalog/rates.ts";
import { SCENE_TEXT } from "../../contract/job-api.ts";
import { TYPICAL_NARRATION_CHARACTERS, TYPICAL_SCENE_CREDITS } from "../../jobs/scene-price.ts";
import { LONG_CLIP_SECONDS, SHORT_CLIP_SECONDS } from "../../scenes/scene-length.ts";
import type { ImpliedWork } from "./implied-work.ts";
import { mapRange, NONE, type Range, sumOf } from "./ranges.ts";

/** What one `generate_speech` may say, in characters. */
const MAX_SPEECH_CHARACTERS = 3000;
/** Of a scene with narration of usual length; of one that says nothing, and of one that says all it may, in seconds. */
const SCENE_SECONDS: Range = { min: 2, expected: 16, max: 120 };

/** What work comes to by tool, priced as it will be held. */
export interface PricedWork {
  readonly images: { readonly count: Range; readonly credits: Range };
  readonly video: { readonly seconds: Range; readonly credits: Range };
  readonly speech: { readonly characters: Range; readonly credits: Range };
  /** All of it together; a scene has a picture or a clip, so this is less than the sum of what each may come to. */
  readonly credits: Range;
}

/** Prices what is implied, the model excluded. */
export const priceWork = (work: ImpliedWork): PricedWork =>
  work.kind === "edit" ? priceEdit(work) : priceFilm(work);

function priceEdit({ images, clips, speeches }: Extract<ImpliedWork, { kind: "edit" }>): PricedWork {
  const seconds = {
    min: clips.min * SHORT_CLIP_SECONDS,
    expected: clips.expected * SHORT_CLIP_SECONDS,
    max: clips.max * LONG_CLIP_SECONDS,
  };
  const characters = {
    min: speeches.min,
    expected: speeches.expected * TYPICAL_NARRATION_CHARACTERS,
    max: speeches.max * MAX_SPEECH_CHARACTERS,
  };
  const priced = {
    images: { count: images, credits: mapRange(images, creditsForImages) },
    video: { seconds, credits: mapRange(seconds, creditsForVideo) },
    speech: { characters, credits: mapRange(characters, creditsForSpeech) },
  };
  return {
    ...priced,
    credits: sumOf([priced.images.credits, priced.video.credits, priced.speech.credits]),
  };
}

function priceFilm(work: Extract<ImpliedWork, { kind: "long-video" }>): PricedWork {
  const { scenes, wantsClips, ownVisuals, ownScenes } = work;
  const generated = scenes.expected - ownScenes;
  const count: Range = { min: 0, expected: wantsClips ? 0 : generated, max: scenes.max };
  const seconds: Range = {
    min: 0,
    expected: wantsClips ? generated * SHORT_CLIP_SECONDS : 0,
    max: scenes.max * LONG_CLIP_SECONDS,
  };
  const characters: Range = {
    min: 0,
    expected: scenes.expected * TYPICAL_NARRATION_CHARACTERS,
    max: scenes.max * SCENE_TEXT.narration,
  };
  const images = { count, credits: mapRange(count, creditsForImages) };
  const video = { seconds, credits: mapRange(seconds, creditsForVideo) };
  // Started thousands of characters count by scene.
  const speech = {
    characters,
    credits: {
      min: 0,
      expected: scenes.expected * creditsForSpeech(TYPICAL_NARRATION_CHARACTERS),
      max: scenes.max * creditsForSpeech(SCENE_TEXT.narration),
    },
  };
  const credits: Range = {
    // Each of its scenes may show something that was attached.
    min: ownVisuals > 0 ? 0 : scenes.min * creditsForImages(1),
    expected: images.credits.expected + video.credits.expected + speech.credits.expected,
    max: scenes.max * creditsForVideo(LONG_CLIP_SECONDS) + speech.credits.max,
  };
  return { images, video, speech, credits };
}

/** What has to be there beside the model's estimate when a run begins: one scene, or the one tool that an edit implies. */
export function firstCredits(work: ImpliedWork): number {
  if (work.kind === "long-video") return TYPICAL_SCENE_CREDITS;
  const { images, clips, speeches } = work;
  return Math.max(
    images.expected > 0 ? creditsForImages(1) : 0,
    clips.expected > 0 ? creditsForVideo(SHORT_CLIP_SECONDS) : 0,
    speeches.expected > 0 ? creditsForSpeech(TYPICAL_NARRATION_CHARACTERS) : 0,
  );
}

/** What rendering the film would cost, for information. @param presentSeconds how long the composition is already */
export function priceRender(work: ImpliedWork, presentSeconds: number): { seconds: Range; credits: Range } {
  const added =
    work.kind === "edit"
      ? NONE
      : {
          min: work.scenes.min * SCENE_SECONDS.min,
          expected: work.scenes.expected * SCENE_SECONDS.expected,
          max: work.scenes.max * SCENE_SECONDS.max,
        };
  const seconds = mapRange(added, (value) => Math.ceil(value + presentSeconds));
  return { seconds, credits: mapRange(seconds, creditsForRender) };
}
