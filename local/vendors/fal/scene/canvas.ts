import type { Light, Weather } from "../words/settings.ts";
import type { Random } from "./random.ts";
import { MARGIN } from "./scene.ts";

/** What a backdrop is painted on, and small strokes that all of them share. Distances are in pixels. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** The shorter side: sizes are shares of it, so that they look alike in every aspect ratio. */
  readonly unit: number;
  readonly random: Random;
  readonly light: Light;
  readonly weather: Weather;
  /** A new id, unique in this scene. */
  id(): string;
  /** The frame and its margin. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function createCanvas(
  frame: { width: number; height: number },
  random: Random,
  light: Light,
  weather: Weather,
): Canvas {
  const { width, height } = frame;
  let ids = 0;
  return {
    width,
    height,
    unit: Math.min(width, height),
    random,
    light,
    weather,
    id: () => {
      ids += 1;
      return `g${ids}`;
    },
    left: -width * MARGIN,
    right: width * (1 + MARGIN),
    top: -height * MARGIN,
    bottom: height * (1 + MARGIN),
  };
}

/** Where the ground begins, in pixels: at that share of a wide frame's height, higher in a tall one, which would be all sky otherwise. */
export function groundLine({ width, height }: Canvas, share: number): number {
  return height * (width < height * 0.9 ? share - 0.08 : share);
}

/** A number for an SVG attribute: a tenth of a pixel is enough, and keeps documents small. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A colour, from 0 to 1, and how opaque it is there. */
export type Stop = readonly [offset: number, color: string, opacity?: number];

function stops(list: readonly Stop[]): string {
  return list
    .map(
      ([offset, color, opacity]) =>
        `<stop offset="${offset}" stop-color="${color}"${opacity === undefined ? "" : ` stop-opacity="${opacity}"`}/>`,
    )
    .join("");
}

/** The whole frame with its margin, filled from top to bottom. */
export function fillDown(canvas: Canvas, list: readonly Stop[]): string {
  const id = canvas.id();
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops(list)}</linearGradient>${coverWith(canvas, `url(#${id})`)}`;
}

export function coverWith({ left, top, right, bottom }: Canvas, fill: string, opacity = 1): string {
  return `<rect x="${px(left)}" y="${px(top)}" width="${px(right - left)}" height="${px(bottom - top)}" fill="${fill}" opacity="${opacity}"/>`;
}

/** A round soft light (or shade) that fades to nothing at `radius`. */
export function glow(
  canvas: Canvas,
  x: number,
  y: number,
  radius: number,
  color: string,
  opacity: number,
  flatness = 1,
): string {
  const id = canvas.id();
  const fade = stops([
    [0, color, opacity],
    [0.35, color, opacity * 0.62],
    [0.7, color, opacity * 0.18],
    [1, color, 0],
  ]);
  return `<radialGradient id="${id}">${fade}</radialGradient><ellipse cx="${px(x)}" cy="${px(y)}" rx="${px(radius)}" ry="${px(radius * flatness)}" fill="url(#${id})"/>`;
}

/** A smooth ridge across the frame, filled to the bottom. `roughness` 0 is a line, 1 has peaks of about `height`. */
export function ridge(
  canvas: Canvas,
  y: number,
  height: number,
  waves: number,
  list: readonly Stop[],
  sharp = false,
): string {
  const { left, right, bottom, random } = canvas;
  const points: [number, number][] = [];
  for (let i = 0; i <= waves; i += 1) {
    const x = left + ((right - left) * i) / waves;
    const lift = sharp
      ? i % 2 === 0
        ? random.between(0, 0.25)
        : random.between(0.6, 1)
      : random.between(0, 1);
    points.push([x, y - lift * height]);
  }
  const [first] = points;
  if (!first) throw new RangeError("a ridge needs points");
  let path = `M${px(left)} ${px(bottom)}L${px(first[0])} ${px(first[1])}`;
  for (let i = 1; i < points.length; i += 1) {
    const [fromX = 0, fromY = 0] = points[i - 1] ?? [];
    const [toX = 0, toY = 0] = points[i] ?? [];
    const middle = (fromX + toX) / 2;
    path += sharp
      ? `L${px(toX)} ${px(toY)}`
      : `C${px(middle)} ${px(fromY)} ${px(middle)} ${px(toY)} ${px(toX)} ${px(toY)}`;
  }
  const id = canvas.id();
  return `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="0" y1="${px(y - height)}" x2="0" y2="${px(bottom)}">${stops(list)}</linearGradient><path d="${path}L${px(right)} ${px(bottom)}Z" fill="url(#${id})"/>`;
}

/** A heap of circles with a flat bottom: a cloud, or a bush. */
export function puff(
  canvas: Canvas,
  x: number,
  y: number,
  size: number,
  color: string,
  shade: string,
  opacity: number,
): string {
  const { random } = canvas;
  const id = canvas.id();
  const parts = [-0.62, -0.28, 0.1, 0.45].map((offset) => {
    const radius = size * random.between(0.2, 0.3) * (1.25 - Math.abs(offset));
    return `<circle cx="${px(x + offset * size)}" cy="${px(y - radius * 0.75)}" r="${px(radius)}"/>`;
  });
  const base = `<rect x="${px(x - size * 0.85)}" y="${px(y - size * 0.2)}" width="${px(size * 1.55)}" height="${px(size * 0.2)}" rx="${px(size * 0.1)}"/>`;
  return `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="${px(y - size * 0.5)}" y2="${px(y)}">${stops(
    [
      [0.1, color],
      [1, shade],
    ],
  )}</linearGradient><g fill="url(#${id})" opacity="${opacity}">${parts.join("")}${base}</g>`;
}

/** Small round things strewn over a part of the frame. */
export function strew(
  canvas: Canvas,
  count: number,
  area: { fromY: number; toY: number },
  draw: (x: number, y: number, random: Random) => string,
): string {
  const { left, right, random } = canvas;
  let svg = "";
  for (let i = 0; i < count; i += 1)
    svg += draw(random.between(left, right), random.between(area.fromY, area.toY), random);
  return svg;
}

/** Shafts of light that fan out from a point. */
export function rays(
  canvas: Canvas,
  x: number,
  y: number,
  length: number,
  color: string,
  opacity: number,
  spread: [number, number],
): string {
  const { random } = canvas;
  const id = canvas.id();
  let path = "";
  for (let i = 0; i < 14; i += 1) {
    const angle = random.between(spread[0], spread[1]);
    const half = random.between(0.02, 0.09);
    const corner = (turn: number) =>
      `${px(x + Math.cos(angle + turn) * length)} ${px(y + Math.sin(angle + turn) * length)}`;
    path += `<path d="M${px(x)} ${px(y)}L${corner(-half)}L${corner(half)}Z"/>`;
  }
  const fade = stops([
    [0, color, opacity],
    [0.5, color, opacity * 0.5],
    [1, color, 0],
  ]);
  return `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="${px(x)}" cy="${px(y)}" r="${px(length)}">${fade}</radialGradient><g fill="url(#${id})">${path}</g>`;
}

/** Darker corners, which hold the eye in the frame. */
export function vignette(canvas: Canvas, color: string, opacity: number): string {
  const id = canvas.id();
  const { width, height } = canvas;
  const fade = stops([
    [0.55, color, 0],
    [1, color, opacity],
  ]);
  return `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="${px(width / 2)}" cy="${px(height * 0.47)}" r="${px(Math.hypot(width, height) * 0.58)}">${fade}</radialGradient>${coverWith(canvas, `url(#${id})`)}`;
}
