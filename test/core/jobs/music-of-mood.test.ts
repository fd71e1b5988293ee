import { describe, expect, it } from "vitest";
import { musicMoods } from "../../../core/contract/composition.ts";
import { musicOfMood } from "../../../core/jobs/music-of-mood.ts";

describe("the music for a plan's mood", () => {
  it.each(musicMoods)("is the bed of that name: %s", (mood) => {
    expect(musicOfMood(mood)).toBe(mood);
  });

  it.each([
    [undefined, "chill"],
    ["warm", "chill"],
    ["Playful and light", "upbeat"],
    ["tense, mysterious", "dramatic"],
    ["활기찬", "energetic"],
    ["profesional", "corporate"],
  ])("is found in its words: %s → %s", (mood, music) => {
    expect(musicOfMood(mood)).toBe(music);
  });
});
