import { describe, expect, it } from "vitest";
import { parseComposition } from "../../../core/compositions/validate.ts";
import { InvalidRequestError, TooLargeError } from "../../../core/contract/errors.ts";
import { sampleComposition } from "./samples.ts";

function problemsOf(value: unknown): string[] {
  try {
    parseComposition(value, "composition");
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    expect(error).toMatchObject({ code: "INVALID_PARAMETERS", httpStatus: 400 });
    return (error.data.fields as { path: string }[]).map(({ path }) => path);
  }
  return [];
}

describe("parseComposition", () => {
  it("keeps keys that it does not know, with their values", () => {
    expect(parseComposition(sampleComposition())).toEqual(sampleComposition());
  });

  it.each([
    [
      "a track item that does not exist",
      "tracks.0.items.0",
      (c: Sample) => c.tracks[0]?.items.unshift("gone"),
    ],
    ["an item in two tracks", "tracks.2.items.1", (c: Sample) => c.tracks[2]?.items.push("title")],
    ["two tracks of one id", "tracks.3.id", (c: Sample) => c.tracks.push({ id: "main", items: [] })],
    ["an asset that does not exist", "items.late.assetId", (c: Sample) => delete c.assets.moon],
    [
      "an item under another id",
      "items.other.id",
      (c: Sample) => Object.assign(c.items, { other: c.items.late }),
    ],
    [
      "a picture as sound",
      "items.voice.assetId",
      (c: Sample) => Object.assign(c.items.voice ?? {}, { assetId: "sun" }),
    ],
    ["a negative start", "items.late.from", (c: Sample) => Object.assign(c.items.late ?? {}, { from: -1 })],
    [
      "no length",
      "items.late.durationInFrames",
      (c: Sample) => Object.assign(c.items.late ?? {}, { durationInFrames: 0 }),
    ],
    ["an odd width", "compositionWidth", (c: Sample) => Object.assign(c, { compositionWidth: 1921 })],
    ["no tracks at all", "tracks", (c: Sample) => Object.assign(c, { tracks: "none" })],
    [
      "an item called like an object's method",
      "tracks.0.items.1",
      (c: Sample) => c.tracks[0]?.items.push("toString"),
    ],
  ])("names the path of %s", (_, path, spoil) => {
    const composition = sampleComposition();
    spoil(composition);
    expect(problemsOf(composition)).toContain(`composition.${path}`);
  });

  it("names every bad field at once", () => {
    const composition = { ...sampleComposition(), fps: "fast", compositionHeight: 4 };
    expect(problemsOf(composition).sort()).toEqual(["composition.compositionHeight", "composition.fps"]);
  });

  it.each([null, 5, "x", [], undefined])("refuses %j", (value) => {
    expect(problemsOf(value)).toEqual(["composition"]);
  });

  it("refuses more than 5 MB with 413", () => {
    const composition = { ...sampleComposition(), notes: "ä".repeat(2_700_000) };
    expect(() => parseComposition(composition)).toThrow(TooLargeError);
  });
});

type Sample = ReturnType<typeof sampleComposition>;
