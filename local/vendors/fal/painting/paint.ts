import { stat, writeFile } from "node:fs/promises";
import { createCanvas } from "../scene/canvas.ts";
import { composeScene } from "../scene/compose.ts";
import { createRandom } from "../scene/random.ts";
import { motes, pictureLayer, retouchScene } from "../scene/retouch.ts";
import type { Scene } from "../scene/scene.ts";
import { falling } from "../scene/skies.ts";
import { createLexicon, type Lexicon } from "../words/lexicon.ts";
import { readPrompt } from "../words/read-prompt.ts";
import { drawPng } from "./draw-picture.ts";
import { filmLayers, rasterLayers } from "./film-scene.ts";
import type { Painted, PaintJob, PictureFormat } from "./paint-jobs.ts";
import { coverPng, evenSize, pictureSize, toJpeg } from "./source-picture.ts";

/** No more than a vendor gives for one edit, about a megapixel and a half. */
const MOST_EDIT_PIXELS = 1_572_864;

/** How far a filmed picture reaches beyond the frame: a hair, for what is sampled at its very edge. */
const CAMERA_MARGIN = 0.004;

let lexicon: Lexicon | undefined;

/**
 * Makes one picture or clip and writes it to `job.file`. Equal jobs make equal pixels.
 * @throws UnusableInputError when the source picture is none
 */
export async function paint(job: PaintJob): Promise<Painted> {
  switch (job.kind) {
    case "picture": {
      const { width, height } = job;
      await save(await drawPng(sceneOf(job.prompt, job.seed, width, height)), job.format, job.file);
      return painted(job.file, width, height);
    }
    case "edit": {
      const source = await pictureSize(job.source);
      const aspectRatio = job.aspectRatio ?? source.width / source.height;
      const shortSide = Math.min(
        Math.min(source.width, source.height),
        Math.sqrt(MOST_EDIT_PIXELS / Math.max(aspectRatio, 1 / aspectRatio)),
      );
      const { width, height } = evenSize(aspectRatio, shortSide);
      const png = await coverPng(job.source, width, height);
      const key = `${job.seed}|${job.prompt}`;
      const reading = readPrompt(job.prompt, known(), createRandom(key).next);
      const picture = pictureLayer(width, height, png);
      await save(
        await drawPng(retouchScene({ picture, width, height, prompt: job.prompt, reading, key })),
        job.format,
        job.file,
      );
      return painted(job.file, width, height);
    }
    case "clip": {
      const source = job.source === undefined ? undefined : await pictureSize(job.source);
      const { width, height } = evenSize(
        source ? source.width / source.height : job.aspectRatio,
        job.shortSide,
      );
      const scene =
        job.source === undefined
          ? sceneOf(job.prompt, job.seed, width, height)
          : await sceneFromPicture(job, job.source, width, height);
      const random = createRandom(`camera|${job.seed}|${job.prompt}`);
      await filmLayers(await rasterLayers(scene), {
        width,
        height,
        durationInSeconds: job.durationInSeconds,
        random,
        startsAtRest: source !== undefined,
        file: job.file,
      });
      return painted(job.file, width, height);
    }
  }
}

function known(): Lexicon {
  lexicon ??= createLexicon();
  return lexicon;
}

function sceneOf(prompt: string, seed: number, width: number, height: number): Scene {
  const key = `${seed}|${prompt}`;
  return composeScene({ width, height, key, reading: readPrompt(prompt, known(), createRandom(key).next) });
}

/** The picture itself with the camera moving over it, and the prompt's weather or motes of light in front. */
async function sceneFromPicture(
  job: { prompt: string; seed: number },
  source: string,
  width: number,
  height: number,
): Promise<Scene> {
  const reach = 1 + 2 * CAMERA_MARGIN;
  const png = await coverPng(source, Math.round(width * reach), Math.round(height * reach));
  const key = `${job.seed}|${job.prompt}`;
  const { light, weather } = readPrompt(job.prompt, known(), createRandom(key).next);
  const weatherLayers = falling(createCanvas({ width, height }, createRandom(key), light, weather));
  const front = weatherLayers.length > 0 ? weatherLayers : motes(width, height, key);
  return { width, height, layers: [pictureLayer(width, height, png, CAMERA_MARGIN), ...front] };
}

async function save(png: Buffer, format: PictureFormat, file: string): Promise<void> {
  await writeFile(file, format === "png" ? png : await toJpeg(png));
}

async function painted(file: string, width: number, height: number): Promise<Painted> {
  return { width, height, sizeInBytes: (await stat(file)).size };
}
