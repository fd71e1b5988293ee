import { type Canvas, fillDown, glow, groundLine, px, ridge, strew, vignette } from "../canvas.ts";
import type { Backdrop } from "./backdrop.ts";

export function table(canvas: Canvas): Backdrop {
  const { width, height, unit, left, right, bottom, random } = canvas;
  const groundY = groundLine(canvas, 0.74);
  const [wallTop, wallLow, wood, woodDeep] = random.oneOf([
    ["#f6dcb8", "#fdf3e0", "#b97a45", "#6f4022"],
    ["#cfe3d4", "#f3f7e6", "#c08a55", "#7a4a2a"],
    ["#f2c9b8", "#fff0e6", "#a9673d", "#633619"],
  ] as const);
  const windowX = width * random.oneOf([0.1, 0.68]);
  const paneWidth = unit * 0.42;
  const paneHeight = unit * 0.5;
  const windowY = height * 0.06;
  const pane = `<g><rect x="${px(windowX)}" y="${px(windowY)}" width="${px(paneWidth)}" height="${px(paneHeight)}" rx="${px(unit * 0.02)}" fill="#fff" opacity=".9"/><rect x="${px(windowX + unit * 0.015)}" y="${px(windowY + unit * 0.015)}" width="${px(paneWidth - unit * 0.03)}" height="${px(paneHeight - unit * 0.03)}" rx="${px(unit * 0.012)}" fill="#bfe3fb"/>
    <path d="M${px(windowX)} ${px(windowY + paneHeight / 2)}h${px(paneWidth)}M${px(windowX + paneWidth / 2)} ${px(windowY)}v${px(paneHeight)}" stroke="#fff" stroke-width="${px(unit * 0.014)}"/></g>`;
  const light = glow(canvas, windowX + paneWidth / 2, windowY + paneHeight / 2, unit * 0.75, "#fffbe6", 0.7);
  const shelfY = height * 0.36;
  const shelfX = windowX < width / 2 ? width * 0.6 : width * 0.08;
  const shelf = `<rect x="${px(shelfX)}" y="${px(shelfY)}" width="${px(width * 0.32)}" height="${px(unit * 0.022)}" rx="4" fill="${wood}" opacity=".75"/><rect x="${px(shelfX)}" y="${px(shelfY + unit * 0.022)}" width="${px(width * 0.32)}" height="${px(unit * 0.02)}" fill="${woodDeep}" opacity=".18"/>`;
  const bokeh = strew(canvas, 16, { fromY: 0, toY: groundY * 0.9 }, (x, y, dice) =>
    glow(canvas, x, y, unit * dice.between(0.02, 0.07), "#fffdf0", 0.45),
  );
  const planks = ridge(canvas, groundY, 1, 2, [
    [0, wood],
    [1, woodDeep],
  ]);
  let grain = "";
  for (let i = 0; i < 26; i += 1) {
    const y = groundY + (bottom - groundY) * ((i + 0.5) / 26) ** 1.4;
    const x = random.between(left, width * 0.7);
    grain += `<rect x="${px(x)}" y="${px(y)}" width="${px(width * random.between(0.15, 0.6))}" height="${px(Math.max(1, unit * 0.003))}" rx="2" fill="${woodDeep}" opacity="${random.between(0.15, 0.4).toFixed(2)}"/>`;
  }
  const edge = `<rect x="${px(left)}" y="${px(groundY)}" width="${px(right - left)}" height="${px(unit * 0.016)}" fill="#fff" opacity=".25"/>`;
  return {
    behind: [
      {
        depth: 0,
        motion: "still",
        svg: fillDown(canvas, [
          [0, wallTop],
          [0.75, wallLow],
          [1, wallLow],
        ]),
      },
      { depth: 0.18, motion: "still", svg: light + pane + shelf + bokeh },
      { depth: 0.6, motion: "still", svg: planks + edge + grain },
    ],
    inFront: [{ depth: 1, motion: "still", svg: vignette(canvas, woodDeep, 0.4) }],
    groundY: groundY + unit * 0.09,
    dressing: ["potted-plant", "teapot", "jar"],
    glowColor: "#fff8e1",
    shadeColor: woodDeep,
    hazeColor: wallLow,
  };
}

