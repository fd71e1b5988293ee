import { describe, expect, it } from "vitest";
import { applyOperations } from "../../../core/compositions/apply-operations.ts";
import { compositionDiff } from "../../../core/compositions/diff.ts";
import { OperationConflictError } from "../../../core/compositions/errors.ts";
import { type Operation, operation } from "../../../core/compositions/operations.ts";
import { emptyComposition } from "../../../core/contract/composition.ts";
import { sampleComposition } from "./samples.ts";

const caption: Operation = {
  op: "add-item",
  trackId: "titles",
  item: { id: "caption", type: "text", text: "Hi", from: 0, durationInFrames: 10 },
};

const conflictOf = (operations: Operation[]): unknown => {
  try {
    applyOperations(sampleComposition(), operations);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("applyOperations", () => {
  it("builds a film from nothing and leaves the original alone", () => {
    const before = emptyComposition();
    const after = applyOperations(before, [
      { op: "set-canvas", compositionWidth: 1080, compositionHeight: 1920 },
      { op: "add-track", track: { id: "main" } },
      { op: "add-track", track: { id: "front" }, index: 0 },
      { op: "add-asset", asset: { id: "sun", type: "image", remoteUrl: "/assets/u/1.jpg" } },
      {
        op: "add-item",
        trackId: "main",
        item: { id: "picture", type: "image", assetId: "sun", from: 0, durationInFrames: 60 },
      },
      { op: "update-item", itemId: "picture", set: { durationInFrames: 90, opacity: 0.5 } },
    ]);
    expect(before).toEqual(emptyComposition());
    expect(after).toEqual({
      fps: 30,
      compositionWidth: 1080,
      compositionHeight: 1920,
      tracks: [
        { id: "front", items: [] },
        { id: "main", items: ["picture"] },
      ],
      items: {
        picture: {
          id: "picture",
          type: "image",
          assetId: "sun",
          from: 0,
          durationInFrames: 90,
          opacity: 0.5,
        },
      },
      assets: { sun: { id: "sun", type: "image", remoteUrl: "/assets/u/1.jpg" } },
    });
  });

  it("does nothing more when the same list comes twice", () => {
    const operations: Operation[] = [
      { op: "add-track", track: { id: "more", name: "More" } },
      { op: "add-asset", asset: { id: "new", type: "video" } },
      caption,
      { op: "remove-item", itemId: "late" },
      { op: "remove-track", trackId: "sound" },
      { op: "update-item", itemId: "title", set: { text: "Bye" }, unset: ["glow"] },
      { op: "move-item", itemId: "picture", trackId: "more" },
    ];
    const once = applyOperations(sampleComposition(), operations);
    expect(applyOperations(once, operations)).toEqual(once);
    expect(once.items.voice).toBeUndefined();
    expect(once.items.title).not.toHaveProperty("glow");
    expect(once.tracks.map(({ items }) => items)).toEqual([["title", "caption"], [], ["picture"]]);
  });

  it("keeps what it was not told about, unknown keys too", () => {
    const after = applyOperations(sampleComposition(), [caption]);
    const before = sampleComposition();
    expect(after.editorState).toEqual(before.editorState);
    expect(after.tracks[0]).toEqual({ ...before.tracks[0], items: ["title", "caption"] });
    expect(after.items.title).toEqual(before.items.title);
  });

  it("cannot change what a thing is", () => {
    const set = { id: "other", type: "solid", text: "Bye" };
    const after = applyOperations(sampleComposition(), [
      { op: "update-item", itemId: "title", set, unset: ["id", "type"] },
    ]);
    expect(after.items.title).toMatchObject({ id: "title", type: "text", text: "Bye" });
  });

  it.each<[string, Operation]>([
    ["updates an item that is gone", { op: "update-item", itemId: "gone", set: {} }],
    ["adds to a track that is gone", { ...caption, trackId: "gone" } as Operation],
    ["moves to a track that is gone", { op: "move-item", itemId: "title", trackId: "gone" }],
    ["moves an item that is gone", { op: "move-item", itemId: "gone", trackId: "main" }],
    ["adds an asset that is there and different", { op: "add-asset", asset: { id: "sun", type: "video" } }],
    ["removes an asset that is used", { op: "remove-asset", assetId: "sun" }],
    ["makes an item impossible", { op: "update-item", itemId: "title", set: { from: -5 } }],
    ["points at an asset that is not there", { op: "update-item", itemId: "late", set: { assetId: "no" } }],
    ["makes the canvas impossible", { op: "set-canvas", compositionWidth: 7 }],
    ["updates an item named like an object's method", { op: "update-item", itemId: "toString", set: {} }],
  ])("is refused as a conflict when it %s, and nothing is applied", (_, bad) => {
    expect(conflictOf([caption, bad])).toBeInstanceOf(OperationConflictError);
    expect(conflictOf([caption, bad])).toMatchObject({ code: "COMPOSITION_CONFLICT", httpStatus: 409 });
  });

  it("survives being written as JSON", () => {
    expect(operation.parse(JSON.parse(JSON.stringify(caption)))).toEqual(caption);
  });

  it("shows as a JSON Patch", () => {
    const before = sampleComposition();
    const after = applyOperations(before, [{ op: "update-item", itemId: "title", set: { text: "Bye" } }]);
    expect(compositionDiff(before, after)).toEqual([
      { op: "replace", path: "/items/title/text", value: "Bye" },
    ]);
  });
});
