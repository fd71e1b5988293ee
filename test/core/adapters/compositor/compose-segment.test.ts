import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeSegment } from "../../../../core/adapters/compositor/compose-segment.ts";
import { UnsuitedError } from "../../../../core/adapters/compositor/unsuited.ts";
import { probeStreams } from "../../../../core/adapters/ffmpeg/probe-media.ts";
import { readRaw } from "../../../../core/adapters/ffmpeg/raw-video.ts";
import { readAs, runFfmpeg } from "../../../../core/adapters/ffmpeg/run-ffmpeg.ts";
import type { Composition, Item } from "../../../../core/contract/composition.ts";
import { cutTimeline } from "../../../../core/renders/cut-timeline.ts";
import { segmentComposition } from "../../../../core/renders/segment-composition.ts";
import { ffmpegDirectory } from "../../../ffmpeg-directory.ts";
import { openStills, type Stills } from "../../../web/compositions/stills.ts";
import { filmOf, type Size, wordsOf } from "./films.ts";
import { psnr } from "./luma.ts";

const tools = { directory: ffmpegDirectory };
const small: Size = [640, 360];

let stills: Stills;
let folder: string;
beforeAll(async () => {
  stills = await openStills();
  folder = mkdtempSync(path.join(tmpdir(), "compose-"));
});
afterAll(async () => {
  await stills.close();
  rmSync(folder, { recursive: true, force: true });
});

const media = {
  async download(key: string, file: string) {
    copyFileSync(path.join(stills.folder, key.replace("assets/", "")), file);
  },
};

async function compose(composition: Composition, durationInFrames: number, name: string): Promise<string> {
  const outputFile = path.join(folder, `${name}.mp4`);
  await composeSegment(
    { tools, atlas: stills.atlas, media },
    {
      picture: { composition, durationInFrames, scale: 1 },
      folder: mkdtempSync(path.join(folder, "work-")),
      outputFile,
    },
  );
  return outputFile;
}

/** Scenes of 60 frames each, one after the other. */
function scenes(...titles: readonly string[]): Composition {
  const items = titles.flatMap((text, index): Item[] => {
    const timed = { from: index * 60, durationInFrames: 60 };
    const kenBurns = { start: { scale: 1, x: 0.5, y: 0.5 }, end: { scale: 1.3, x: 0.6, y: 0.4 } };
    return [
      {
        id: `captions-${index}`,
        type: "captions",
        captions: wordsOf(`${text} is what we see now`),
        ...timed,
      },
      { id: `title-${index}`, type: "text", text, fadeInDurationInSeconds: 0.4, ...timed },
      { id: `picture-${index}`, type: "image", assetId: index % 2 ? "light" : "dark", kenBurns, ...timed },
    ];
  });
  return filmOf(small, items);
}

describe("a composed segment", { timeout: 120_000 }, () => {
  it("has the same bytes whenever the same is asked", async () => {
    const film = scenes("Corona");
    const first = readFileSync(await compose(film, 60, "first"));
    expect(first.equals(readFileSync(await compose(film, 60, "again")))).toBe(true);
    expect(first.equals(readFileSync(await compose(scenes("Corolla"), 60, "other")))).toBe(false);
  });

  it("is as long as asked, also beyond its items, and can stand in one film with Remotion's", async () => {
    const film = scenes("Corona");
    const [composed] = await probeStreams(tools, await compose(film, 75, "long"), { countPackets: true });
    expect(composed?.nb_read_packets).toBe(75);

    const rendered = path.join(folder, "rendered.mp4");
    const settings = { imageFormat: "jpeg", jpegQuality: 80, x264Preset: "veryfast", crf: 18 } as const;
    await stills.render(film, rendered, {
      ...settings,
      pixelFormat: "yuv420p",
      colorSpace: "bt709",
      frameRange: [0, 4],
    });
    const [remotions] = await probeStreams(tools, rendered);
    // The parameter sets: the finisher joins by stream copy.
    expect(composed?.extradata_hash).toBe(remotions?.extradata_hash);
    expect(composed?.codec_name).toBe(remotions?.codec_name);
  });

  it("joined to the next ones is the film in one piece, frame for frame", async () => {
    const film = scenes("Corona", "Umbra", "Totality");
    const cuts = cutTimeline(film);
    expect(cuts.map(({ durationInFrames }) => durationInFrames)).toEqual([60, 60, 60]);
    const list = path.join(folder, "segments.txt");
    const files = await Promise.all(
      cuts.map((cut, index) => compose(segmentComposition(film, cut), cut.durationInFrames, `cut-${index}`)),
    );
    writeFileSync(list, files.map((file) => `file '${file}'\n`).join(""));
    const joined = path.join(folder, "joined.mp4");
    await runFfmpeg(tools, "ffmpeg", ["-y", "-safe", "0", ...readAs(list), "-i", list, "-c", "copy", joined]);

    const pieces = await lumaOf(joined);
    const whole = await lumaOf(await compose(film, 180, "whole"));
    expect([pieces.length, whole.length]).toEqual([180, 180]);
    const nearness = whole.map((frame, index) =>
      psnr(frame, pieces[index] ?? new Uint8Array(), frame.length),
    );
    expect(Math.min(...nearness)).toBeGreaterThanOrEqual(45);
  });
});

