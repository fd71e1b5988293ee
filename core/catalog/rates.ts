import type { TokenUsage } from "../ports/chat-model.ts";

/**
 * The one price list. A credit is about one US cent (the Media API docs: 5 s = 150 credits ≈ $1.50).
 * Everything that costs something is priced here and nowhere else; every function returns whole credits.
 */
export const rates = {
  /** Credits per million tokens. */
  inputTokens: 600,
  outputTokens: 3000,
  cacheReadTokens: 60,
  cacheWriteTokens: 750,
  /** Credits an image. */
  image: 8,
  /** Credits per second of a generated clip. */
  videoSecond: 20,
  /** Credits per 1,000 characters of speech. */
  speechCharacters: 4,
  /** Credits per started minute of rendered film. */
  renderMinute: 6,
  /** Media API: credits per second of the duration bucket. */
  mediaApiSecond: 30,
  /** Media API: the script written from a prompt. */
  mediaApiScript: 5,
} as const;

/** What an agent run without attached files holds for the model when it is admitted; captured by tokens used, never more. */
export const MODEL_ESTIMATE_CREDITS = 60;

/** Turns in which a model reads what is attached, until it has done what was asked. */
const READING_TURNS = 3;

/** What a run holds for reading its attached files, beside {@link MODEL_ESTIMATE_CREDITS}. */
export const creditsForAttachments = (tokens: number): number =>
  Math.ceil((tokens * READING_TURNS * rates.inputTokens) / 1_000_000);

/** Credits of tokens used, rounded up; 0 only for no tokens at all. */
export function creditsForTokens(usage: TokenUsage): number {
  const perMillion =
    usage.inputTokens * rates.inputTokens +
    usage.outputTokens * rates.outputTokens +
    usage.cacheReadTokens * rates.cacheReadTokens +
    usage.cacheWriteTokens * rates.cacheWriteTokens;
  return Math.ceil(perMillion / 1_000_000);
}

export const creditsForImages = (count: number): number => count * rates.image;

/** @param durationInSeconds length of the generated clip; started seconds count */
export const creditsForVideo = (durationInSeconds: number): number =>
  Math.ceil(durationInSeconds) * rates.videoSecond;

export const creditsForSpeech = (characters: number): number =>
  Math.ceil((characters * rates.speechCharacters) / 1000);

/** @param durationInSeconds length of the film; started minutes count */
export const creditsForRender = (durationInSeconds: number): number =>
  Math.ceil(durationInSeconds / 60) * rates.renderMinute;

/**
 * One scene of a long video: its visual and its narration.
 * @param scene `videoSeconds`: 0 for a picture; `narrationCharacters`: characters to be spoken
 */
export function creditsForScene(scene: { videoSeconds: number; narrationCharacters: number }): number {
  const visual = scene.videoSeconds > 0 ? creditsForVideo(scene.videoSeconds) : creditsForImages(1);
  return visual + creditsForSpeech(scene.narrationCharacters);
}
