import { describe, expect, it } from "vitest";
import { probe } from "../../../../core/adapters/ingest/probe.ts";
import { InvalidRequestError } from "../../../../core/contract/errors.ts";
import { gif, id3, jpeg, mp3, mp4, png, wav, webpExtended, webpLossless, webpLossy } from "./sample-media.ts";

describe("probe", () => {
  it.each([
    ["PNG", png(1920, 1080), "image/png"],
    ["JPEG", jpeg(1920, 1080), "image/jpeg"],
    ["GIF", gif(1920, 1080), "image/gif"],
    ["WebP, lossy", webpLossy(1920, 1080), "image/webp"],
    ["WebP, lossless", webpLossless(1920, 1080), "image/webp"],
    ["WebP, extended", webpExtended(1920, 1080), "image/webp"],
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

  it.each([
    ["nothing", new Uint8Array()],
    ["a web page", new TextEncoder().encode("<html><script>alert(1)</script></html>")],
    ["an SVG", new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ["a playlist", new TextEncoder().encode("#EXTM3U\nfile:///etc/passwd")],
    ["a PNG that is cut off", png(10, 10).slice(0, 18)],
    ["a PNG without pixels", png(0, 10)],
    ["a picture of too many pixels", png(16_000, 16_000)],
    ["a JPEG without a frame", Uint8Array.from([0xff, 0xd8, 0xff, 0xd9])],
    ["an MP4 that is cut off", mp4({ seconds: 5, tracks: ["vide"] }).slice(0, -10)],
    ["an MP4 without tracks", mp4({ seconds: 5, tracks: [] })],
    ["an MP4 without a length", mp4({ seconds: 0, tracks: ["vide"] })],
    ["a ten-hour audio", mp4({ seconds: 36_000, tracks: ["soun"] })],
    ["a tag without audio", Uint8Array.from(id3(100))],
  ])("refuses %s", (_, bytes) => {
    expect(() => probe(bytes)).toThrow(InvalidRequestError);
  });
});
