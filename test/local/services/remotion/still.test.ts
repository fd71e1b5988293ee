import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { compositorRenderer } from "../../../../core/adapters/compositor/compositor-renderer.ts";
import { performWork } from "../../../../core/adapters/compositor/perform-work.ts";
import { blobSegmentWork } from "../../../../core/adapters/compositor/segment-work.ts";
import { UnsuitedError } from "../../../../core/adapters/compositor/unsuited.ts";
import { remotionAtlas } from "../../../../core/adapters/remotion/remotion-atlas.ts";
import { remotionRenderer } from "../../../../core/adapters/remotion/remotion-renderer.ts";
import { s3BlobStore } from "../../../../core/adapters/s3/blob-store.ts";
import { s3FileTransfer } from "../../../../core/adapters/s3/file-transfer.ts";
import type { Composition } from "../../../../core/contract/composition.ts";
import type { RendererJobState } from "../../../../core/ports/segment-renderer.ts";
import { type DrawingWorld, startDrawingWorld } from "./drawing-world.ts";

let world: DrawingWorld;
beforeAll(async () => {
  world = await startDrawingWorld();
}, 180_000);
afterAll(() => world?.close());

const captionOf = (text: string): Composition => ({
  fps: 30,
  compositionWidth: 640,
  compositionHeight: 360,
  tracks: [{ id: "front", items: ["words"] }],
  items: {
    words: {
      id: "words",
      type: "captions",
      from: 0,
      durationInFrames: 30,
      captions: text.split(" ").map((word, index) => ({
        text: word,
        startMs: index * 200,
        endMs: index * 200 + 180,
      })),
    },
  },
  assets: {},
});

const work = () => s3BlobStore(world.cloud.workBucket, world.cloud.s3);
const atlas = () => remotionAtlas({ ...world.options, work: work() });

/** A PNG's own header. */
const sizeOf = (png: Uint8Array) => {
  const view = new DataView(png.buffer, png.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
};

describe("an atlas drawn by Remotion's function on one machine, through Remotion's own client", () => {
  it("is a picture with every cell of its sheet in it", async () => {
    const drawn = await atlas().draw({
      composition: captionOf("The sun is a star."),
      durationInFrames: 30,
      scale: 0.5,
    });
    const size = sizeOf(drawn.png);
    expect(size.width).toBe(320);
    const [page, ...others] = drawn.sheet.captions.words?.pages ?? [];
    expect(others).toEqual([]);
    expect(page?.lines.flat().map(({ text }) => text)).toEqual(["The", "sun", "is", "a", "star."]);
    for (const cell of [page?.plain, page?.lit]) {
      expect((cell?.atlasTop ?? size.height) + (cell?.height ?? 0)).toBeLessThanOrEqual(size.height);
      expect(cell?.width ?? 0).toBeLessThanOrEqual(size.width);
      expect(cell?.width ?? 0).toBeGreaterThan(50);
    }
  }, 90_000);

  it("says why when the site is not there", async () => {
    const nowhere = remotionAtlas({ ...world.options, sitePath: "/sites/none/", work: work() });
    const drawing = nowhere.draw({ composition: captionOf("Sun"), durationInFrames: 30, scale: 1 });
    await expect(drawing).rejects.toMatchObject({ message: expect.stringContaining("Remotion Lambda") });
  }, 90_000);
});

describe("what the compositor cannot draw", () => {
  it("is drawn by Remotion instead, to the same key, and whoever asked follows it there", async () => {
    const { cloud, folder, options } = world;
    const remotion = remotionRenderer(options);
    const works = blobSegmentWork(work());
    const clock = { now: () => Date.now() };
    const segments = s3BlobStore(cloud.outputBucket, cloud.s3);
    const perform = (workId: string) =>
      performWork(
        {
          work: works,
          compose: () => Promise.reject(new UnsuitedError("a test")),
          segments: {
            head: segments.head,
            upload: s3FileTransfer(cloud.outputBucket, cloud.s3).upload,
          },
          remotion,
          folder: path.join(folder, "compositor"),
          clock,
          log: () => undefined,
        },
        workId,
      );
    const renderer = compositorRenderer({
      work: works,
      invoke: ({ workId }) => perform(workId),
      remotion,
      clock,
      newId: () => "work_1",
    });
    const asked = { composition: captionOf("Sun"), durationInFrames: 6, scale: 0.5 };
    const workId = await renderer.start(asked, "segments/user/c.mp4", 1);
    let seen: RendererJobState | undefined;
    await vi.waitUntil(
      async () => {
        seen = await renderer.check(workId);
        return seen.state !== "rendering";
      },
      { timeout: 80_000, interval: 200 },
    );
    expect(seen).toEqual({ renderer: "remotion", state: "ready" });
    expect((await segments.head("segments/user/c.mp4"))?.sizeInBytes).toBeGreaterThan(500);
  }, 90_000);
});
