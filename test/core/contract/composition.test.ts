import { describe, expect, it } from "vitest";
import { imageItem, textItem, videoItem } from "../../../core/contract/composition.ts";

const timed = { id: "i", from: 0, durationInFrames: 30 };
const image = (more: object) => imageItem.safeParse({ ...timed, type: "image", assetId: "a", ...more });
const video = (more: object) => videoItem.safeParse({ ...timed, type: "video", assetId: "a", ...more });
const text = (more: object) => textItem.safeParse({ ...timed, type: "text", text: "Hello", ...more });

describe("transitions", () => {
  it("are of a known type and direction, and last up to a minute", () => {
    for (const type of ["fade", "slide", "scale", "wipe"]) {
      expect(text({ transitionIn: { type, durationInSeconds: 0.5 } }).success).toBe(true);
    }
    expect(text({ transitionOut: { type: "wipe", direction: "down", durationInSeconds: 60 } }).success).toBe(
      true,
    );
    expect(text({ transitionIn: { type: "spin", durationInSeconds: 1 } }).success).toBe(false);
    expect(text({ transitionIn: { type: "slide", direction: "in", durationInSeconds: 1 } }).success).toBe(
      false,
    );
    expect(text({ transitionIn: { type: "fade" } }).success).toBe(false);
    expect(text({ transitionIn: { type: "fade", durationInSeconds: -0.1 } }).success).toBe(false);
    expect(text({ transitionIn: { type: "fade", durationInSeconds: 60.1 } }).success).toBe(false);
  });
});

describe("a crop", () => {
  it("lies inside the picture", () => {
    for (const of of [image, video]) {
      expect(of({ crop: { x: 0, y: 0, width: 1, height: 1 } }).success).toBe(true);
      expect(of({ crop: { x: 0.7, y: 0.9, width: 0.3, height: 0.1 } }).success).toBe(true);
      expect(of({ crop: { x: 0.7, y: 0, width: 0.31, height: 1 } }).success).toBe(false);
      expect(of({ crop: { x: 0, y: -0.1, width: 1, height: 1 } }).success).toBe(false);
      expect(of({ crop: { x: 0, y: 0, width: 0, height: 1 } }).success).toBe(false);
    }
  });
});

describe("an object position", () => {
  it("is a share of the spare room, both ways", () => {
    expect(image({ objectPosition: { x: 0, y: 1 } }).success).toBe(true);
    expect(video({ objectPosition: { x: 0.5, y: 1.01 } }).success).toBe(false);
    expect(image({ objectPosition: { x: 0.5 } }).success).toBe(false);
  });
});

describe("a preset", () => {
  it("is one that is drawn", () => {
    expect(text({ preset: "endCard" }).success).toBe(true);
    expect(text({ preset: "startCard" }).success).toBe(false);
  });
});
