import { execFile } from "node:child_process";
import { copyFileSync } from "node:fs";
import { mkdir, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { composeFrames, composeSegment } from "../../../core/adapters/compositor/compose-segment.ts";
import { openEncoder } from "../../../core/adapters/compositor/encoder.ts";
import { ffmpegDirectory } from "../../ffmpeg-directory.ts";
import { drawMedia, openStills, type Stills } from "../../web/compositions/stills.ts";
import { FRAMES_A_SCENE, filmOfScenes, SCENES, sceneSegments } from "./eight-scenes.ts";

/** Frames a second at 1080p, each of the same eight scenes on this machine. */
export interface FrameRates {
  readonly stockDefaults: number;
  readonly stockBest: number;
  /** x264 alone, on frames that are there. */
  readonly encodeLimit: number;
  /** One-time costs included: browser, atlases, decoding. */
  readonly compositor: number;
  /** Of a process that composes one scene, at its highest, with its ffmpeg. */
  readonly composingPeakMb: number;
}

const tools = { directory: ffmpegDirectory };
/** Stock rendering is slow, and as fast in every second: of each scene so many frames. */
const STOCK_FRAMES = 20;
/** Frames of each scene that the encoder alone is measured with. */
const RAW_FRAMES = 30;
/** Segments at once, as the product has it on two cores. */
const AT_ONCE = 2;

/** The settings that were measured to be Remotion's fastest without a visible loss; `gl: null` is in the browser that is open. */
const best = {
  imageFormat: "jpeg",
  jpegQuality: 80,
  x264Preset: "veryfast",
  crf: 18,
  pixelFormat: "yuv420p",
  colorSpace: "bt709",
  concurrency: AT_ONCE,
} as const;

export async function measureFrameRates(): Promise<FrameRates> {
  const folder = await mkdtemp(path.join(tmpdir(), "bench-render-"));
  try {
    const media = await drawMedia();
    const compositor = await compose(folder, media);
    const stills = await openStills(media);
    try {
      const encodeLimit = await encodeAlone(stills, folder);
      const composingPeakMb = await composeAlone(stills);
      const film = filmOfScenes(STOCK_FRAMES);
      const stock = async (settings: object) => {
        const seconds = await timed(() => stills.render(film, path.join(folder, "stock.mp4"), settings));
        return (STOCK_FRAMES * SCENES) / seconds;
      };
      const stockBest = await stock(best);
      const stockDefaults = await stock({});
      return { stockDefaults, stockBest, encodeLimit, compositor, composingPeakMb };
    } finally {
      await stills.close();
      await rm(media, { recursive: true, force: true });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compose(folder: string, media: string): Promise<number> {
  const seconds = await timed(async () => {
    const stills = await openStills(media);
    try {
      const left = sceneSegments().map((composition, index) => ({ composition, index }));
      const worker = async () => {
        for (let next = left.shift(); next; next = left.shift()) {
          const own = path.join(folder, `segment-${next.index}`);
          await mkdir(own);
          const picture = { composition: next.composition, durationInFrames: FRAMES_A_SCENE, scale: 1 };
          const outputFile = path.join(folder, `segment-${next.index}.mp4`);
          await composeSegment(depsOf(stills), { picture, folder: own, outputFile });
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    } finally {
      await stills.close();
    }
  });
  return (FRAMES_A_SCENE * SCENES) / seconds;
}

/** In a process of its own, as in a function: what tests and Remotion take does not count. */
async function composeAlone(stills: Stills): Promise<number> {
  const [composition] = sceneSegments();
  if (!composition) throw new RangeError("There is no scene.");
  const { png, sheet } = await stills.atlas.draw({ composition, durationInFrames: FRAMES_A_SCENE, scale: 1 });
  await writeFile(path.join(stills.folder, "atlas.png"), png);
  await writeFile(path.join(stills.folder, "sheet.json"), JSON.stringify(sheet));
  const program = path.join(import.meta.dirname, "compose-alone.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [program, stills.folder]);
  return Number(stdout);
}

const depsOf = (stills: Stills) => ({
  tools,
  atlas: stills.atlas,
  media: {
    async download(key: string, file: string) {
      copyFileSync(path.join(stills.folder, key.replace("assets/", "")), file);
    },
  },
});

/** Frames are drawn first and written to a file, from where the encoder gets them. */
async function encodeAlone(stills: Stills, folder: string): Promise<number> {
  const raw = path.join(folder, "frames.yuv");
  const file = await open(raw, "w");
  let size = { width: 0, height: 0 };
  for (const [index, composition] of sceneSegments().entries()) {
    const own = path.join(folder, `raw-${index}`);
    await mkdir(own);
    const picture = { composition, durationInFrames: FRAMES_A_SCENE, scale: 1 };
    const frames = Array.from({ length: RAW_FRAMES }, (_, frame) => frame);
    const drawn = await composeFrames(depsOf(stills), { picture, folder: own }, frames);
    size = drawn;
    for (const each of drawn.pictures) await file.write(each);
  }
  await file.close();
  const frameBytes = (size.width * size.height * 3) / 2;
  const frames = SCENES * RAW_FRAMES;
  const source = await open(raw);
  const seconds = await timed(async () => {
    const encoder = openEncoder(tools, { ...size, fps: 30, file: path.join(folder, "limit.mp4") });
    for (let frame = 0; frame < frames; frame += 1) {
      const { buffer } = await source.read(Buffer.alloc(frameBytes), 0, frameBytes, frame * frameBytes);
      await encoder.write(buffer);
    }
    await encoder.end();
  });
  await source.close();
  await rm(raw);
  return frames / seconds;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
