import { type Canvas, glow, groundLine, px, ridge, vignette } from "../canvas.ts";
import { outdoorSky } from "../skies.ts";
import type { Backdrop } from "./backdrop.ts";

export function city(canvas: Canvas): Backdrop {
  const { light, unit, left, right, bottom, random } = canvas;
  const groundY = groundLine(canvas, 0.78);
  const tones =
    light === "day"
      ? ["#b9cfe6", "#8eaccd", "#6687ad"]
      : light === "dusk"
        ? ["#b86a86", "#7d4a7a", "#4a3160"]
        : ["#2b3a78", "#1d2858", "#131a3d"];
  const lit = light === "day" ? "#dff0ff" : "#ffd77a";
  const row = (color: string, low: number, high: number, isLit: number) => {
    let svg = "";
    for (let x = left; x < right; ) {
      const w = unit * random.between(0.09, 0.17);
      const h = unit * random.between(low, high);
      const y = groundY - h;
      svg += `<rect x="${px(x)}" y="${px(y)}" width="${px(w * 0.94)}" height="${px(h + unit * 0.1)}" rx="${px(unit * 0.006)}" fill="${color}"/>`;
      if (random.next() < 0.3)
        svg += `<rect x="${px(x + w * 0.42)}" y="${px(y - unit * 0.06)}" width="${px(unit * 0.006)}" height="${px(unit * 0.06)}" fill="${color}"/>`;
      const step = unit * 0.03;
      for (let wy = y + step * 0.8; wy < groundY - step; wy += step * 1.25) {
        for (let wx = x + step * 0.6; wx < x + w * 0.94 - step; wx += step) {
          if (random.next() < isLit)
            svg += `<rect x="${px(wx)}" y="${px(wy)}" width="${px(step * 0.5)}" height="${px(step * 0.62)}" fill="${lit}" opacity="${light === "day" ? 0.55 : 0.85}"/>`;
        }
      }
      x += w;
    }
    return svg;
  };
  const [far = "", middle = "", near = ""] = tones;
  const road = light === "day" ? ["#8d99a6", "#5b6772"] : ["#3a3550", "#17152a"];
  const street = ridge(canvas, groundY, 1, 2, [
    [0, road[0] ?? ""],
    [1, road[1] ?? ""],
  ]);
  let dashes = "";
  for (let x = left; x < right; x += unit * 0.2) {
    dashes += `<rect x="${px(x)}" y="${px((groundY + bottom) / 2)}" width="${px(unit * 0.11)}" height="${px(unit * 0.014)}" rx="3" fill="#f6e7a8" opacity=".8"/>`;
  }
  const curb = `<rect x="${px(left)}" y="${px(groundY - unit * 0.012)}" width="${px(right - left)}" height="${px(unit * 0.024)}" fill="${light === "day" ? "#c9d2da" : "#5a5478"}"/>`;
  return {
    behind: [
      ...outdoorSky(canvas, groundY),
      { depth: 0.18, motion: "still", svg: row(far, 0.3, 0.6, 0.3) },
      {
        depth: 0.3,
        motion: "still",
        svg:
          row(middle, 0.16, 0.42, 0.45) +
          glow(canvas, canvas.width / 2, groundY, canvas.width * 0.6, lit, 0.3, 0.3),
      },
      { depth: 0.42, motion: "still", svg: row(near, 0.05, 0.2, 0.5) },
      { depth: 0.62, motion: "still", svg: street + curb + dashes },
    ],
    inFront: [{ depth: 1, motion: "still", svg: vignette(canvas, "#0c1230", 0.4) }],
    groundY: groundY + unit * 0.03,
    dressing: ["deciduous-tree", "deciduous-tree", "deciduous-tree"],
    glowColor: lit,
    shadeColor: "#12162b",
    hazeColor: far,
  };
}
