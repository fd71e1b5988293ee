import type { Reading } from "../words/read-prompt.ts";
import type { Backdrop } from "./backdrops/backdrop.ts";
import { type Canvas, coverWith, createCanvas, fillDown, px, strew, vignette } from "./canvas.ts";
import { isAirborne, skyPlaces, standingPlaces } from "./places.ts";
import { createRandom } from "./random.ts";
import type { Layer, Scene } from "./scene.ts";
import { falling, stars } from "./skies.ts";
import { floatingSprite, standingSprite } from "./sprites.ts";

/** A picture as a layer that fills the frame and reaches `margin` (a share of its size) beyond it on each side. */
export function pictureLayer(width: number, height: number, png: Uint8Array, margin = 0): Layer {
  const href = `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
  const size = `x="${px(-width * margin)}" y="${px(-height * margin)}" width="${px(width * (1 + 2 * margin))}" height="${px(height * (1 + 2 * margin))}"`;
  return { depth: 0.5, motion: "still", svg: `<image ${size} preserveAspectRatio="none" href="${href}"/>` };
}

const tints: readonly (readonly [RegExp, string])[] = [
  [/\b(red|rojo|roja)\b|빨간|붉은/, "#d83030"],
  [/\b(blue|azul)\b|파란|푸른/, "#2f6fe0"],
  [/\b(green|verde)\b|초록|녹색/, "#2f9f50"],
  [/\b(purple|violet|morado|violeta)\b|보라/, "#8a3fd0"],
  [/\b(warm|orange|golden|calido|dorado|naranja)\b|따뜻|금빛|주황/, "#ff9a3a"],
  [/\b(pink|rosa)\b|분홍/, "#ff7ab0"],
];

/**
 * A picture changed as a prompt says: another time of day, weather, a tint, and the things it names put into it.
 * When it names nothing that can be drawn, the picture is graded, so that an edit never returns its input.
 */
export function retouchScene(request: {
  picture: Layer;
  width: number;
  height: number;
  prompt: string;
  reading: Reading;
  key: string;
}): Scene {
  const { width, height, reading, prompt } = request;
  const canvas = createCanvas({ width, height }, createRandom(request.key), reading.light, reading.weather);
  const tint = tints.find(([pattern]) => pattern.test(prompt.toLowerCase()))?.[1];
  const layers: Layer[] = [request.picture, { depth: 0.5, motion: "still", svg: grade(canvas, tint) }];
  const backdrop: Backdrop = {
    behind: [],
    inFront: [],
    dressing: [],
    glowColor: "#fffbe6",
    shadeColor: "#101018",
    hazeColor: "#ffffff",
  };
  const flying = reading.subjects.filter((subject) => isAirborne(subject, reading.setting)).slice(0, 3);
  const standing = reading.subjects.filter((subject) => !isAirborne(subject, reading.setting)).slice(0, 3);
  skyPlaces(flying.length, width / height).forEach((place, order) => {
    const subject = flying[order];
    if (!subject) return;
    layers.push(
      floatingSprite(canvas, backdrop, subject.icon, {
        x: place.x * width,
        y: place.y * height,
        size: place.size * canvas.unit,
        depth: 0.6,
        isMirrored: false,
      }),
    );
  });
  // What is added stands beside the middle, where the picture's own subject is likely to be.
  standingPlaces(3, width / height)
    .slice(1)
    .concat(standingPlaces(1, 2))
    .slice(0, standing.length)
    .forEach((place, order) => {
      const subject = standing[order];
      if (!subject) return;
      layers.push(
        standingSprite(canvas, backdrop, subject.icon, {
          x: place.x * width,
          y: height * 0.9,
          size: place.size * canvas.unit * 0.9,
          depth: 0.8,
          isMirrored: place.x < 0.5,
        }),
      );
    });
  return {
    width,
    height,
    layers: [
      ...layers,
      ...falling(canvas),
      { depth: 1, motion: "still", svg: vignette(canvas, "#101020", 0.35) },
    ],
  };
}

function grade(canvas: Canvas, tint: string | undefined): string {
  const color = tint ? coverWith(canvas, tint, 0.28) : "";
  if (canvas.light === "night")
    return `${coverWith(canvas, "#0a1238", 0.62)}${stars(canvas, 160, canvas.height * 0.45)}${color}`;
  if (canvas.light === "dusk")
    return (
      fillDown(canvas, [
        [0, "#5a2b7a", 0.38],
        [0.6, "#ff8a4a", 0.34],
        [1, "#3a1c3f", 0.4],
      ]) + color
    );
  return (
    color ||
    fillDown(canvas, [
      [0, "#fff2cf", 0.16],
      [1, "#27406f", 0.2],
    ])
  );
}

/** Motes of light, which make a still picture breathe. */
export function motes(width: number, height: number, key: string): Layer[] {
  const canvas = createCanvas({ width, height }, createRandom(key), "day", "clear");
  const svg = strew(
    canvas,
    60,
    { fromY: canvas.top, toY: canvas.bottom },
    (x, y, random) =>
      `<circle cx="${px(x)}" cy="${px(y)}" r="${px(canvas.unit * random.between(0.0015, 0.006))}" fill="#fff" opacity="${random.between(0.15, 0.5).toFixed(2)}"/>`,
  );
  return [{ depth: 0.8, motion: "rise", svg }];
}
