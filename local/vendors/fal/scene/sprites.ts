import type { Backdrop } from "./backdrops/backdrop.ts";
import { type Canvas, glow, px } from "./canvas.ts";
import { bodyOf, inkOf } from "./measure.ts";
import type { Layer } from "./scene.ts";

export interface Sprite {
  /** The middle of what floats, or the point of the ground under what stands, in pixels. */
  readonly x: number;
  readonly y: number;
  /** Of the ink's longer side, in pixels. */
  readonly size: number;
  readonly depth: number;
  readonly isMirrored: boolean;
  /** Paler, as things far away are. */
  readonly isFar?: boolean;
}

/** An illustration scaled so that its ink (not its 128 × 128 square) has the wanted size. */
function drawn(icon: string, sprite: Sprite, anchor: "middle" | "foot") {
  const ink = inkOf(icon);
  const scale = sprite.size / Math.max(ink.width, ink.height);
  const middleX = ink.x + ink.width / 2;
  const anchorY = anchor === "foot" ? ink.y + ink.height : ink.y + ink.height / 2;
  const flip = sprite.isMirrored && isMirrorable(icon) ? -1 : 1;
  const svg = `<g transform="translate(${px(sprite.x)} ${px(sprite.y)}) scale(${(flip * scale).toFixed(4)} ${scale.toFixed(4)}) translate(${px(-middleX)} ${px(-anchorY)})"${sprite.isFar ? ' opacity=".88"' : ""}>${bodyOf(icon)}</g>`;
  const width = ink.width * scale;
  const height = ink.height * scale;
  const top = anchor === "foot" ? sprite.y - height : sprite.y - height / 2;
  return { svg, width, height, top };
}

/** Letters, clocks and maps read wrong in a mirror. */
function isMirrorable(icon: string): boolean {
  return !/book|clock|watch|map|calendar|chart|keyboard|laptop|computer|newspaper|scroll|globe|hospital|bank|school|store|money|coin|ballot|abacus|musical/.test(
    icon,
  );
}

const luminous: Readonly<Record<string, string>> = {
  sun: "#ffd86b",
  "own:solar-eclipse": "#ffcf8a",
  "own:lunar-eclipse": "#ff8a5a",
  "own:black-hole": "#ff9a4a",
  fire: "#ffb347",
  "glowing-star": "#fff0a8",
  star: "#ffe98a",
  "light-bulb": "#fff3a8",
  "full-moon": "#fff1cf",
  "globe-showing-americas": "#7fc4ff",
  "globe-showing-europe-africa": "#7fc4ff",
};

/** A thing in the air, with light around it. */
export function floatingSprite(canvas: Canvas, backdrop: Backdrop, icon: string, sprite: Sprite): Layer {
  const { svg, width, height, top } = drawn(icon, sprite, "middle");
  const own = luminous[icon];
  const radius = sprite.size * (own ? 0.95 : 0.72);
  const halo = glow(canvas, sprite.x, sprite.y, radius, own ?? backdrop.glowColor, own ? 0.6 : 0.5);
  return {
    depth: sprite.depth,
    motion: "bob",
    phase: canvas.random.next(),
    svg: halo + svg,
    box: around(
      sprite.x,
      sprite.x,
      top,
      top + height,
      Math.max(radius, width / 2),
      Math.max(0, radius - height / 2),
    ),
  };
}

/** A thing on the ground, with its shade beneath. */
export function standingSprite(canvas: Canvas, backdrop: Backdrop, icon: string, sprite: Sprite): Layer {
  const { svg, width, height, top } = drawn(icon, sprite, "foot");
  const reach = width * 0.62;
  const foot = sprite.y - height * 0.015;
  const shade =
    glow(canvas, sprite.x, foot, reach, backdrop.shadeColor, sprite.isFar ? 0.35 : 0.55, 0.17) +
    glow(canvas, sprite.x, foot, reach * 0.66, backdrop.shadeColor, 0.45, 0.13);
  const halo = luminous[icon]
    ? glow(canvas, sprite.x, top + height / 2, sprite.size * 0.8, luminous[icon], 0.5)
    : "";
  return {
    depth: sprite.depth,
    motion: "still",
    svg: halo + shade + svg,
    box: around(
      sprite.x,
      sprite.x,
      top,
      sprite.y,
      Math.max(reach, width / 2, halo ? sprite.size * 0.8 : 0),
      Math.max(reach * 0.2, halo ? sprite.size * 0.4 : 0),
    ),
  };
}

function around(fromX: number, toX: number, fromY: number, toY: number, padX: number, padY: number) {
  return {
    x: fromX - padX - 2,
    y: fromY - padY - 2,
    width: toX - fromX + 2 * padX + 4,
    height: toY - fromY + 2 * padY + 4,
  };
}
