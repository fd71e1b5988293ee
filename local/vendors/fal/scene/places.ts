import type { Subject } from "../words/read-prompt.ts";
import type { Setting } from "../words/settings.ts";

/** Where the middle of a thing is, as shares of the frame, and how tall it is, as a share of the shorter side. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

const wide: readonly (readonly Place[])[] = [
  [{ x: 0.5, y: 0.46, size: 0.68 }],
  [
    { x: 0.33, y: 0.48, size: 0.56 },
    { x: 0.7, y: 0.43, size: 0.42 },
  ],
  [
    { x: 0.5, y: 0.47, size: 0.54 },
    { x: 0.19, y: 0.4, size: 0.34 },
    { x: 0.82, y: 0.45, size: 0.36 },
  ],
  [
    { x: 0.38, y: 0.48, size: 0.5 },
    { x: 0.7, y: 0.35, size: 0.34 },
    { x: 0.13, y: 0.33, size: 0.26 },
    { x: 0.87, y: 0.62, size: 0.28 },
  ],
  [
    { x: 0.5, y: 0.47, size: 0.48 },
    { x: 0.23, y: 0.32, size: 0.3 },
    { x: 0.78, y: 0.33, size: 0.3 },
    { x: 0.12, y: 0.68, size: 0.24 },
    { x: 0.88, y: 0.67, size: 0.24 },
  ],
];
const tall: readonly (readonly Place[])[] = [
  [{ x: 0.5, y: 0.44, size: 0.84 }],
  [
    { x: 0.43, y: 0.34, size: 0.68 },
    { x: 0.62, y: 0.64, size: 0.5 },
  ],
  [
    { x: 0.5, y: 0.43, size: 0.64 },
    { x: 0.27, y: 0.18, size: 0.38 },
    { x: 0.7, y: 0.68, size: 0.42 },
  ],
  [
    { x: 0.5, y: 0.42, size: 0.58 },
    { x: 0.26, y: 0.19, size: 0.36 },
    { x: 0.74, y: 0.22, size: 0.3 },
    { x: 0.5, y: 0.69, size: 0.38 },
  ],
  [
    { x: 0.5, y: 0.43, size: 0.56 },
    { x: 0.24, y: 0.2, size: 0.34 },
    { x: 0.75, y: 0.2, size: 0.3 },
    { x: 0.28, y: 0.67, size: 0.34 },
    { x: 0.74, y: 0.69, size: 0.32 },
  ],
];

/** Places in the air for `count` things, the most important first. */
export function floatingPlaces(count: number, aspect: number): readonly Place[] {
  const table = aspect < 0.9 ? tall : wide;
  const places = table[Math.min(count, table.length) - 1] ?? [];
  // In a square frame a wide arrangement needs a little less of everything.
  const shrink = aspect >= 0.9 && aspect < 1.25 && count > 1 ? 0.82 : 1;
  return places.map(({ x, y, size }) => ({ x, y, size: size * shrink }));
}

/** `x` as a share of the width, `rise` of the baseline above the ground and `size` as shares of the shorter side. */
export interface Standing {
  readonly x: number;
  readonly rise: number;
  readonly size: number;
}

