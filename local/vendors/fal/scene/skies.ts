import type { Light } from "../words/settings.ts";
import { type Canvas, fillDown, glow, puff, px, strew } from "./canvas.ts";
import type { Layer } from "./scene.ts";

const skies: Readonly<Record<Light, readonly (readonly [high: string, middle: string, low: string])[]>> = {
  day: [
    ["#3f9bf0", "#9fd6ff", "#eaf7ff"],
    ["#2fa9dc", "#a5e3ef", "#fbf6df"],
    ["#5a8cf2", "#b9d2ff", "#f5f0ff"],
  ],
  dusk: [
    ["#3a2b78", "#e0607e", "#ffc27a"],
    ["#27407f", "#f08a6e", "#ffe09a"],
    ["#4b2a6e", "#f2716b", "#ffd9a0"],
  ],
  night: [
    ["#060a24", "#152560", "#3f5aa6"],
    ["#0a0b2e", "#28235f", "#5b4d9c"],
    ["#04101f", "#0f2f52", "#2f6c8f"],
  ],
};

/** Tiny stars, a few of them bright. */
export function stars(canvas: Canvas, count: number, toY: number): string {
  const { top, unit } = canvas;
  return strew(canvas, count, { fromY: top, toY }, (x, y, random) => {
    const brightness = random.next();
    const radius = unit * (0.0007 + 0.0022 * brightness ** 4);
    const color = random.oneOf(["#ffffff", "#fff3d6", "#d6e6ff", "#ffffff"]);
    const dot = `<circle cx="${px(x)}" cy="${px(y)}" r="${Math.max(0.5, radius).toFixed(2)}" fill="${color}" opacity="${(0.35 + 0.65 * brightness).toFixed(2)}"/>`;
    if (brightness < 0.965) return dot;
    const arm = unit * 0.012;
    return `${glow(canvas, x, y, unit * 0.018, color, 0.7)}<path d="M${px(x - arm)} ${px(y)}L${px(x)} ${px(y - 1.2)}L${px(x + arm)} ${px(y)}L${px(x)} ${px(y + 1.2)}ZM${px(x)} ${px(y - arm)}L${px(x - 1.2)} ${px(y)}L${px(x)} ${px(y + arm)}L${px(x + 1.2)} ${px(y)}Z" fill="${color}"/>`;
  });
}

/** The sky of an outdoor scene down to the horizon, with its light; clouds drift on their own layer. */
export function outdoorSky(canvas: Canvas, horizonY: number): Layer[] {
  const { width, height, unit, random, light, weather } = canvas;
  const [high, middle, low] = random.oneOf(skies[light]);
  const share = horizonY / height;
  let svg = fillDown(canvas, [
    [0, high],
    [share * 0.6, middle],
    [share, low],
    [1, low],
  ]);
  const sunX = width * random.oneOf([0.18, 0.8, 0.86]);
  const clouds: string[] = [];
  if (light === "night") svg += stars(canvas, Math.round(width * height * 0.00022), horizonY);
  else if (light === "dusk") {
    svg +=
      glow(canvas, sunX, horizonY, unit * 0.75, "#fff0b8", 0.85) +
      glow(canvas, sunX, horizonY - unit * 0.03, unit * 0.14, "#fffbe6", 1);
  } else svg += glow(canvas, sunX, height * 0.1, unit * 0.6, "#fffbe0", 0.8);
  const [white, shade, opacity] =
    light === "day"
      ? ["#ffffff", "#d4e6f7", 0.95]
      : light === "dusk"
        ? ["#ffd3b0", "#d9788a", 0.75]
        : ["#52659f", "#2c3c74", 0.5];
  const isGrey = weather === "rain" && light === "day";
  const count = isGrey ? 8 : 4 + Math.floor(random.next() * 3);
  for (let i = 0; i < count; i += 1) {
    const y = random.between(height * 0.07, horizonY * 0.62);
    const size = unit * random.between(0.12, 0.24) * (1.3 - (0.8 * y) / horizonY);
    const x = (width * (i + random.between(0.1, 0.9))) / count;
    clouds.push(puff(canvas, x, y, size, isGrey ? "#c9d3dd" : white, isGrey ? "#93a3b3" : shade, opacity));
  }
  if (isGrey)
    svg += fillDown(canvas, [
      [0, "#5c6f82", 0.75],
      [share, "#a9bac6", 0.6],
      [1, "#a9bac6", 0.5],
    ]);
  return [
    { depth: 0, motion: "still", svg },
    { depth: 0.12, motion: "drift", svg: clouds.join("") },
  ];
}

/** Curtains of northern light. */
export function aurora(canvas: Canvas, horizonY: number): Layer {
  const { left, right, random, height } = canvas;
  const curtains = ["#4dffb0", "#3ad6c8", "#8a6bff"].map((color, place) => {
    const id = canvas.id();
    const base = horizonY * random.between(0.42, 0.66);
    const tall = height * random.between(0.22, 0.36);
    const swing = height * 0.07;
    const points = [0, 1, 2, 3, 4, 5, 6].map((step) => ({
      x: left + ((right - left) * step) / 6,
      y: base + (step % 2 === 0 ? -swing : swing) * random.between(0.4, 1),
    }));
    const along = (list: typeof points, lift: number) =>
      list
        .slice(1)
        .map((to, step) => {
          const from = list[step] ?? to;
          const middle = px((from.x + to.x) / 2);
          return `C${middle} ${px(from.y - lift)} ${middle} ${px(to.y - lift)} ${px(to.x)} ${px(to.y - lift)}`;
        })
        .join("");
    const [first = { x: 0, y: 0 }] = points;
    const back = [...points].reverse();
    const [end = first] = back;
    const path = `M${px(first.x)} ${px(first.y)}${along(points, 0)}L${px(end.x)} ${px(end.y - tall)}${along(back, tall)}Z`;
    return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${color}" stop-opacity="0"/><stop offset=".8" stop-color="${color}" stop-opacity="${0.5 - place * 0.1}"/><stop offset="1" stop-color="${color}" stop-opacity="0"/></linearGradient><path d="${path}" fill="url(#${id})"/>`;
  });
  return { depth: 0.1, motion: "sway", svg: curtains.join("") };
}

/** Rain or snow over everything, when the words say so. */
export function falling(canvas: Canvas): Layer[] {
  const { weather, top, bottom, unit } = canvas;
  if (weather === "clear") return [];
  const svg = strew(canvas, weather === "rain" ? 170 : 120, { fromY: top, toY: bottom }, (x, y, random) => {
    if (weather === "snow") {
      return `<circle cx="${px(x)}" cy="${px(y)}" r="${px(unit * random.between(0.002, 0.008))}" fill="#fff" opacity="${random.between(0.5, 0.95).toFixed(2)}"/>`;
    }
    const length = unit * random.between(0.03, 0.06);
    return `<path d="M${px(x)} ${px(y)}l${px(-length * 0.22)} ${px(length)}" stroke="#dcecff" stroke-width="${px(unit * 0.0022)}" stroke-linecap="round" opacity="${random.between(0.25, 0.6).toFixed(2)}"/>`;
  });
  return [{ depth: 0.9, motion: "fall", svg }];
}
