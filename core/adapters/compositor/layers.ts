import { open } from "node:fs/promises";
import path from "node:path";
import { plainColor } from "../../compositions/layout/atlas-plan.ts";
import type { Composition, Item } from "../../contract/composition.ts";
import type { Atlas } from "../../ports/atlas-drawer.ts";
import { readRaw } from "../ffmpeg/raw-video.ts";
import type { FfmpegTools } from "../ffmpeg/run-ffmpeg.ts";
import type { ComposeDeps, ComposeRequest } from "./compose-segment.ts";
import { openClip } from "./decode-clip.ts";
import { decodeStill, isSheer, levelSize, type Still } from "./decode-still.ts";
import type { Kernel } from "./kernel/kernel.ts";
import type { Layer, Scene } from "./layer.ts";
import { openPicture, type PictureFile } from "./picture-file.ts";
import { type PictureSource, pictureLayer } from "./picture-layer.ts";
import { levelsOf, type Pictured } from "./picture-place.ts";
import type { Rgba } from "./sheer-picture.ts";
import { captionsLayer, stillLayer } from "./sprite-layer.ts";
import { captionSprites, plainSprite, spriteOf } from "./sprites.ts";
import { UnsuitedError } from "./unsuited.ts";

/** Enough of a file to hold an EXIF directory and the name of a colour profile. */
const HEAD_BYTES = 256 * 1024;

/**
 * Gets ready everything that a segment's frames are made of.
 *
 * @returns from back to front
 * @throws {UnsuitedError} @throws {TransientError} @throws {ProviderError}
 */
export async function layersOf(
  deps: ComposeDeps,
  { picture, folder }: Pick<ComposeRequest, "picture" | "folder">,
  kernel: Kernel,
  scene: Scene,
): Promise<Layer[]> {
  const { composition } = picture;
  const items = [...composition.tracks]
    .reverse()
    .flatMap((track) => track.items.flatMap((id) => composition.items[id] ?? []));
  const files = new Map<string, Promise<PictureFile>>();
  const fileOf = (item: Pictured): Promise<PictureFile> => {
    const known = files.get(item.assetId) ?? bringFile(deps, composition, item, folder, files.size);
    files.set(item.assetId, known);
    return known;
  };
  // Chromium draws while pictures come and are decoded.
  const atlas = items.some(needsAtlas)
    ? deps.atlas.draw(picture).then((drawn) => decodeAtlas(deps.tools, drawn))
    : undefined;
  const layers = await Promise.all(items.map((item) => layerOf(item)));
  return layers.flatMap((layer) => layer ?? []);

  async function layerOf(item: Item): Promise<Layer | undefined> {
    if (item.type === "audio") return undefined;
    if (item.type === "image" || item.type === "video") {
      const file = await fileOf(item);
      const source =
        item.type === "image"
          ? await imageSource(deps.tools, kernel, item, file, scene)
          : clipSource(deps.tools, kernel, item, file, scene);
      return pictureLayer(kernel, item, source, scene);
    }
    if (item.type === "solid" && plainColor.test(item.color)) {
      return stillLayer(kernel, item, plainSprite(kernel, item, scene), scene);
    }
    const drawn = await atlas;
    if (!drawn) throw new Error("Type without an atlas.");
    if (item.type === "captions") {
      const sheet = drawn.sheet.captions[item.id];
      return sheet && captionsLayer(kernel, item, captionSprites(kernel, drawn.pixels, sheet, scene), scene);
    }
    const cell = drawn.sheet.stills[item.id];
    return cell && stillLayer(kernel, item, spriteOf(kernel, drawn.pixels, cell), scene);
  }
}

const needsAtlas = (item: Item): boolean =>
  item.type === "text" || item.type === "captions" || (item.type === "solid" && !plainColor.test(item.color));

async function decodeAtlas(
  tools: FfmpegTools,
  { png, sheet }: Atlas,
): Promise<{ pixels: Rgba; sheet: Atlas["sheet"] }> {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const pixels = await readRaw(
    tools,
    ["-f", "image2pipe", "-c:v", "png", "-i", "-", "-pix_fmt", "rgba"],
    png,
  );
  return { sheet, pixels: { pixels, width, height } };
}

async function bringFile(
  { tools, media }: ComposeDeps,
  composition: Composition,
  item: Pictured,
  folder: string,
  number: number,
): Promise<PictureFile> {
  const { remoteUrl } = composition.assets[item.assetId] ?? {};
  if (!remoteUrl?.startsWith("/")) throw new UnsuitedError("a picture that does not lie on the media host");
  const brought = path.join(folder, `picture-${number}`);
  await media.download(remoteUrl.slice(1), brought);
  return openPicture(tools, brought, await headOf(brought), item.type);
}

async function headOf(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Decoded once, in every size that the item's frames need. */
async function imageSource(
  tools: FfmpegTools,
  kernel: Kernel,
  item: Pictured,
  file: PictureFile,
  scene: Scene,
): Promise<PictureSource> {
  const { width, height } = file;
  const stills = new Map<number, Still>();
  for (const level of levelsOf(item, file, scene))
    stills.set(level, await decodeStill(kernel, tools, file, level));
  return {
    width,
    height,
    isSheer: [...stills.values()].some(isSheer),
    still(level) {
      const still = stills.get(level);
      if (!still) throw new RangeError(`A picture was not decoded at level ${level}.`);
      return still;
    },
  };
}

function clipSource(
  tools: FfmpegTools,
  kernel: Kernel,
  item: Extract<Pictured, { type: "video" }>,
  file: PictureFile,
  scene: Scene,
): PictureSource {
  const { width, height } = file;
  const [level = 0] = levelsOf(item, file, scene);
  // As Remotion counts: whole frames are trimmed, and the rate goes on from there.
  const trimmed = Math.round((item.videoStartFromInSeconds ?? 0) * scene.fps);
  const secondsAt = (frame: number) => (trimmed + frame * (item.playbackRate ?? 1)) / scene.fps;
  const decoded = { width: levelSize(width, level), height: levelSize(height, level) };
  const clip = openClip(kernel, tools, file, { fromSeconds: secondsAt(0), ...decoded });
  return {
    width,
    height,
    isSheer: false,
    still: (_level, frame) => clip.at(secondsAt(frame)),
    close: () => clip.close(),
  };
}