const standingWide: readonly (readonly Standing[])[] = [
  [{ x: 0.5, rise: 0, size: 0.62 }],
  [
    { x: 0.36, rise: 0, size: 0.56 },
    { x: 0.68, rise: 0.015, size: 0.44 },
  ],
  [
    { x: 0.5, rise: 0, size: 0.54 },
    { x: 0.21, rise: 0.02, size: 0.38 },
    { x: 0.79, rise: 0.02, size: 0.38 },
  ],
  [
    { x: 0.39, rise: 0, size: 0.5 },
    { x: 0.67, rise: 0.015, size: 0.38 },
    { x: 0.15, rise: 0.03, size: 0.3 },
    { x: 0.87, rise: 0.03, size: 0.3 },
  ],
  [
    { x: 0.5, rise: 0, size: 0.5 },
    { x: 0.28, rise: 0.02, size: 0.34 },
    { x: 0.73, rise: 0.02, size: 0.34 },
    { x: 0.11, rise: 0.035, size: 0.27 },
    { x: 0.9, rise: 0.035, size: 0.27 },
  ],
];
const standingTall: readonly (readonly Standing[])[] = [
  [{ x: 0.5, rise: 0, size: 0.84 }],
  [
    { x: 0.38, rise: 0, size: 0.62 },
    { x: 0.72, rise: 0.06, size: 0.46 },
  ],
  [
    { x: 0.5, rise: -0.02, size: 0.58 },
    { x: 0.23, rise: 0.1, size: 0.4 },
    { x: 0.78, rise: 0.1, size: 0.4 },
  ],
  [
    { x: 0.44, rise: -0.03, size: 0.54 },
    { x: 0.78, rise: 0.05, size: 0.4 },
    { x: 0.2, rise: 0.12, size: 0.34 },
    { x: 0.56, rise: 0.16, size: 0.32 },
  ],
  [
    { x: 0.5, rise: -0.04, size: 0.5 },
    { x: 0.2, rise: 0.05, size: 0.38 },
    { x: 0.8, rise: 0.05, size: 0.38 },
    { x: 0.36, rise: 0.15, size: 0.3 },
    { x: 0.66, rise: 0.15, size: 0.3 },
  ],
];

/** Places on the ground for `count` things, the most important first. */
export function standingPlaces(count: number, aspect: number): readonly Standing[] {
  const table = aspect < 1.25 ? standingTall : standingWide;
  const shrink = aspect >= 0.9 && aspect < 1.25 ? 0.82 : 1;
  return (table[Math.min(count, table.length) - 1] ?? []).map((place) => ({
    ...place,
    size: place.size * shrink,
  }));
}

/** Places in the sky above things that stand. */
export function skyPlaces(count: number, aspect: number): readonly Place[] {
  const size = aspect < 1.25 ? 0.34 : 0.28;
  const places: readonly Place[] = [
    { x: 0.79, y: 0.2, size },
    { x: 0.19, y: 0.23, size: size * 0.9 },
    { x: 0.5, y: 0.15, size: size * 0.75 },
    { x: 0.34, y: 0.36, size: size * 0.6 },
    { x: 0.66, y: 0.37, size: size * 0.6 },
  ];
  return places.slice(0, count);
}

const inTheAir =
  /^(sun|cloud|rainbow|comet|tornado|cyclone|snowflake|high-voltage|bird|dove|eagle|honeybee|butterfly|mosquito|fly|lady-beetle|bat|musical-notes|balloon|kite|parachute|airplane|small-airplane|airplane-departure|helicopter|rocket|satellite|flying-saucer|leaf-fluttering-in-wind|own:hot-air-balloon|own:(solar|lunar)-eclipse|own:mars|own:black-hole|speech-balloon|thought-balloon|red-heart|two-hearts|droplet)$|moon|globe-showing|star$|planet|cloud|^sun-/;

/** Whether a thing is in the air where others stand. */
export function isAirborne({ icon }: Pick<Subject, "icon">, setting: Setting): boolean {
  if (setting === "underwater") return !/coral|shell|crab|lobster|oyster|rock|anchor|treasure/.test(icon);
  return inTheAir.test(icon);
}

/** How big a thing of a kind is beside others, 1 being an animal or a person. */
export function relativeSize({ icon, subgroup }: Pick<Subject, "icon" | "subgroup">): number {
  if (
    /^place-building|^place-geographic|^place-religious|castle|own:(hanok|pyramid|bridge)/.test(
      `${subgroup} ${icon}`,
    )
  )
    return 1.25;
  if (/tree|cactus|t-rex|sauropod|whale|elephant|giraffe|ship|locomotive|train/.test(icon)) return 1.15;
  if (/^(animal-bug|food-fruit|drink|plant-flower)/.test(subgroup)) return 0.8;
  return 1;
}
