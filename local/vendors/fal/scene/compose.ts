import type { Reading, Subject } from "../words/read-prompt.ts";
import type { Setting } from "../words/settings.ts";
import type { Backdrop, PaintBackdrop } from "./backdrops/backdrop.ts";
import { city } from "./backdrops/city.ts";
import { body, space, underwater } from "./backdrops/floating.ts";
import { parchment, stage, studio, table } from "./backdrops/indoors.ts";
import { desert, forest, meadow, snowfield } from "./backdrops/outdoors.ts";
import { sea } from "./backdrops/sea.ts";
import { type Canvas, createCanvas } from "./canvas.ts";
import { floatingPlaces, isAirborne, relativeSize, skyPlaces, standingPlaces } from "./places.ts";
import { createRandom } from "./random.ts";
import type { Layer, Scene } from "./scene.ts";
import { falling } from "./skies.ts";
import { floatingSprite, standingSprite } from "./sprites.ts";

const backdrops: Readonly<Record<Setting, PaintBackdrop>> = {
  space,
  meadow,
  forest,
  desert,
  sea,
  underwater,
  table,
  stage,
  body,
  parchment,
  city,
  snow: snowfield,
  studio: (canvas) => studio(canvas),
};

/** What a picture or clip is composed from. Equal inputs give equal scenes. */
export interface SceneRequest {
  readonly width: number;
  readonly height: number;
  readonly reading: Reading;
  /** Prompt and seed: every random choice comes from it. */
  readonly key: string;
}

/** Lays a reading out as layers from far to near. */
export function composeScene({ width, height, reading, key }: SceneRequest): Scene {
  const random = createRandom(key);
  const canvas = createCanvas({ width, height }, random, reading.light, reading.weather);
  const { subjects } = reading;
  if (subjects.length === 0) {
    const empty = studio(canvas, true);
    return { width, height, layers: [...empty.behind, ...empty.inFront] };
  }
  const backdrop = backdrops[reading.setting](canvas);
  const layers: Layer[] = [...backdrop.behind];
  const { groundY } = backdrop;
  const standing =
    groundY === undefined ? [] : subjects.filter((subject) => !isAirborne(subject, reading.setting));
  if (groundY === undefined || standing.length === 0) {
    if (groundY !== undefined) layers.push(...dress(canvas, backdrop, groundY, subjects));
    layers.push(...float(canvas, backdrop, subjects));
  } else {
    const inTheAir = subjects.filter((subject) => isAirborne(subject, reading.setting));
    layers.push(...fly(canvas, backdrop, inTheAir));
    layers.push(...dress(canvas, backdrop, groundY, subjects));
    layers.push(...stand(canvas, backdrop, groundY, standing));
  }
  layers.push(...falling(canvas), ...backdrop.inFront);
  return { width, height, layers };
}

function float(canvas: Canvas, backdrop: Backdrop, all: readonly Subject[]): Layer[] {
  const { width, height, unit, random } = canvas;
  const subjects = threeBodies(all) ?? all;
  const isMirrored = random.next() < 0.5;
  const places = celestialRow(subjects, width / height) ?? floatingPlaces(subjects.length, width / height);
  const layers = subjects.flatMap((subject, order) => {
    const place = places[order];
    if (!place) return [];
    const x = width * (isMirrored ? 1 - place.x : place.x) + unit * random.between(-0.012, 0.012);
    const y = height * place.y + unit * random.between(-0.015, 0.015);
    const depth = 0.45 + place.size * 0.55;
    const crowd = subject.isMany ? around(canvas, x, y, place.size * unit) : [];
    return [
      ...crowd.map((each) =>
        floatingSprite(canvas, backdrop, subject.icon, {
          ...each,
          depth: depth - 0.18,
          isMirrored: random.next() < 0.5,
        }),
      ),
      floatingSprite(canvas, backdrop, subject.icon, {
        x,
        y,
        size: place.size * unit,
        depth,
        isMirrored: x < width * 0.42,
      }),
    ];
  });
  return layers.sort((a, b) => a.depth - b.depth);
}

/** Of many things, sun, moon and a planet alone, when all three are there: how they stand to each other is the picture. */
function threeBodies(subjects: readonly Subject[]): readonly Subject[] | undefined {
  if (subjects.length <= 3 || subjects[0]?.icon.startsWith("own:")) return undefined;
  const bodies = [/^sun$/, /moon/, /globe|planet|mars/].map((pattern) =>
    subjects.find(({ icon }) => pattern.test(icon)),
  );
  const found = bodies.filter((body) => body !== undefined);
  return found.length === 3 ? found : undefined;
}