export function stage(canvas: Canvas): Backdrop {
  const { width, unit, random } = canvas;
  const groundY = groundLine(canvas, 0.8);
  const [dark, middle, accent] = random.oneOf([
    ["#1a0b2e", "#4a1d6b", "#ff5fa2"],
    ["#0b1533", "#1f3c88", "#4fd1ff"],
    ["#2a0a16", "#7a1733", "#ffb347"],
  ] as const);
  const beams = [0.12, 0.36, 0.64, 0.88]
    .map((x, place) =>
      beam(
        canvas,
        width * x,
        width * (0.5 + (x - 0.5) * 0.35),
        groundY,
        place % 2 === 0 ? accent : "#fff6d8",
      ),
    )
    .join("");
  const floor = ridge(canvas, groundY - unit * 0.06, 1, 2, [
    [0, middle],
    [1, dark],
  ]);
  const confetti = strew(
    canvas,
    60,
    { fromY: 0, toY: groundY },
    (x, y, dice) =>
      `<rect x="${px(x)}" y="${px(y)}" width="${px(unit * 0.009)}" height="${px(unit * 0.006)}" rx="1" transform="rotate(${Math.round(dice.between(0, 180))} ${px(x)} ${px(y)})" fill="${dice.oneOf([accent, "#ffe066", "#7ce0ff", "#fff"])}" opacity="${dice.between(0.35, 0.9).toFixed(2)}"/>`,
  );
  return {
    behind: [
      {
        depth: 0,
        motion: "still",
        svg: fillDown(canvas, [
          [0, dark],
          [0.8, middle],
          [1, dark],
        ]),
      },
      { depth: 0.2, motion: "sway", svg: beams },
      {
        depth: 0.55,
        motion: "still",
        svg: floor + glow(canvas, width / 2, groundY, width * 0.42, "#fff6d8", 0.6, 0.22),
      },
      { depth: 0.4, motion: "fall", svg: confetti },
    ],
    inFront: [{ depth: 1, motion: "still", svg: vignette(canvas, "#000", 0.45) }],
    groundY,
    dressing: [],
    glowColor: accent,
    shadeColor: "#000",
    hazeColor: middle,
  };
}

