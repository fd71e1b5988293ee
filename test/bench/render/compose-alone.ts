import { copyFileSync, readFileSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import path from "node:path";
import { composeSegment } from "../../../core/adapters/compositor/compose-segment.ts";
import { atlasSheet } from "../../../core/contract/atlas.ts";
import { ffmpegDirectory } from "../../ffmpeg-directory.ts";
import { FRAMES_A_SCENE, sceneSegments } from "./eight-scenes.ts";

/*
 * node compose-alone.ts FOLDER: composes the first scene as the compositor's function does, with the atlas that lies in
 * FOLDER (atlas.png, sheet.json) beside the pictures, and prints the most memory that it and its ffmpeg had, MB.
 */

const [folder = "."] = process.argv.slice(2);
const [composition] = sceneSegments();
if (!composition) throw new RangeError("There is no scene.");

/** The highest resident memory of a process so far, MB; 0: it has ended. */
async function highestMb(process: string): Promise<number> {
  const status = await readFile(`/proc/${process}/status`, "utf8").catch(() => "");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000;
}

let ffmpegMb = 0;
const watch = setInterval(() => void lookAtChildren(), 100);
async function lookAtChildren(): Promise<void> {
  const ids = (await readFile(`/proc/self/task/${process.pid}/children`, "utf8")).trim().split(" ");
  const sizes = await Promise.all(ids.filter(Boolean).map(highestMb));
  ffmpegMb = Math.max(ffmpegMb, ...sizes);
}

await composeSegment(
  {
    tools: { directory: ffmpegDirectory },
    atlas: {
      draw: async () => ({
        png: readFileSync(path.join(folder, "atlas.png")),
        sheet: atlasSheet.parse(JSON.parse(readFileSync(path.join(folder, "sheet.json"), "utf8"))),
      }),
    },
    media: {
      async download(key, file) {
        copyFileSync(path.join(folder, key.replace("assets/", "")), file);
      },
    },
  },
  {
    picture: { composition, durationInFrames: FRAMES_A_SCENE, scale: 1 },
    folder: await mkdtemp(path.join(folder, "alone-")),
    outputFile: path.join(folder, "alone.mp4"),
  },
);
clearInterval(watch);
process.stdout.write(`${((await highestMb("self")) + ffmpegMb).toFixed(0)}\n`);