/** Sun, moon and planets line up instead of crowding, as in a textbook: the sun on one side, the moon between. */
function celestialRow(
  subjects: readonly Subject[],
  aspect: number,
): { x: number; y: number; size: number }[] | undefined {
  const rank = (icon: string) =>
    icon === "sun" ? 0 : /moon/.test(icon) ? 1 : /globe|planet|mars/.test(icon) ? 2 : undefined;
  const ranks = subjects.map(({ icon }) => rank(icon));
  if (
    subjects.length < 2 ||
    subjects.length > 3 ||
    new Set(ranks).size < subjects.length ||
    ranks.includes(undefined)
  )
    return undefined;
  const sizes = [0.56, 0.2, 0.38];
  const spots = subjects.length === 2 ? [0.28, 0.7, 0.72] : [0.23, 0.54, 0.79];
  return ranks.map((place = 0) => {
    const along = spots[place] ?? 0.5;
    const size = (sizes[place] ?? 0.3) * (subjects.length === 2 ? 1.15 : 1);
    return aspect < 0.9
      ? { x: 0.5 + (along - 0.5) * 0.35, y: 0.08 + along * 0.75, size: size * 1.1 }
      : { x: along, y: 0.47 + (along - 0.5) * 0.12, size };
  });
}

function fly(canvas: Canvas, backdrop: Backdrop, subjects: readonly Subject[]): Layer[] {
  const { width, height, unit, random } = canvas;
  const isMirrored = random.next() < 0.5;
  const places = skyPlaces(subjects.length, width / height);
  return subjects.flatMap((subject, order) => {
    const place = places[order];
    if (!place) return [];
    const x = width * (isMirrored ? 1 - place.x : place.x);
    const y = height * place.y;
    const size = place.size * unit;
    const crowd = subject.isMany ? around(canvas, x, y, size) : [];
    return [
      ...crowd.map((each) =>
        floatingSprite(canvas, backdrop, subject.icon, {
          ...each,
          depth: 0.3,
          isMirrored: random.next() < 0.5,
        }),
      ),
      floatingSprite(canvas, backdrop, subject.icon, { x, y, size, depth: 0.36, isMirrored: x < width / 2 }),
    ];
  });
}

function stand(canvas: Canvas, backdrop: Backdrop, groundY: number, subjects: readonly Subject[]): Layer[] {
  const { width, height, unit, random } = canvas;
  const isMirrored = random.next() < 0.5;
  const places = standingPlaces(subjects.length, width / height);
  const layers = subjects.flatMap((subject, order) => {
    const place = places[order];
    if (!place) return [];
    const x = width * (isMirrored ? 1 - place.x : place.x);
    const size = place.size * unit * (order === 0 ? 1 : relativeSize(subject));
    const y = groundY - place.rise * unit + (order === 0 ? unit * 0.025 : 0);
    const depth = 0.82 - place.rise * 2.5;
    const crowd = subject.isMany
      ? [-1, 1].flatMap((side) => [
          { shift: side * 0.62, share: 0.62 },
          { shift: side * 1.15, share: 0.46 },
        ])
      : [];
    return [
      ...crowd.map(({ shift, share }) =>
        standingSprite(canvas, backdrop, subject.icon, {
          x: x + shift * size,
          y: y - unit * 0.03,
          size: size * share,
          depth: depth - 0.1,
          isMirrored: random.next() < 0.5,
        }),
      ),
      standingSprite(canvas, backdrop, subject.icon, {
        x,
        y,
        size,
        depth,
        isMirrored: order > 0 && x < width / 2,
      }),
    ];
  });
  return layers.sort((a, b) => a.depth - b.depth);
}

/** Small things of the place along its far edge and its sides, clear of the middle. */
function dress(canvas: Canvas, backdrop: Backdrop, groundY: number, subjects: readonly Subject[]): Layer[] {
  const { width, unit, random } = canvas;
  const used = new Set(subjects.map(({ icon }) => icon));
  const icons = backdrop.dressing.filter((icon) => !used.has(icon));
  if (icons.length === 0) return [];
  const spots = backdrop.dressing.length === 1 ? [0.09, 0.93] : [0.04, 0.96, 0.16, 0.86, 0.27, 0.75];
  return spots.slice(0, width > unit * 1.3 ? 6 : 4).map((spot, order) => {
    const icon = icons[order % icons.length] ?? icons[0] ?? "";
    const isSmall = /tulip|sunflower|blossom|herb|mushroom|rock|jar|teapot|shell/.test(icon);
    const size = unit * random.between(0.85, 1.15) * (isSmall ? 0.12 : order < 2 ? 0.36 : 0.24);
    const x = width * (spot + random.between(-0.025, 0.025));
    const y = groundY - unit * (order < 2 ? 0.03 : 0.05);
    return standingSprite(canvas, backdrop, icon, {
      x,
      y,
      size,
      depth: 0.5 + order * 0.01,
      isMirrored: random.next() < 0.5,
      isFar: true,
    });
  });
}

/** Spots for smaller copies around one thing. */
function around(
  canvas: Canvas,
  x: number,
  y: number,
  size: number,
): { x: number; y: number; size: number }[] {
  const { random } = canvas;
  const start = random.between(0, Math.PI);
  return [0, 1, 2, 3, 4].map((turn) => {
    const angle = start + (turn * Math.PI * 2) / 5;
    const reach = size * random.between(0.72, 0.95);
    return {
      x: x + Math.cos(angle) * reach * 1.2,
      y: y + Math.sin(angle) * reach * 0.75,
      size: size * random.between(0.26, 0.42),
    };
  });
}
