import { type Canvas, groundLine, px, rays, ridge, strew, vignette } from "../canvas.ts";
import type { Layer } from "../scene.ts";
import { aurora, outdoorSky } from "../skies.ts";
import type { Backdrop } from "./backdrop.ts";

type Tones = readonly [far: string, middle: string, near: string, deep: string];

/** Ground in three ridges, each nearer, stronger in colour and faster under the camera. */
function ground(
  canvas: Canvas,
  groundY: number,
  tones: Tones,
  waves: readonly [number, number, number],
  sharpFar = false,
): Layer[] {
  const { unit } = canvas;
  const [far, middle, near, deep] = tones;
  return [
    {
      depth: 0.2,
      motion: "still",
      svg: ridge(
        canvas,
        groundY - unit * 0.1,
        unit * (sharpFar ? 0.26 : 0.14),
        waves[0],
        [
          [0, far],
          [0.5, middle],
        ],
        sharpFar,
      ),
    },
    {
      depth: 0.38,
      motion: "still",
      svg: ridge(canvas, groundY - unit * 0.035, unit * 0.07, waves[1], [
        [0, middle],
        [0.6, near],
      ]),
    },
    {
      depth: 0.62,
      motion: "still",
      svg: ridge(canvas, groundY + unit * 0.03, unit * 0.035, waves[2], [
        [0, near],
        [0.75, deep],
      ]),
    },
  ];
}

const greens: Readonly<Record<Canvas["light"], Tones>> = {
  day: ["#a9d8b0", "#7cc46f", "#57ab4b", "#2f7d3a"],
  dusk: ["#a0699a", "#8a5a7a", "#5d5b52", "#2f3b33"],
  night: ["#2c4680", "#1f3a66", "#1a3a4a", "#0c1f2b"],
};
const shade = { day: "#1d4a26", dusk: "#2a1d33", night: "#050b18" } as const;
const haze = { day: "#dff0f5", dusk: "#f0a58a", night: "#27407a" } as const;

function tufts(canvas: Canvas, groundY: number, color: string): string {
  const { bottom, unit } = canvas;
  return strew(canvas, 46, { fromY: groundY + unit * 0.03, toY: bottom }, (x, y, random) => {
    const size = unit * random.between(0.012, 0.026);
    return `<path d="M${px(x - size * 0.6)} ${px(y)}q${px(size * 0.1)} ${px(-size)} ${px(-size * 0.1)} ${px(-size * 1.3)}q${px(size * 0.5)} ${px(size * 0.4)} ${px(size * 0.55)} ${px(size)}q${px(size * 0.1)} ${px(-size)} ${px(size * 0.6)} ${px(-size * 1.5)}q${px(size * 0.2)} ${px(size * 0.8)} ${px(-size * 0.2)} ${px(size * 1.8)}z" fill="${color}" opacity="${random.between(0.35, 0.7).toFixed(2)}"/>`;
  });
}

export function meadow(canvas: Canvas): Backdrop {
  const { light, random } = canvas;
  const groundY = groundLine(canvas, 0.77);
  const tones = greens[light];
  const near: Layer = {
    depth: 0.64,
    motion: "still",
    svg: tufts(canvas, groundY, light === "day" ? "#8fd36a" : tones[1]),
  };
  return {
    behind: [...outdoorSky(canvas, groundY), ...ground(canvas, groundY, tones, [5, 6, 7]), near],
    inFront: [{ depth: 1, motion: "still", svg: vignette(canvas, shade[light], 0.32) }],
    groundY,
    dressing: random.oneOf([
      ["deciduous-tree", "evergreen-tree", "tulip", "sunflower", "deciduous-tree"],
      ["evergreen-tree", "deciduous-tree", "blossom", "herb", "evergreen-tree"],
    ]),
    glowColor: "#fffbe0",
    shadeColor: shade[light],
    hazeColor: haze[light],
  };
}

