import type { Composition, Item } from "../../core/contract/composition.ts";

/** What a value must be. `label` finishes the sentence "must be …". */
export interface Check {
  readonly label: string;
  readonly holds: (value: unknown, before: unknown) => boolean;
}

const numberFrom = (value: unknown, absent = Number.NaN): number =>
  typeof value === "number" ? value : value === undefined ? absent : Number.NaN;

export const is = (wanted: unknown): Check => ({
  label: JSON.stringify(wanted),
  holds: (value) => JSON.stringify(value) === JSON.stringify(wanted),
});
export const about = (wanted: number, slack = 0.11): Check => ({
  label: `about ${wanted}`,
  holds: (value) => Math.abs(numberFrom(value) - wanted) <= slack,
});
/** @param absent what the number counts as when it is not there */
export const atMost = (most: number, absent?: number): Check => ({
  label: `at most ${most}`,
  holds: (value) => numberFrom(value, absent) <= most,
});
export const between = (least: number, most: number): Check => ({
  label: `between ${least} and ${most}`,
  holds: (value) => numberFrom(value) >= least && numberFrom(value) <= most,
});
export const more: Check = {
  label: "more than before",
  holds: (value, before) => numberFrom(value, 0) > numberFrom(before, 0),
};
export const less: Check = {
  label: "less than before",
  holds: (value, before) => numberFrom(value, 0) < numberFrom(before, 0),
};
export const anything: Check = { label: "anything", holds: () => true };

/** All of the words, each as it is or as one of several (`sea|ocean`); none of those with a minus. */
export const mentions = (...words: readonly string[]): Check => ({
  label: `a text with ${words.join(", ")}`,
  holds: (value) =>
    words.every((word) => {
      const isBarred = word.startsWith("-");
      const pattern = new RegExp(isBarred ? word.slice(1) : word, "iu");
      return pattern.test(String(value)) !== isBarred;
    }),
});

/** Degrees of the colour wheel, from and to. */
const HUES: Readonly<Record<string, readonly [number, number]>> = {
  red: [340, 15],
  orange: [15, 45],
  yellow: [42, 66],
  green: [80, 165],
  blue: [200, 255],
};
const CSS_HEX: Readonly<Record<string, string>> = {
  red: "#ff0000",
  orange: "#ffa500",
  yellow: "#ffff00",
  gold: "#ffd700",
  green: "#008000",
  lime: "#00ff00",
  blue: "#0000ff",
};

/** A colour by the name of its hue, whatever its shade. */
export const colour = (name: keyof typeof HUES & string): Check => ({
  label: name,
  holds: (value) => {
    const hue = hueOf(String(value).trim().toLowerCase());
    const [from = 0, to = 0] = HUES[name] ?? [];
    if (hue === undefined) return false;
    return from <= to ? hue >= from && hue <= to : hue >= from || hue <= to;
  },
});

function hueOf(value: string): number | undefined {
  const hex = CSS_HEX[value] ?? value;
  const long = /^#[0-9a-f]{3}$/.test(hex) ? hex.replace(/[0-9a-f]/g, "$&$&") : hex;
  if (!/^#[0-9a-f]{6}$/.test(long)) return undefined;
  const bits = Number.parseInt(long.slice(1), 16);
  const [red, green, blue] = [(bits >> 16) & 255, (bits >> 8) & 255, bits & 255];
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (range < 40) return undefined;
  const sixth =
    most === red
      ? ((green - blue) / range + 6) % 6
      : most === green
        ? (blue - red) / range + 2
        : (red - green) / range + 4;
  return sixth * 60;
}

type Third = "start" | "middle" | "end";

/** Where something stands on the stage, by its middle: thirds from left to right and from top to bottom. */
export const at = (across: Third | "any", down: Third): Check => ({
  label: `at ${across}, ${down}`,
  holds: (place) => {
    if (typeof place !== "object" || place === null || !("across" in place) || !("down" in place))
      return false;
    return (across === "any" || place.across === across) && place.down === down;
  },
});

/** Type without a box stands in the middle, captions at the bottom; in a box, type stands against the side it is aligned to. */
export function placeOf(
  item: Item,
  { compositionWidth, compositionHeight }: Composition,
): { across: Third; down: Third } {
  const { left, top, width, height } = item.type === "audio" ? {} : item;
  const align = item.type === "text" || item.type === "captions" ? (item.align ?? "center") : undefined;
  if (left === undefined || top === undefined || width === undefined || height === undefined) {
    return { across: sideOf(align) ?? "middle", down: item.type === "captions" ? "end" : "middle" };
  }
  const isWide = align !== undefined && width > compositionWidth * 0.6;
  return {
    across: (isWide ? sideOf(align) : undefined) ?? thirdOf((left + width / 2) / compositionWidth),
    down: thirdOf((top + height / 2) / compositionHeight),
  };
}

const sideOf = (align: string | undefined): Third | undefined =>
  align === "left" ? "start" : align === "right" ? "end" : align === "center" ? "middle" : undefined;
const thirdOf = (share: number): Third => (share < 0.4 ? "start" : share > 0.6 ? "end" : "middle");
