import { describe, expect, it } from "vitest";
import { publicComposition, storedComposition, storedUrl } from "../../../core/compositions/media-urls.ts";
import { durationInFramesOf, durationInSecondsOf, thumbnailOf } from "../../../core/compositions/timeline.ts";
import { emptyComposition } from "../../../core/contract/composition.ts";
import { sampleComposition } from "./samples.ts";

describe("the timeline", () => {
  it("ends where the last item that is in a track ends", () => {
    const composition = sampleComposition();
    expect(durationInFramesOf(composition)).toBe(75);
    expect(durationInSecondsOf(composition)).toBe(2.5);
    composition.tracks = composition.tracks.filter(({ id }) => id !== "main");
    expect(durationInFramesOf(composition)).toBe(60);
    expect(durationInFramesOf(emptyComposition())).toBe(0);
  });

  it("has the first picture in time as its thumbnail, whatever the order of the tracks", () => {
    const composition = sampleComposition();
    expect(thumbnailOf(composition)).toBe("/assets/user/aa.jpg");
    delete composition.assets.sun?.remoteUrl;
    expect(thumbnailOf(composition)).toBe("https://example.com/moon.jpg");
    expect(thumbnailOf(emptyComposition())).toBeNull();
  });
});

describe("media URLs", () => {
  it("are public for clients and paths in stores, there and back", () => {
    const stored = sampleComposition();
    const shown = publicComposition(stored, "https://media.example.com");
    expect(shown.assets.sun).toEqual({
      id: "sun",
      type: "image",
      license: "CC0",
      remoteUrl: "https://media.example.com/assets/user/aa.jpg",
    });
    expect(shown.assets.moon).toEqual(stored.assets.moon);
    expect(storedComposition(shown, "https://media.example.com")).toEqual(stored);
  });

  it("of hosts whose name begins like ours stay as they are", () => {
    const url = "https://media.example.com.evil.org/assets/x";
    expect(storedUrl(url, "https://media.example.com")).toBe(url);
  });
});