export function forest(canvas: Canvas): Backdrop {
  const { height, width, light, unit } = canvas;
  const groundY = groundLine(canvas, 0.78);
  const tones: Tones = light === "day" ? ["#b8dcb4", "#6fae78", "#3f8553", "#1d4d35"] : greens[light];
  const trunks = (count: number, color: string, reach: number) =>
    strew(canvas, count, { fromY: groundY - unit * 0.06, toY: groundY }, (x, y, random) => {
      const size = unit * random.between(0.2, 0.36) * reach;
      let crown = "";
      for (let tier = 0; tier < 4; tier += 1) {
        const half = size * (0.16 + tier * 0.075);
        const tip = y - size * (1.25 - tier * 0.24);
        crown += `M${px(x)} ${px(tip)}L${px(x + half)} ${px(tip + size * 0.4)}L${px(x - half)} ${px(tip + size * 0.4)}Z`;
      }
      return `<path d="${crown}M${px(x - size * 0.035)} ${px(y - size * 0.2)}h${px(size * 0.07)}v${px(size * 0.3)}h${px(-size * 0.07)}z" fill="${color}"/>`;
    });
  const [far, middle] = tones;
  const [sky, clouds] = outdoorSky(canvas, groundY);
  const beams =
    light === "night"
      ? ""
      : rays(canvas, width * 0.78, -height * 0.1, Math.hypot(width, height), "#fffbd8", 0.14, [1.5, 2.7]);
  return {
    behind: [
      ...(sky ? [sky] : []),
      ...(clouds ? [clouds] : []),
      {
        depth: 0.16,
        motion: "still",
        svg:
          trunks(34, far, 1.5) +
          ridge(canvas, groundY - unit * 0.08, unit * 0.06, 7, [
            [0, far],
            [1, far],
          ]),
      },
      {
        depth: 0.28,
        motion: "still",
        svg:
          trunks(20, middle, 1.25) +
          ridge(canvas, groundY - unit * 0.03, unit * 0.05, 6, [
            [0, middle],
            [1, middle],
          ]),
      },
      ...ground(canvas, groundY, tones, [6, 7, 8]).slice(1),
      { depth: 0.64, motion: "still", svg: tufts(canvas, groundY, tones[1]) + beams },
    ],
    inFront: [{ depth: 1, motion: "still", svg: vignette(canvas, "#06210f", 0.5) }],
    groundY,
    dressing: ["evergreen-tree", "mushroom", "deciduous-tree", "herb", "evergreen-tree"],
    glowColor: "#fffbd8",
    shadeColor: "#0a2414",
    hazeColor: haze[light],
  };
}

export function desert(canvas: Canvas): Backdrop {
  const { light } = canvas;
  const groundY = groundLine(canvas, 0.76);
  const tones: Tones =
    light === "night"
      ? ["#3a4679", "#4d4a78", "#3d3358", "#1d1836"]
      : ["#f3cf98", "#eab76f", "#dd9a4c", "#b06a31"];
  return {
    behind: [...outdoorSky(canvas, groundY), ...ground(canvas, groundY, tones, [4, 4, 5])],
    inFront: [{ depth: 1, motion: "still", svg: vignette(canvas, "#5a2c10", 0.35) }],
    groundY,
    dressing: ["cactus", "cactus", "rock"],
    glowColor: "#fff2cf",
    shadeColor: light === "night" ? "#0d0a20" : "#7a431c",
    hazeColor: light === "night" ? "#3a4679" : "#ffe6be",
  };
}

export function snowfield(canvas: Canvas): Backdrop {
  const { light } = canvas;
  const groundY = groundLine(canvas, 0.77);
  const tones: Tones =
    light === "night"
      ? ["#4a66ad", "#7f9bd6", "#a9bfe8", "#5b76b4"]
      : light === "dusk"
        ? ["#b58bb5", "#e3b9c4", "#f6dfe0", "#c99fb5"]
        : ["#a9c7e8", "#d9ebfa", "#f7fbff", "#b9d4ec"];
  return {
    behind: [
      ...outdoorSky(canvas, groundY),
      ...(light === "night" ? [aurora(canvas, groundY)] : []),
      ...ground(canvas, groundY, tones, [10, 6, 6], true),
    ],
    inFront: [{ depth: 1, motion: "still", svg: vignette(canvas, "#2b4a78", 0.35) }],
    groundY,
    dressing: ["evergreen-tree", "evergreen-tree", "snowman", "evergreen-tree"],
    glowColor: "#ffffff",
    shadeColor: "#39588a",
    hazeColor: light === "night" ? "#6c86c4" : "#eef6ff",
  };
}