/** A spotlight from above the frame down to the floor. */
function beam(canvas: Canvas, fromX: number, toX: number, floorY: number, color: string): string {
  const { height, unit } = canvas;
  const id = canvas.id();
  const wide = unit * 0.17;
  const narrow = unit * 0.02;
  const y = -height * 0.07;
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${color}" stop-opacity=".75"/><stop offset="1" stop-color="${color}" stop-opacity=".04"/></linearGradient><path d="M${px(fromX - narrow)} ${px(y)}L${px(fromX + narrow)} ${px(y)}L${px(toX + wide)} ${px(floorY)}L${px(toX - wide)} ${px(floorY)}Z" fill="url(#${id})"/>`;
}

const studios = [
  ["#ffb88c", "#de6262", "#fff1e0", "#8a2f3a"],
  ["#7fd8be", "#3a8fb7", "#f1fff8", "#1c4f6e"],
  ["#a9b8ff", "#6a5fd6", "#f4f2ff", "#2f2a7a"],
  ["#ffd97a", "#f29a4b", "#fffbe8", "#8a4d17"],
  ["#9fe3f5", "#3d7fd9", "#f0fbff", "#1b3f86"],
  ["#f7b6d2", "#b565c9", "#fff2fa", "#5a2470"],
] as const;

/** Things and ideas: a coloured sweep, rings of light, a round podium. Without subjects it is the picture itself. */
export function studio(canvas: Canvas, isEmpty = false): Backdrop {
  const { width, height, unit, random } = canvas;
  const [top, low, pale, deep] = random.oneOf(studios);
  const centerY = height * 0.45;
  const rings = [0.86, 0.66, 0.46]
    .map(
      (size, place) =>
        `<circle cx="${px(width / 2)}" cy="${px(centerY)}" r="${px(unit * size)}" fill="${pale}" opacity="${[0.1, 0.13, 0.2][place]}"/>`,
    )
    .join("");
  const dots = strew(
    canvas,
    70,
    { fromY: -height * 0.05, toY: height * 1.05 },
    (x, y, dice) =>
      `<circle cx="${px(x)}" cy="${px(y)}" r="${px(unit * dice.between(0.002, 0.011))}" fill="#fff" opacity="${dice.between(0.15, 0.6).toFixed(2)}"/>`,
  );
  const base = {
    depth: 0,
    motion: "still",
    svg:
      fillDown(canvas, [
        [0, top],
        [1, low],
      ]) + glow(canvas, width / 2, centerY, unit * 0.95, pale, 0.75),
  } as const;
  const front = { depth: 1, motion: "still", svg: vignette(canvas, deep, 0.38) } as const;
  if (isEmpty)
    return {
      behind: [base, ...ribbons(canvas, [pale, top, low])],
      inFront: [{ depth: 0.8, motion: "rise", svg: dots }, front],
      dressing: [],
      glowColor: pale,
      shadeColor: deep,
      hazeColor: top,
    };
  const groundY = groundLine(canvas, 0.79);
  const podium = (cx: number, rx: number, y: number, thickness: number) => {
    const ry = rx * 0.2;
    return `<path d="M${px(cx - rx)} ${px(y)}a${px(rx)} ${px(ry)} 0 0 0 ${px(rx * 2)} 0v${px(thickness)}a${px(rx)} ${px(ry)} 0 0 1 ${px(-rx * 2)} 0z" fill="${low}"/><path d="M${px(cx - rx)} ${px(y)}a${px(rx)} ${px(ry)} 0 0 0 ${px(rx * 2)} 0v${px(thickness)}a${px(rx)} ${px(ry)} 0 0 1 ${px(-rx * 2)} 0z" fill="${deep}" opacity=".28"/><ellipse cx="${px(cx)}" cy="${px(y)}" rx="${px(rx)}" ry="${px(ry)}" fill="${pale}"/><ellipse cx="${px(cx)}" cy="${px(y)}" rx="${px(rx * 0.93)}" ry="${px(ry * 0.9)}" fill="#fff" opacity=".55"/>`;
  };
  const floor = glow(canvas, width / 2, groundY + unit * 0.1, width * 0.62, deep, 0.4, 0.24);
  const reach = Math.min(width * 0.47, unit * 0.78);
  return {
    behind: [
      base,
      { depth: 0.12, motion: "still", svg: rings },
      { depth: 0.25, motion: "rise", svg: dots },
      { depth: 0.55, motion: "still", svg: floor + podium(width / 2, reach, groundY, unit * 0.07) },
    ],
    inFront: [front],
    groundY: groundY + unit * 0.045,
    dressing: [],
    glowColor: pale,
    shadeColor: deep,
    hazeColor: pale,
  };
}

/** Bands of colour that flow across the frame. */
function ribbons(canvas: Canvas, [pale, top, low]: readonly [string, string, string]): Backdrop["behind"] {
  const { height, unit, random } = canvas;
  const orbs = strew(canvas, 9, { fromY: 0, toY: height * 0.85 }, (x, y, dice) => {
    const radius = unit * dice.between(0.06, 0.22);
    const id = canvas.id();
    return `<radialGradient id="${id}" cx=".35" cy=".3"><stop offset="0" stop-color="#fff" stop-opacity=".95"/><stop offset=".5" stop-color="${pale}" stop-opacity=".7"/><stop offset="1" stop-color="${low}" stop-opacity=".8"/></radialGradient><circle cx="${px(x)}" cy="${px(y)}" r="${px(radius)}" fill="url(#${id})" opacity="${dice.between(0.5, 0.9).toFixed(2)}"/>`;
  });
  const bands = [0.42, 0.58, 0.74, 0.9].map((y, place) => ({
    depth: 0.3 + place * 0.15,
    motion: "sway" as const,
    phase: place / 4,
    svg: ridge(canvas, height * y, unit * random.between(0.2, 0.36), 4, [
      [0, place % 2 === 0 ? pale : top, 0.8],
      [0.45, low, 0.55],
      [1, low, 0.9],
    ]),
  }));
  return [{ depth: 0.2, motion: "drift", svg: orbs }, ...bands];
}

export function parchment(canvas: Canvas): Backdrop {
  const { width, height, unit, random } = canvas;
  const groundY = groundLine(canvas, 0.78);
  const stains = strew(canvas, 26, { fromY: 0, toY: height }, (x, y, dice) =>
    glow(canvas, x, y, unit * dice.between(0.06, 0.2), "#a8763a", 0.22),
  );
  const coast = [0.3, 0.42, 0.56]
    .map(
      (y) =>
        `<g fill="none" opacity=".3">${ridge(canvas, height * y, unit * 0.2, 9, [
          [0, "#8a5a2a", 0.35],
          [0.3, "#8a5a2a", 0],
        ])}</g>`,
    )
    .join("");
  let lines = "";
  for (let i = 1; i < 8; i += 1)
    lines += `<path d="M${px((width * i) / 8)} ${px(-height * 0.08)}v${px(height * 1.2)}M${px(-width * 0.08)} ${px((height * i) / 8)}h${px(width * 1.2)}" stroke="#7a4f22" stroke-width="1" opacity=".16"/>`;
  const roseX = width * random.oneOf([0.12, 0.88]);
  const rose = `<g transform="translate(${px(roseX)} ${px(height * 0.2)}) scale(${px(unit / 600)})" fill="#8a5a2a" opacity=".45"><path d="M0-70L12-12 70 0 12 12 0 70-12 12-70 0-12-12Z"/><circle r="44" fill="none" stroke="#8a5a2a" stroke-width="4"/><circle r="54" fill="none" stroke="#8a5a2a" stroke-width="1.5"/></g>`;
  const ground = ridge(canvas, groundY, unit * 0.04, 5, [
    [0, "#cfa468"],
    [1, "#8f6231"],
  ]);
  return {
    behind: [
      {
        depth: 0,
        motion: "still",
        svg:
          fillDown(canvas, [
            [0, "#f7e6c0"],
            [0.6, "#efd6a2"],
            [1, "#d9b577"],
          ]) + stains,
      },
      {
        depth: 0.15,
        motion: "still",
        svg: lines + coast + rose + glow(canvas, width / 2, height * 0.42, unit * 0.6, "#fff8e0", 0.7),
      },
      { depth: 0.55, motion: "still", svg: ground },
    ],
    inFront: [{ depth: 1, motion: "still", svg: vignette(canvas, "#4a2a0c", 0.55) }],
    groundY: groundY + unit * 0.035,
    dressing: [],
    glowColor: "#fff8e0",
    shadeColor: "#5a3612",
    hazeColor: "#f2dfb4",
  };
}
