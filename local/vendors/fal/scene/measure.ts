import { Resvg } from "@resvg/resvg-js";
import { iconBody } from "../words/illustrations.ts";
import { ownBody } from "./own-illustrations.ts";
import type { Box } from "./scene.ts";

/** The SVG of an illustration, on 128 × 128, whoever drew it. @throws Error for an unknown name */
export function bodyOf(icon: string): string {
  return icon.startsWith("own:") ? ownBody(icon) : iconBody(icon);
}

const inks = new Map<string, Box>();

/** The part of the 128 × 128 square that an illustration really covers: a cat's feet are not always at 128. */
export function inkOf(icon: string): Box {
  const known = inks.get(icon);
  if (known) return known;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128" viewBox="0 0 128 128">${bodyOf(icon)}</svg>`;
  const box = new Resvg(svg, { font: { loadSystemFonts: false } }).getBBox();
  const x = Math.max(0, box?.x ?? 0);
  const y = Math.max(0, box?.y ?? 0);
  const ink = {
    x,
    y,
    width: Math.min(128 - x, box?.width ?? 128),
    height: Math.min(128 - y, box?.height ?? 128),
  };
  inks.set(icon, ink);
  return ink;
}
