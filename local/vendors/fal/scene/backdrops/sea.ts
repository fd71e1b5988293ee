import { type Canvas, glow, groundLine, px, ridge, strew, vignette } from "../canvas.ts";
import { outdoorSky } from "../skies.ts";
import type { Backdrop } from "./backdrop.ts";

export function sea(canvas: Canvas): Backdrop {
  const { height, width, light, unit, left, right, bottom } = canvas;
  const groundY = groundLine(canvas, 0.7);
  const horizonY = groundY - Math.min(unit * 0.16, height * 0.14);
  const [far, near, deep, foam] =
    light === "day"
      ? ["#7fd3ea", "#2a9fd0", "#12659c", "#e9fbff"]
      : light === "dusk"
        ? ["#f2a27c", "#8a5a8c", "#35335f", "#ffe2c0"]
        : ["#36599c", "#1b3a70", "#0a1a3d", "#9cc0ff"];
  const water = `<rect x="${px(left)}" y="${px(horizonY)}" width="${px(right - left)}" height="${px(bottom - horizonY)}" fill="${near}"/>`;
  const band = (y: number, swell: number, top: string, low: string) =>
    ridge(canvas, y, swell, 14, [
      [0, top],
      [1, low],
    ]);
  const glints = strew(canvas, 80, { fromY: horizonY + unit * 0.015, toY: height * 0.95 }, (x, y, random) => {
    const length = unit * random.between(0.015, 0.06) * (0.4 + (y - horizonY) / (height - horizonY));
    return `<rect x="${px(x)}" y="${px(y)}" width="${px(length)}" height="${px(Math.max(1, length * 0.06))}" rx="${px(length * 0.03)}" fill="${foam}" opacity="${random.between(0.2, 0.65).toFixed(2)}"/>`;
  });
  return {
    behind: [
      ...outdoorSky(canvas, horizonY),
      {
        depth: 0.15,
        motion: "still",
        svg: water + glow(canvas, width * 0.5, horizonY, width * 0.6, foam, 0.5, 0.16),
      },
      { depth: 0.3, motion: "sway", phase: 0.2, svg: band(horizonY + unit * 0.05, unit * 0.014, far, near) },
      { depth: 0.48, motion: "sway", phase: 0.6, svg: band(groundY, unit * 0.022, near, deep) + glints },
    ],
    inFront: [
      { depth: 0.85, motion: "sway", phase: 0.9, svg: band(height * 0.86, unit * 0.035, near, deep) },
      { depth: 1, motion: "still", svg: vignette(canvas, deep, 0.4) },
    ],
    groundY: groundY + unit * 0.03,
    dressing: ["sailboat"],
    glowColor: "#fffbe0",
    shadeColor: deep,
    hazeColor: far,
  };
}