/** Each frame's luma. */
async function lumaOf(film: string): Promise<Uint8Array[]> {
  const raw = await readRaw(tools, [...readAs(film), "-i", film, "-pix_fmt", "yuv420p"]);
  const [width, height] = small;
  const bytes = (width * height * 3) / 2;
  return Array.from({ length: raw.length / bytes }, (_, frame) =>
    raw.subarray(frame * bytes, frame * bytes + width * height),
  );
}

describe("what only a browser draws right is refused, with the reason", () => {
  const whole = { from: 0, durationInFrames: 30 } as const;
  const picture: Item = { id: "a", type: "image", assetId: "photo", ...whole };

  const refused = (composition: Composition) => compose(composition, 30, "refused");
  const withAsset = (name: string, bytes: Uint8Array): Composition => {
    writeFileSync(path.join(stills.folder, name), bytes);
    const film = filmOf(small, [picture]);
    return { ...film, assets: { photo: { id: "photo", type: "image", remoteUrl: `/assets/${name}` } } };
  };
  /** A JPEG with one more segment after its start. */
  const tagged = (marker: number, content: Buffer): Buffer => {
    const photo = readFileSync(path.join(stills.folder, "photo.jpg"));
    const head = Buffer.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff]);
    return Buffer.concat([photo.subarray(0, 2), head, content, photo.subarray(2)]);
  };

  it.each<[string, Partial<Item>]>([
    ["turned", { rotation: 15 }],
    ["a slide transition", { transitionIn: { type: "slide", durationInSeconds: 1 } }],
    ["a wipe transition", { transitionOut: { type: "wipe", durationInSeconds: 1 } }],
  ])("an item with %s", async (reason, change) => {
    const item = { ...picture, ...change } as Item;
    await expect(refused(filmOf(small, [item]))).rejects.toThrow(new RegExp(reason));
    await expect(refused(filmOf(small, [item]))).rejects.toBeInstanceOf(UnsuitedError);
  });

  it("a photo that its EXIF turns", async () => {
    // Little-endian TIFF, one entry: orientation (0x0112), short, one value: 6.
    const exif = Buffer.from(
      "457869660000" + "49492a0008000000" + "0100" + "120103000100000006000000" + "00000000",
      "hex",
    );
    await expect(refused(withAsset("turned.jpg", tagged(0xe1, exif)))).rejects.toThrow(
      "a picture that is turned",
    );
  });

  it("a photo with a colour profile of its own", async () => {
    const profile = Buffer.from("ICC_PROFILE\0\x01\x01 Display P3", "latin1");
    await expect(refused(withAsset("p3.jpg", tagged(0xe2, profile)))).rejects.toThrow("colour profile");
  });

  it("a picture that is neither JPEG nor PNG", async () => {
    await expect(refused(withAsset("moving.gif", Buffer.from("GIF89a")))).rejects.toThrow(
      "neither JPEG nor PNG",
    );
  });

  it("a picture that lies elsewhere", async () => {
    const film = filmOf(small, [picture]);
    film.assets.photo = { id: "photo", type: "image", remoteUrl: "https://example.com/a.png" };
    await expect(refused(film)).rejects.toThrow("media host");
  });
});
