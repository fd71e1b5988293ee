import type { AtlasDrawer } from "../../ports/atlas-drawer.ts";
import type { FileTransfer } from "../../ports/file-transfer.ts";
import type { SegmentPicture } from "../../ports/segment-renderer.ts";
import type { FfmpegTools } from "../ffmpeg/run-ffmpeg.ts";
import { openEncoder } from "./encoder.ts";
import { BLACK, type Frame, paint, takeOutput } from "./frame.ts";
import { Kernel } from "./kernel/kernel.ts";
import { type Layer, sceneOf } from "./layer.ts";
import { layersOf } from "./layers.ts";
import { unsuitedReason } from "./suits-compositor.ts";
import { UnsuitedError } from "./unsuited.ts";

export interface ComposeDeps {
  readonly tools: FfmpegTools;
  readonly atlas: AtlasDrawer;
  /** The media host's files, by their keys. */
  readonly media: Pick<FileTransfer, "download">;
}

export interface ComposeRequest {
  readonly picture: SegmentPicture;
  /** An empty folder for pictures and clips, which the caller removes. */
  readonly folder: string;
  /** The MP4 goes there. */
  readonly outputFile: string;
  /** @param share 0–1, of the frames; called once a frame */
  readonly onProgress?: (share: number) => void;
}

/** Frames that wait for the encoder while the next one is drawn. */
const FRAMES_IN_FLIGHT = 4;

/**
 * Draws one segment at the encoder's speed: H.264 like Remotion's segments, muted, exactly as long as asked. The same
 * request gives the same bytes.
 *
 * @throws {UnsuitedError} something in it can be drawn by Remotion alone
 * @throws {TransientError}
 */
export async function composeSegment(deps: ComposeDeps, request: ComposeRequest): Promise<void> {
  const { durationInFrames, composition } = request.picture;
  const { outputFile, onProgress } = request;
  await withFrames(deps, request, async ({ width, height, kernel, draw }) => {
    const outputs = Array.from({ length: FRAMES_IN_FLIGHT }, () => takeOutput(kernel, width, height));
    const written = outputs.map(() => Promise.resolve());
    const encoder = openEncoder(deps.tools, { width, height, fps: composition.fps, file: outputFile });
    try {
      for (let frame = 0; frame < durationInFrames; frame += 1) {
        const slot = frame % FRAMES_IN_FLIGHT;
        const output = outputs[slot];
        if (!output) throw new RangeError("A frame without a place.");
        await written[slot];
        await draw(output, frame);
        written[slot] = encoder.write(kernel.bytes(output.y.at, output.bytes));
        onProgress?.((frame + 1) / durationInFrames);
      }
      await Promise.all(written);
      await encoder.end();
    } catch (error) {
      encoder.abort();
      await Promise.allSettled(written);
      throw error;
    }
  });
}

/**
 * Draws single frames of a segment, in order.
 *
 * @param frames ascending
 * @returns planes one after the other: Y, U, V; BT.709, limited range
 * @throws {UnsuitedError} @throws {TransientError}
 */
export async function composeFrames(
  deps: ComposeDeps,
  request: Omit<ComposeRequest, "outputFile" | "onProgress">,
  frames: readonly number[],
): Promise<{ width: number; height: number; pictures: Uint8Array[] }> {
  return withFrames(deps, request, async ({ width, height, kernel, draw }) => {
    const output = takeOutput(kernel, width, height);
    const pictures: Uint8Array[] = [];
    for (const frame of frames) {
      await draw(output, frame);
      pictures.push(kernel.bytes(output.y.at, output.bytes).slice());
    }
    return { width, height, pictures };
  });
}

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly kernel: Kernel;
  readonly draw: (target: Frame, frame: number) => Promise<void>;
}

async function withFrames<Result>(
  deps: ComposeDeps,
  request: Omit<ComposeRequest, "outputFile">,
  use: (drawing: Drawing) => Promise<Result>,
): Promise<Result> {
  const { composition, scale } = request.picture;
  const reason = unsuitedReason(composition);
  if (reason !== undefined) throw new UnsuitedError(reason);
  const scene = sceneOf(composition, scale);
  if (scene.width % 2 !== 0 || scene.height % 2 !== 0) throw new UnsuitedError("a frame of odd size");
  const kernel = new Kernel();
  const layers = await layersOf(deps, request, kernel, scene);
  try {
    return await use({
      ...scene,
      kernel,
      draw: (target, frame) => drawFrame(kernel, layers, target, frame),
    });
  } finally {
    for (const layer of layers) layer.close?.();
  }
}

/** Begins with the frontmost layer that hides all behind it. */
async function drawFrame(
  kernel: Kernel,
  layers: readonly Layer[],
  target: Frame,
  frame: number,
): Promise<void> {
  const seen = layers.filter(
    ({ from, durationInFrames }) => frame >= from && frame < from + durationInFrames,
  );
  const backmost = seen.findLastIndex((layer) => layer.isWholeAndOpaque(frame - layer.from));
  if (backmost < 0) paint(kernel, target, BLACK);
  for (const layer of seen.slice(Math.max(0, backmost))) await layer.draw(target, frame - layer.from);
}
