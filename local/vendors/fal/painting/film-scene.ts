import { openTool } from "../../media-tools.ts";
import type { Random } from "../scene/random.ts";
import { type Box, type Layer, MARGIN, type Motion, type Scene } from "../scene/scene.ts";
import { drawLayers } from "./draw-picture.ts";
import { chooseCamera, poseAt } from "./movement.ts";
import { createFrame, drawPlanes, type Frame, type Planes, toPlanes } from "./planes.ts";

/** Clips come at the rate of the model that they stand for. */
export const FRAMES_PER_SECOND = 24;

/** A layer that is pixels already. `view` is the part of the scene that the pixels show. */
export interface FilmLayer {
  readonly depth: number;
  readonly motion: Motion;
  readonly phase?: number;
  readonly planes: Planes;
  readonly view: Box;
}

/** Drawn a little larger than shown, so that a camera that goes closer does not blur. */
const OVERSAMPLING = 1.06;

/** Layers that move alike are drawn as one: each costs time in every frame. */
function gather(layers: readonly Layer[]): Layer[] {
  const zone = ({ depth, motion, box }: Layer) =>
    box || motion === "rise" || motion === "fall" || motion === "drift"
      ? undefined
      : depth < 0.35
        ? 0.15
        : depth < 0.75
          ? 0.55
          : 0.95;
  const isVignette = ({ depth, motion, box }: Layer) => depth === 1 && motion === "still" && !box;
  const [first, ...rest] = layers;
  if (!first) return [];
  // A vignette over everything would cost a whole frame of blending; under the sprites it looks the same.
  const shade = rest.filter(isVignette).map(({ svg }) => svg);
  const gathered: Layer[] = [first];
  for (const layer of rest.filter((other) => !isVignette(other))) {
    const last = gathered.at(-1);
    const depth = zone(layer);
    if (last && depth !== undefined && zone(last) === depth)
      gathered[gathered.length - 1] = { ...last, svg: last.svg + layer.svg };
    else gathered.push(depth === undefined ? layer : { ...layer, depth });
  }
  const [ground, ...above] = gathered;
  return ground ? [{ ...ground, svg: ground.svg + shade.join("") }, ...above] : [];
}

/** Rasters the layers of a scene, the first opaque, each only as large as it has to be. */
export async function rasterLayers(scene: Scene): Promise<FilmLayer[]> {
  const { width, height } = scene;
  const whole: Box = {
    x: -width * MARGIN,
    y: -height * MARGIN,
    width: width * (1 + 2 * MARGIN),
    height: height * (1 + 2 * MARGIN),
  };
  const layers: FilmLayer[] = [];
  for (const [order, layer] of gather(scene.layers).entries()) {
    const view = layer.box ?? whole;
    const pixels = await drawLayers([layer], view, OVERSAMPLING);
    layers.push({ ...layer, planes: toPlanes(pixels, order === 0), view });
  }
  return layers;
}

/** Draws one layer where it is at a moment. */
function place(
  frame: Frame,
  { planes, view }: FilmLayer,
  pose: { scale: number; moveX: number; moveY: number },
  shiftY = 0,
): void {
  const { width, height } = frame;
  const perPixel = planes.y.width / view.width;
  const step = perPixel / pose.scale;
  // target X shows scene x = middle + (X - middle - move) / scale
  const offset = (middle: number, move: number, start: number) =>
    (middle - (middle + move) / pose.scale - start) * perPixel;
  drawPlanes(frame, planes, {
    step,
    offsetX: offset(width / 2, pose.moveX * width, view.x),
    offsetY: offset(height / 2, pose.moveY * height + shiftY, view.y),
  });
}

/**
 * Films layers into a silent H.264 MP4 at `file`.
 * @param durationInSeconds of the clip; its frame count is rounded
 */
export async function filmLayers(
  layers: readonly FilmLayer[],
  options: {
    width: number;
    height: number;
    durationInSeconds: number;
    random: Random;
    startsAtRest: boolean;
    file: string;
  },
): Promise<void> {
  const { width, height, durationInSeconds, file } = options;
  const camera = chooseCamera(options.random, options.startsAtRest);
  const frame = createFrame(width, height);
  const scenery = createFrame(width, height);
  // The scenery is most of the pixels and moves least: every second frame is enough for it.
  const firstSprite = layers.findIndex(
    ({ view, motion }) => view.width < width || motion === "rise" || motion === "fall",
  );
  const split = firstSprite < 0 ? layers.length : firstSprite;
  const count = Math.round(durationInSeconds * FRAMES_PER_SECOND);
  const encoder = openTool("ffmpeg", [
    ...[
      "-hide_banner",
      "-loglevel",
      "error",
      "-y",
      "-f",
      "image2pipe",
      "-framerate",
      String(FRAMES_PER_SECOND),
    ],
    ...[
      "-c:v",
      "rawvideo",
      "-video_size",
      `${width}x${height}`,
      "-pixel_format",
      "yuv420p",
      "-frame_size",
      String(frame.bytes.length),
      "-i",
      "-",
    ],
    ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p"],
    ...[
      "-x264-params",
      "colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv",
      "-movflags",
      "+faststart",
      "-f",
      "mp4",
      file,
    ],
  ]);
  try {
    for (let number = 0; number < count; number += 1) {
      const seconds = number / FRAMES_PER_SECOND;
      const progress = number / Math.max(1, count - 1);
      if (number % 2 === 0)
        for (const layer of layers.slice(0, split))
          place(scenery, layer, poseAt(camera, layer, progress, seconds));
      frame.bytes.set(scenery.bytes);
      for (const layer of layers.slice(split)) {
        const pose = poseAt(camera, layer, progress, seconds);
        if (layer.motion !== "rise" && layer.motion !== "fall") {
          place(frame, layer, pose);
          continue;
        }
        // What rises or falls for ever is strewn evenly: its own copy follows it through the frame.
        const turn = layer.view.height;
        const moved = ((((pose.moveY * height) % turn) + turn) % turn) / height;
        const wrapped = { ...pose, moveX: 0, moveY: moved };
        place(frame, layer, wrapped);
        place(frame, layer, wrapped, -turn);
      }
      await encoder.write(Buffer.from(frame.bytes));
    }
    await encoder.finish();
  } catch (error) {
    encoder.kill();
    throw error;
  }
}
