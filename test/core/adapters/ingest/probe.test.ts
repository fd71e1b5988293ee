import { describe, expect, it } from "vitest";
import { probe } from "../../../../core/adapters/ingest/probe.ts";
import { InvalidRequestError } from "../../../../core/contract/errors.ts";
import { hostileMedia } from "./hostile-media.ts";
import {
  apng,
  gif,
  id3,
  jpeg,
  mp3,
  mp4,
  png,
  wav,
  webpAnimated,
  webpExtended,
  webpLossless,
  webpLossy,
} from "./sample-media.ts";

describe("probe", () => {
  it.each([
    ["PNG", png(1920, 1080), "image/png"],
    ["JPEG", jpeg(1920, 1080), "image/jpeg"],
    ["GIF", gif(1920, 1080), "image/gif"],
    ["WebP, lossy", webpLossy(1920, 1080), "image/webp"],
    ["WebP, lossless", webpLossless(1920, 1080), "image/webp"],
    ["WebP, extended", webpExtended(1920, 1080), "image/webp"],
    ["GIF that moves", gif(1920, 1080, { frames: 20 }), "image/gif"],
    ["PNG that moves", apng(1920, 1080, 20), "image/png"],
    ["WebP that moves", webpAnimated(1920, 1080), "image/webp"],
  ])("reads the size of %s", (_, bytes, mimeType) => {
    expect(probe(bytes)).toMatchObject({ kind: "image", mimeType, width: 1920, height: 1080 });
  });

  it("reads the length of a WAV past chunks it does not know", () => {
    expect(probe(wav(2))).toMatchObject({ kind: "audio", durationInSeconds: 2 });
  });

  it("counts the frames of an MP3, with and without a tag in front", () => {
    expect(probe(mp3(100)).durationInSeconds).toBeCloseTo((100 * 576) / 24_000, 6);
    expect(probe(mp3(100, id3(300))).durationInSeconds).toBeCloseTo((100 * 576) / 24_000, 6);
  });

  it("reads what an MP4 is made of, with short and long headers", () => {
    const clip = { kind: "video", durationInSeconds: 5, width: 640, height: 360 };
    expect(probe(mp4({ seconds: 5, tracks: ["vide", "soun"] }))).toMatchObject(clip);
    expect(probe(mp4({ seconds: 5, tracks: ["vide"], isLong: true }))).toMatchObject(clip);
    expect(probe(mp4({ seconds: 7, tracks: ["soun"] }))).toMatchObject({
      kind: "audio",
      extension: "m4a",
      durationInSeconds: 7,
    });
  });

  it("counts a WAV's length by its samples, whatever it says of them", () => {
    expect(probe(wav(2, { stated: 1 }))).toMatchObject({ durationInSeconds: 2 });
    expect(probe(wav(2, { stated: 4_000_000_000 }))).toMatchObject({ durationInSeconds: 2 });
  });

  it.each(hostileMedia)("refuses $name", ({ bytes, complaint }) => {
    expect(() => probe(bytes)).toThrow(InvalidRequestError);
    expect(() => probe(bytes)).toThrow(complaint);
  });
});
