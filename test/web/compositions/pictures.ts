import { Resvg } from "@resvg/resvg-js";
import { runFfmpeg } from "../../../core/adapters/ffmpeg/run-ffmpeg.ts";
import { ffmpegDirectory } from "../../ffmpeg-directory.ts";

/** A landscape with a disc at 66% / 35%; `light` for a pale sky, on which white type is hardest to read. */
export function picture({ light = false, width = 1600, height = 1200 } = {}): Uint8Array {
  const [top, bottom, disc] = light ? ["#dff3ff", "#ffffff", "#ffe9a8"] : ["#0b1d3a", "#e27d60", "#ffd27f"];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1600 1200" preserveAspectRatio="none">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient></defs>
    <rect width="1600" height="1200" fill="url(#sky)"/><circle cx="1050" cy="420" r="190" fill="${disc}"/>
    <path d="M0 900 Q400 700 800 880 T1600 820 V1200 H0Z" fill="#ffffff" opacity=".55"/>
    <path d="M0 1000 Q500 850 900 1000 T1600 960 V1200 H0Z" fill="#20304a" opacity=".6"/></svg>`;
  return new Resvg(svg).render().asPng();
}

/** A ring, half transparent inside and transparent around. */
export function badge(): Uint8Array {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900" viewBox="0 0 900 900">
    <circle cx="450" cy="450" r="400" fill="#ffd27f" fill-opacity=".5" stroke="#b3261e" stroke-width="60"/></svg>`;
  return new Resvg(svg).render().asPng();
}

/** A PNG as a camera would have kept it: JPEG, full range. */
export async function writePhoto(png: string, file: string): Promise<void> {
  await runFfmpeg({ directory: ffmpegDirectory }, "ffmpeg", [
    ...["-v", "error", "-y", "-f", "image2", "-i", png, "-pix_fmt", "yuvj420p", "-q:v", "3"],
    ...["-f", "image2", "-update", "1", file],
  ]);
}
