import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeFrames } from "../../../../core/adapters/compositor/compose-segment.ts";
import type { Composition, Item } from "../../../../core/contract/composition.ts";
import { ffmpegDirectory } from "../../../ffmpeg-directory.ts";
import { openStills, type Stills } from "../../../web/compositions/stills.ts";
import { filmOf, narratedScene, type Size, square, tall, wide } from "./films.ts";
import { planesOf, psnr } from "./luma.ts";

/** Luma, dB. */
const AT_REST = 48;
const IN_MOTION = 45;

let stills: Stills;
let folder: string;
beforeAll(async () => {
  stills = await openStills();
  folder = mkdtempSync(path.join(tmpdir(), "parity-"));
});
afterAll(async () => {
  await stills.close();
  rmSync(folder, { recursive: true, force: true });
});

/** How near the compositor's frames are to Remotion's, luma, dB, each. */
async function nearness(composition: Composition, frames: readonly number[], scale = 1): Promise<number[]> {
  const media = {
    async download(key: string, file: string) {
      copyFileSync(path.join(stills.folder, key.replace("assets/", "")), file);
    },
  };
  const own = mkdtempSync(path.join(folder, "segment-"));
  const { width, height, pictures } = await composeFrames(
    { tools: { directory: ffmpegDirectory }, atlas: stills.atlas, media },
    { picture: { composition, durationInFrames: 150, scale }, folder: own },
    frames,
  );
  const near: number[] = [];
  for (const [index, frame] of frames.entries()) {
    const remotion = planesOf(await stills.png(composition, frame, scale));
    expect(remotion.length).toBe((width * height * 3) / 2);
    near.push(psnr(pictures[index] ?? new Uint8Array(), remotion, width * height));
  }
  return near;
}

describe("a narrated scene looks as Remotion draws it", { timeout: 120_000 }, () => {
  const scenes: [string, Size, "en" | "ko", number][] = [
    ["English at 16:9", wide, "en", 1],
    ["Korean at 16:9", wide, "ko", 1],
    ["English at 9:16", tall, "en", 1],
    ["Korean at 9:16, for 720p", tall, "ko", 2 / 3],
    ["English at 1:1, for 720p", square, "en", 2 / 3],
    ["Korean at 1:1", square, "ko", 1],
  ];
  // The start, inside the title's fade, a word's first frame, after a page turn, inside the picture's fade, the end.
  const frames = [0, 7, 18, 63, 146, 149];

  it.each(scenes)("%s", async (_name, size, language, scale) => {
    const near = await nearness(narratedScene(size, language), frames, scale);
    expect(Math.min(...near)).toBeGreaterThanOrEqual(IN_MOTION);
  });
});

describe("what rests looks as Remotion draws it", { timeout: 120_000 }, () => {
  const whole = { from: 0, durationInFrames: 150 } as const;
  const box = { left: 301, top: 99, width: 903, height: 655 };
  const ground: Item = { id: "ground", type: "solid", color: "#26435f", ...whole };
  const things: [string, Item][] = [
    ["a picture that covers its box", { id: "a", type: "image", assetId: "dark", ...whole, ...box }],
    ["one contained in it", { id: "a", type: "image", assetId: "light", fit: "contain", ...whole, ...box }],
    [
      "one stretched over it, half there",
      { id: "a", type: "image", assetId: "light", fit: "fill", opacity: 0.5, ...whole, ...box },
    ],
    [
      "one cropped, to the right",
      {
        id: "a",
        type: "image",
        assetId: "dark",
        crop: { x: 0.25, y: 0.1, width: 0.5, height: 0.75 },
        objectPosition: { x: 1, y: 0.2 },
        ...whole,
        ...box,
      },
    ],
    [
      "a photo made small",
      { id: "a", type: "image", assetId: "photo", ...whole, left: 100, top: 100, width: 640, height: 480 },
    ],
    ["a large picture made small", { id: "a", type: "image", assetId: "large", ...whole }],
    ["a picture with holes", { id: "a", type: "image", assetId: "badge", fit: "contain", ...whole, ...box }],
    [
      "a solid of any CSS colour",
      { id: "a", type: "solid", color: "hsl(200 80% 40% / 0.6)", ...whole, ...box },
    ],
    [
      "a text in its box, on a plate",
      {
        id: "a",
        type: "text",
        text: "Totality lasts two minutes",
        backgroundColor: "#b3261e",
        ...whole,
        ...box,
      },
    ],
    [
      "an end card",
      { id: "a", type: "text", preset: "endCard", text: "Look up\nNext eclipse: August 2027", ...whole },
    ],
  ];

  it.each(things)("%s", async (_name, item) => {
    const [near = 0] = await nearness(filmOf(wide, [item, ground]), [75]);
    expect(near).toBeGreaterThanOrEqual(AT_REST);
  });

  it("clips, trimmed and faster", async () => {
    const clip: Item = {
      id: "a",
      type: "video",
      assetId: "clip",
      videoStartFromInSeconds: 0.5,
      playbackRate: 1.5,
      fadeInDurationInSeconds: 0.2,
      ...whole,
      ...box,
    };
    // Within its fade, in the middle, and long after the clip's own end.
    const [fading, playing, over] = await nearness(filmOf(wide, [clip, ground]), [2, 31, 140]);
    expect(fading).toBeGreaterThanOrEqual(IN_MOTION);
    expect(playing).toBeGreaterThanOrEqual(AT_REST);
    expect(over).toBeGreaterThanOrEqual(AT_REST);
  });
});
