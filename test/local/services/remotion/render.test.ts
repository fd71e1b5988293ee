import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { probeStreams } from "../../../../core/adapters/ffmpeg/probe-media.ts";
import { remotionRenderer } from "../../../../core/adapters/remotion/remotion-renderer.ts";
import { s3FileTransfer } from "../../../../core/adapters/s3/file-transfer.ts";
import type { Composition } from "../../../../core/contract/composition.ts";
import type { RendererJobState, SegmentRenderer } from "../../../../core/ports/segment-renderer.ts";
import { ffmpegDirectory } from "../../../ffmpeg-directory.ts";
import { type DrawingWorld, startDrawingWorld } from "./drawing-world.ts";

const tools = { directory: ffmpegDirectory };
let world: DrawingWorld;
let renderer: SegmentRenderer;
beforeAll(async () => {
  world = await startDrawingWorld();
  renderer = remotionRenderer(world.options);
}, 180_000);
afterAll(() => world?.close());

const film = (durationInFrames: number, remoteUrl = "/assets/picture.png"): Composition => ({
  fps: 30,
  compositionWidth: 640,
  compositionHeight: 360,
  tracks: [
    { id: "front", items: ["words"] },
    { id: "back", items: ["sky"] },
  ],
  items: {
    words: {
      id: "words",
      type: "captions",
      from: 0,
      durationInFrames,
      captions: ["The", "sun", "is", "a", "star."].map((text, index) => ({
        text,
        startMs: index * 200,
        endMs: index * 200 + 180,
      })),
    },
    sky: {
      id: "sky",
      type: "image",
      assetId: "picture",
      from: 0,
      durationInFrames,
      kenBurns: { start: { scale: 1, x: 0.5, y: 0.5 }, end: { scale: 1.2, x: 0.66, y: 0.35 } },
    },
  },
  assets: { picture: { id: "picture", type: "image", remoteUrl } },
});

async function untilDone(jobId: string): Promise<RendererJobState> {
  for (;;) {
    const seen = await renderer.check(jobId);
    if (seen.state !== "rendering") return seen;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function rendered(key: string) {
  const { cloud, folder } = world;
  const file = path.join(folder, "segment.mp4");
  await s3FileTransfer(cloud.outputBucket, cloud.s3).download(key, file);
  return probeStreams(tools, file, { countPackets: true });
}

describe("Remotion's function on one machine, through Remotion's own client", () => {
  it("renders a segment to the frame, at the size asked for, in a player's colours", async () => {
    const picture = { composition: film(24), durationInFrames: 24, scale: 0.5 };
    const jobId = await renderer.start(picture, "segments/user/a.mp4", 1);
    expect(await untilDone(jobId)).toEqual({ renderer: "remotion", state: "ready" });
    const video = (await rendered("segments/user/a.mp4")).find((each) => each.codec_type === "video");
    expect(video).toMatchObject({ codec_name: "h264", width: 320, height: 180, nb_read_packets: 24 });
  }, 90_000);

  it("shares a long segment out in chunks", async () => {
    const picture = { composition: film(310), durationInFrames: 310, scale: 0.25 };
    const jobId = await renderer.start(picture, "segments/user/long.mp4", 1);
    expect(await untilDone(jobId)).toEqual({ renderer: "remotion", state: "ready" });
    const video = (await rendered("segments/user/long.mp4")).find((each) => each.codec_type === "video");
    expect(video).toMatchObject({ nb_read_packets: 310 });
  }, 120_000);

  it("says why when a picture is not there", async () => {
    const picture = { composition: film(10, "/assets/nowhere.png"), durationInFrames: 10, scale: 0.5 };
    const jobId = await renderer.start(picture, "segments/user/b.mp4", 1);
    const seen = await untilDone(jobId);
    expect(seen).toMatchObject({ state: "failed" });
    expect(seen).toHaveProperty("message", expect.stringContaining("nowhere.png"));
  }, 90_000);

  it("leaves no browser behind when the cloud ends", async () => {
    const { cloud } = world;
    expect(processesOf(cloud.folder).some(({ command }) => command.includes("chromium"))).toBe(true);
    await cloud.close();
    await vi.waitUntil(() => processesOf(cloud.folder).length === 0, { timeout: 10_000 });
  }, 20_000);
});

/** Linux: processes that have the folder in their environment. */
function processesOf(folder: string): { pid: string; command: string }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, "utf8").includes(folder)) return [];
        return [{ pid, command: readFileSync(`/proc/${pid}/cmdline`, "utf8") }];
      } catch {
        // It ended between the listing and the reading, or is not ours to read.
        return [];
      }
    });
}
