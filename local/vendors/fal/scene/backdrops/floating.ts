import { type Canvas, fillDown, glow, px, rays, ridge, strew, vignette } from "../canvas.ts";
import { stars } from "../skies.ts";
import type { Backdrop } from "./backdrop.ts";

export function space(canvas: Canvas): Backdrop {
  const { width, height, unit, random, bottom } = canvas;
  const [deep, middle, one, two] = random.oneOf([
    ["#050818", "#141b4d", "#6a3fd0", "#2f8fe0"],
    ["#080612", "#2a1248", "#d0408f", "#5a4fe0"],
    ["#03101a", "#0a2f4a", "#1fa7a0", "#4a63e0"],
    ["#0a0716", "#241a52", "#e07a3f", "#7a3fd0"],
  ] as const);
  let nebula = "";
  for (let i = 0; i < 7; i += 1) {
    nebula += glow(
      canvas,
      width * random.between(0, 1),
      height * random.between(0, 1),
      unit * random.between(0.3, 0.7),
      i % 2 === 0 ? one : two,
      random.between(0.22, 0.4),
      random.between(0.5, 0.9),
    );
  }
  const count = Math.round(width * height * 0.00042);
  const limbX = width * random.oneOf([0.1, 0.9]);
  const limb = `<circle cx="${px(limbX)}" cy="${px(bottom + unit * 1.02)}" r="${px(unit * 1.2)}" fill="${deep}"/>`;
  return {
    behind: [
      {
        depth: 0,
        motion: "still",
        svg:
          fillDown(canvas, [
            [0, deep],
            [0.55, middle],
            [1, deep],
          ]) +
          nebula +
          stars(canvas, count, bottom),
      },
      { depth: 0.14, motion: "drift", svg: stars(canvas, Math.round(count / 6), bottom) },
      {
        depth: 0.26,
        motion: "still",
        svg: glow(canvas, limbX, bottom + unit * 1.02, unit * 1.42, two, 0.75) + limb,
      },
    ],
    inFront: [{ depth: 1, motion: "still", svg: vignette(canvas, "#000", 0.55) }],
    dressing: [],
    glowColor: "#bcd4ff",
    shadeColor: "#000",
    hazeColor: middle,
  };
}

export function underwater(canvas: Canvas): Backdrop {
  const { width, height, unit, bottom, random } = canvas;
  const [top, middle, deep] = random.oneOf([
    ["#8ff0f2", "#1fa3c8", "#0a3f75"],
    ["#9af5dc", "#1c9aa8", "#0b3a63"],
  ] as const);
  const weeds = (count: number, color: string) =>
    strew(canvas, count, { fromY: height * 0.96, toY: bottom }, (x, y, dice) => {
      const tall = unit * dice.between(0.12, 0.3);
      const lean = unit * dice.between(-0.04, 0.04);
      const wide = unit * 0.016;
      return `<path d="M${px(x - wide)} ${px(y)}C${px(x - wide + lean)} ${px(y - tall * 0.4)} ${px(x - lean * 2)} ${px(y - tall * 0.7)} ${px(x + lean)} ${px(y - tall)}C${px(x + wide - lean)} ${px(y - tall * 0.7)} ${px(x + wide + lean)} ${px(y - tall * 0.4)} ${px(x + wide)} ${px(y)}Z" fill="${color}"/>`;
    });
  const bubbles = strew(canvas, 50, { fromY: 0, toY: height }, (x, y, dice) => {
    const radius = unit * dice.between(0.003, 0.016);
    return `<circle cx="${px(x)}" cy="${px(y)}" r="${px(radius)}" fill="#fff" fill-opacity=".16" stroke="#fff" stroke-opacity=".55" stroke-width="${px(unit * 0.0016)}"/><circle cx="${px(x - radius * 0.35)}" cy="${px(y - radius * 0.35)}" r="${px(radius * 0.25)}" fill="#fff" opacity=".8"/>`;
  });
  return {
    behind: [
      {
        depth: 0,
        motion: "still",
        svg:
          fillDown(canvas, [
            [0, top],
            [0.4, middle],
            [1, deep],
          ]) + rays(canvas, width * 0.5, -height * 0.25, height * 1.35, "#f2ffff", 0.42, [1.05, 2.1]),
      },
      {
        depth: 0.2,
        motion: "still",
        svg: ridge(canvas, height * 0.9, unit * 0.16, 6, [
          [0, deep, 0.65],
          [1, deep, 0.9],
        ]),
      },
      { depth: 0.4, motion: "rise", svg: bubbles },
      {
        depth: 0.5,
        motion: "still",
        svg:
          ridge(canvas, height * 0.97, unit * 0.06, 7, [
            [0, "#e8cf9a"],
            [1, "#8a9a8a"],
          ]) + weeds(10, "#2d8f6f"),
      },
    ],
    inFront: [
      { depth: 0.9, motion: "sway", svg: weeds(9, "#0f5a5a") },
      { depth: 1, motion: "still", svg: vignette(canvas, "#03203f", 0.5) },
    ],
    groundY: height * 0.93,
    dressing: ["coral", "coral", "spiral-shell"],
    glowColor: "#d9ffff",
    shadeColor: "#032a4a",
    hazeColor: middle,
  };
}

/** Inside a body, or under a microscope. */
export function body(canvas: Canvas): Backdrop {
  const { width, height, unit, random } = canvas;
  const [pale, middle, deep] = random.oneOf([
    ["#ffd0cf", "#e56a77", "#7a1330"],
    ["#ffdcc9", "#e8825f", "#7d2417"],
    ["#f3d0ff", "#b06ad6", "#451a73"],
  ] as const);
  const disc = (x: number, y: number, radius: number, opacity: number) =>
    `<g opacity="${opacity.toFixed(2)}"><ellipse cx="${px(x)}" cy="${px(y)}" rx="${px(radius)}" ry="${px(radius * 0.86)}" fill="${deep}"/><ellipse cx="${px(x)}" cy="${px(y)}" rx="${px(radius * 0.94)}" ry="${px(radius * 0.78)}" fill="${middle}"/><ellipse cx="${px(x)}" cy="${px(y + radius * 0.05)}" rx="${px(radius * 0.5)}" ry="${px(radius * 0.36)}" fill="${deep}" opacity=".45"/></g>`;
  const far = strew(canvas, 22, { fromY: 0, toY: height }, (x, y, dice) =>
    disc(x, y, unit * dice.between(0.02, 0.05), dice.between(0.3, 0.5)),
  );
  const near = strew(canvas, 9, { fromY: 0, toY: height }, (x, y, dice) =>
    disc(x, y, unit * dice.between(0.05, 0.1), dice.between(0.45, 0.7)),
  );
  return {
    behind: [
      {
        depth: 0,
        motion: "still",
        svg:
          fillDown(canvas, [
            [0, deep],
            [0.5, middle],
            [1, deep],
          ]) + glow(canvas, width / 2, height * 0.46, unit * 0.9, pale, 0.9),
      },
      { depth: 0.2, motion: "drift", svg: far },
      { depth: 0.4, motion: "drift", phase: 0.5, svg: near },
    ],
    inFront: [{ depth: 1, motion: "still", svg: vignette(canvas, deep, 0.6) }],
    dressing: [],
    glowColor: pale,
    shadeColor: deep,
    hazeColor: pale,
  };
}
