import { renderAsync } from "@resvg/resvg-js";
import type { Layer, Scene } from "../scene/scene.ts";

/** Pixels as resvg gives them: RGBA, 8 bits each, alpha premultiplied. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const options = { font: { loadSystemFonts: false }, logLevel: "off" } as const;

/** One SVG document of layers, showing the given part of the scene at a scale. */
function documentOf(
  layers: readonly Layer[],
  view: { x: number; y: number; width: number; height: number },
  scale: number,
): string {
  const width = Math.max(1, Math.round(view.width * scale));
  const height = Math.max(1, Math.round(view.height * scale));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${view.x} ${view.y} ${view.width} ${view.height}" preserveAspectRatio="none">${layers.map(({ svg }) => svg).join("")}</svg>`;
}

/** The whole scene as one PNG. */
export async function drawPng(scene: Scene): Promise<Buffer> {
  const view = { x: 0, y: 0, width: scene.width, height: scene.height };
  const image = await renderAsync(documentOf(scene.layers, view, 1), options);
  return image.asPng();
}

/** Some layers alone, transparent where they do not cover. */
export async function drawLayers(
  layers: readonly Layer[],
  view: { x: number; y: number; width: number; height: number },
  scale: number,
): Promise<Pixels> {
  const image = await renderAsync(documentOf(layers, view, scale), options);
  return { width: image.width, height: image.height, data: image.pixels };
}
