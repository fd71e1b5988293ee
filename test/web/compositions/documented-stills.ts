import type { Composition, Item } from "../../../core/contract/composition.ts";
import { titleStyle } from "../../../core/scenes/scene-style.ts";

/** A still of docs/composition.md: one frame of a small film. */
export interface DocumentedStill {
  /** Below docs/stills/, without `.jpg`. */
  readonly name: string;
  readonly film: Composition;
  readonly frame: number;
}

const wide = [1920, 1080] as const;
const tall = [1080, 1920] as const;
const square = [1080, 1080] as const;
type Size = readonly [number, number];

const FRAMES = 90;
const whole = { from: 0, durationInFrames: FRAMES };

/** The first item is in front. */
function film(items: readonly Item[], [width, height]: Size = wide): Composition {
  const picture = (id: string) => ({ id, type: "image" as const, remoteUrl: `/assets/${id}.png` });
  return {
    fps: 30,
    compositionWidth: width,
    compositionHeight: height,
    tracks: items.map(({ id }) => ({ id: `track of ${id}`, items: [id] })),
    items: Object.fromEntries(items.map((item) => [item.id, item])),
    assets: { dark: picture("dark"), light: picture("light") },
  };
}

const picture = (more: Record<string, unknown> = {}, assetId = "dark"): Item =>
  ({ ...whole, id: `picture ${assetId}`, type: "image", assetId, ...more }) as Item;
const behind = picture({}, "light");
const title = (text: string, more: Record<string, unknown> = {}): Item =>
  ({ ...whole, id: "title", type: "text", text, ...more }) as Item;
const captions = (text: string, more: Record<string, unknown> = {}): Item => ({
  ...whole,
  id: "captions",
  type: "captions",
  captions: text
    .split(" ")
    .map((word, index) => ({ text: word, startMs: index * 300, endMs: index * 300 + 280 })),
  ...more,
});
const box = { left: 610, top: 190, width: 700, height: 700 };
const plain: Item = { ...whole, id: "ground", type: "solid", color: "#10182a" };

/** A picture that comes over a light one, caught half-way. */
const coming = (name: string, transitionIn: object, frame: number): DocumentedStill => ({
  name,
  film: film([picture({ transitionIn }), behind]),
  frame,
});

const endCardText = "Look up tonight\nThe next total eclipse over Europe\nis on 12 August 2026";
const endCardKorean = "오늘 밤 하늘을 보세요\n유럽의 다음 개기 일식은\n2026년 8월 12일입니다";
const endCard = (text: string) => film([title(text, { preset: "endCard" })], wide);
const english = "Day turns into night when the Moon slides between the Earth and the Sun.";
const korean = "달이 지구와 태양 사이에 들어오면 낮이 밤으로 바뀝니다.";

const sceneIn = (size: Size, heading: string, words: string, locale: string): Composition => {
  const [compositionWidth, compositionHeight] = size;
  const look = titleStyle({ compositionWidth, compositionHeight });
  return film([title(heading, look), captions(words, { locale }), picture({}, "light")], size);
};

export const documentedStills: readonly DocumentedStill[] = [
  coming("transition-fade", { type: "fade", durationInSeconds: 1 }, 15),
  coming("transition-slide", { type: "slide", direction: "left", durationInSeconds: 1 }, 7),
  coming("transition-scale", { type: "scale", durationInSeconds: 1 }, 12),
  coming("transition-wipe", { type: "wipe", durationInSeconds: 1 }, 15),
  {
    name: "transition-out",
    film: film([
      title("Totality", { transitionOut: { type: "slide", direction: "up", durationInSeconds: 1 } }),
      picture(),
    ]),
    frame: FRAMES - 9,
  },
  { name: "fit-cover", film: film([picture({ ...box, fit: "cover" }), plain]), frame: 0 },
  { name: "fit-contain", film: film([picture({ ...box, fit: "contain" }), plain]), frame: 0 },
  {
    name: "object-position",
    film: film([picture({ ...box, objectPosition: { x: 1, y: 0.5 } }), plain]),
    frame: 0,
  },
  {
    name: "crop",
    film: film([picture({ ...box, crop: { x: 0.5, y: 0.15, width: 0.3, height: 0.4 } }), plain]),
    frame: 0,
  },
  { name: "rotation", film: film([picture({ ...box, rotation: -8, opacity: 0.85 }), plain]), frame: 0 },
  {
    name: "ken-burns",
    film: film([
      picture({ kenBurns: { start: { scale: 1, x: 0.5, y: 0.5 }, end: { scale: 1.6, x: 0.66, y: 0.35 } } }),
    ]),
    frame: FRAMES - 1,
  },
  { name: "title", film: film([title("What is a solar eclipse?"), picture()]), frame: 0 },
  {
    name: "text",
    film: film([
      title("Never look without a filter", {
        ...{ left: 1060, top: 780, width: 740, height: 180, fontSize: 56, align: "right" },
        backgroundColor: "#0b1d3ad9",
      }),
      picture(),
    ]),
    frame: 0,
  },
  { name: "scene", film: sceneIn(wide, "Day turns into night", english, "en"), frame: 20 },
  { name: "scene-tall", film: sceneIn(tall, "낮이 밤이 되는 순간", korean, "ko"), frame: 20 },
  { name: "scene-square", film: sceneIn(square, "Day turns into night", english, "en"), frame: 20 },
  { name: "end-card", film: endCard(endCardText), frame: 0 },
  {
    name: "end-card-tall",
    film: { ...endCard(endCardKorean), compositionWidth: 1080, compositionHeight: 1920 },
    frame: 0,
  },
  {
    name: "end-card-square",
    film: { ...endCard(endCardText), compositionWidth: 1080, compositionHeight: 1080 },
    frame: 0,
  },
];
