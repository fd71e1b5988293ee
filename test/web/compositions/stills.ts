import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  openBrowser,
  type RenderMediaOptions,
  renderMedia,
  renderStill,
  selectComposition,
} from "@remotion/renderer";
import type { VideoConfig } from "remotion";
import { atlasSheet } from "../../../core/contract/atlas.ts";
import type { Composition } from "../../../core/contract/composition.ts";
import type { AtlasDrawer } from "../../../core/ports/atlas-drawer.ts";
import { findChromium } from "../../../local/services/remotion/chromium.ts";
import { writeGreyClip } from "../../core/adapters/ffmpeg/grey-clip.ts";
import { ffmpegDirectory } from "../../ffmpeg-directory.ts";
import { startMediaHost } from "./media-host.ts";
import { badge, picture, writePhoto } from "./pictures.ts";

const cache = path.resolve(import.meta.dirname, "../../../node_modules/.cache/reelwright-remotion");

/** A frame's pixels, three bytes each: red, green, blue. */
export interface Still {
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;
}

export interface Stills {
  /** Draws one frame of a film; its pictures are `/assets/dark.png`, `light.png`, `large.png`, `photo.jpg`, and `badge.png` with transparent parts, its clip (3 s at 30 fps, see greyOf) `/assets/clip.mp4`. */
  draw(composition: Composition, frame: number, scale?: number): Promise<Still>;
  /** Draws one frame. @returns a PNG, there until the next one is drawn */
  png(composition: Composition, frame: number, scale: number): Promise<string>;
  /** Writes one frame as a JPEG, so large that its longer side has so many pixels. */
  save(composition: Composition, frame: number, longerSide: number, file: string): Promise<void>;
  /** Renders a muted film of its own. @param settings Remotion's own defaults otherwise */
  render(composition: Composition, output: string, settings?: Partial<RenderMediaOptions>): Promise<void>;
  /** Draws atlases as Remotion's function does. */
  readonly atlas: AtlasDrawer;
  /** What `/assets/` is. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Draws the pictures and the clip that the films of the tests show. @returns their folder */
export async function drawMedia(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "stills-"));
  writeFileSync(path.join(folder, "dark.png"), picture());
  writeFileSync(path.join(folder, "light.png"), picture({ light: true }));
  writeFileSync(path.join(folder, "large.png"), picture({ width: 4400, height: 3300 }));
  writeFileSync(path.join(folder, "badge.png"), badge());
  await writePhoto(path.join(folder, "light.png"), path.join(folder, "photo.jpg"));
  await writeGreyClip(path.join(folder, "clip.mp4"), 90, 30);
  return folder;
}

/** A browser with the site open, as Remotion's function has it. @param media its folder; kept @default drawn, and removed in the end */
export async function openStills(media?: string): Promise<Stills> {
  const folder = media ?? (await drawMedia());
  const host = await startMediaHost(folder);
  const chromium = await findChromium(cache);
  Object.assign(process.env, chromium.environment);
  const browserExecutable = chromium.executablePath;
  const browser = await openBrowser("chrome", {
    browserExecutable,
    chromeMode: "headless-shell",
    chromiumOptions: { gl: null },
  });
  const site = {
    serveUrl: `${host.baseUrl}${host.sitePath}`,
    puppeteerInstance: browser,
    browserExecutable,
    chromeMode: "headless-shell" as const,
    logLevel: "error" as const,
  };
  const films = new WeakMap<Composition, VideoConfig>();
  const png = async (composition: Composition, frame: number, scale: number) => {
    const inputProps = { composition, mediaBaseUrl: host.baseUrl };
    const film = await (films.get(composition) ?? selectComposition({ ...site, id: "Film", inputProps }));
    films.set(composition, film);
    const output = path.join(folder, "still.png");
    await renderStill({ ...site, composition: film, inputProps, frame, scale, output });
    return output;
  };
  return {
    png,
    async render(composition, outputLocation, settings = {}) {
      const inputProps = { composition, mediaBaseUrl: host.baseUrl };
      const film = await selectComposition({ ...site, id: "Film", inputProps });
      const media = { ...site, composition: film, inputProps, outputLocation, muted: true, licenseKey: null };
      await renderMedia({ codec: "h264", ...media, ...settings });
    },
    async draw(composition, frame, scale = 0.5) {
      const rgb = pixelsOf(await png(composition, frame, scale));
      const { compositionWidth, compositionHeight } = composition;
      return {
        width: Math.round(compositionWidth * scale),
        height: Math.round(compositionHeight * scale),
        rgb,
      };
    },
    async save(composition, frame, longerSide, output) {
      const inputProps = { composition, mediaBaseUrl: host.baseUrl };
      const film = await selectComposition({ ...site, id: "Film", inputProps });
      const scale = longerSide / Math.max(film.width, film.height);
      const image = { imageFormat: "jpeg", jpegQuality: 82 } as const;
      await renderStill({ ...site, ...image, composition: film, inputProps, frame, scale, output });
    },
    folder,
    atlas: {
      async draw({ composition, scale }) {
        const inputProps = { composition, mediaBaseUrl: host.baseUrl, scale };
        const atlas = await selectComposition({ ...site, id: "Atlas", inputProps });
        let sheet: unknown;
        const { buffer } = await renderStill({
          ...site,
          composition: atlas,
          inputProps,
          scale,
          output: null,
          onArtifact: ({ content }) => {
            sheet = JSON.parse(String(content));
          },
        });
        if (!buffer) throw new Error("Remotion gave no picture.");
        return { png: buffer, sheet: atlasSheet.parse(sheet) };
      },
    },
    async close() {
      await browser.close({ silent: true });
      host.close();
      if (media === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function pixelsOf(file: string): Buffer {
  const { stdout, status, stderr } = spawnSync(
    path.join(ffmpegDirectory, "ffmpeg"),
    [
      "-v",
      "error",
      "-f",
      "image2",
      "-i",
      file,
      "-f",
      "image2pipe",
      "-c:v",
      "rawvideo",
      "-pix_fmt",
      "rgb24",
      "-",
    ],
    { maxBuffer: 64 * 1024 * 1024, env: { LD_LIBRARY_PATH: ffmpegDirectory } },
  );
  if (status !== 0) throw new Error(`ffmpeg cannot read the still: ${stderr.toString()}`);
  return stdout;
}

export type Rgb = readonly [red: number, green: number, blue: number];

/** The smallest box around all pixels that `matches`; undefined when there is none. Right and bottom are inclusive. */
export function boxOf({ width, rgb }: Still, matches: (color: Rgb) => boolean) {
  let box: { left: number; top: number; right: number; bottom: number; count: number } | undefined;
  for (let at = 0; at < rgb.length; at += 3) {
    if (!matches([rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0])) continue;
    const x = (at / 3) % width;
    const y = Math.floor(at / 3 / width);
    box = {
      left: Math.min(box?.left ?? x, x),
      top: Math.min(box?.top ?? y, y),
      right: Math.max(box?.right ?? x, x),
      bottom: Math.max(box?.bottom ?? y, y),
      count: (box?.count ?? 0) + 1,
    };
  }
  return box;
}

/** Mean difference of the two stills' bytes, 0–255. */
export function difference(a: Still, b: Still): number {
  let sum = 0;
  for (let at = 0; at < a.rgb.length; at += 1) sum += Math.abs((a.rgb[at] ?? 0) - (b.rgb[at] ?? 0));
  return sum / a.rgb.length;
}

/** How much the bytes of a still vary; 0 for one colour all over. */
export function variation({ rgb }: Still): number {
  const mean = rgb.reduce((sum, value) => sum + value, 0) / rgb.length;
  return Math.sqrt(rgb.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rgb.length);
}
