import type { Transition } from "../../contract/composition.ts";
import { easeInOut, easeOut, ramp } from "./fade.ts";
import type { Box } from "./frame-guide.ts";

export interface Transient {
  readonly transitionIn?: Transition | undefined;
  readonly transitionOut?: Transition | undefined;
}

/** How far an item is from its place. At rest: opaque, not moved, scale 1, nothing hidden. */
export interface Motion {
  /** 0–1; to be multiplied with the item's own. */
  readonly opacity: number;
  /** Pixels of the composition, before any rotation. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  /** Shares of the item's box, 0–1, that are cut off at its sides. */
  readonly hidden: {
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    readonly left: number;
  };
}

/** The frame, and where the item rests in it. */
export interface TransitionStage {
  readonly width: number;
  readonly height: number;
  readonly box: Box;
  /** Degrees, clockwise. */
  readonly rotation: number;
}

type Direction = NonNullable<Transition["direction"]>;

const AT_REST: Motion = {
  opacity: 1,
  x: 0,
  y: 0,
  scale: 1,
  hidden: { top: 0, right: 0, bottom: 0, left: 0 },
};
const SMALLEST_SCALE = 0.82;

/**
 * Where an item's transitions have it at a frame of its own. Like fades, they begin and end within the item, and no frame
 * of it is empty. An item too short for both shows both at once.
 *
 * @param frame from the item's start, 0 or more
 */
export function motionAt(
  { transitionIn, transitionOut }: Transient,
  frame: number,
  durationInFrames: number,
  fps: number,
  stage: TransitionStage,
): Motion {
  const progressOf = (step: number, transition: Transition) =>
    ramp(step, Math.round(transition.durationInSeconds * fps));
  const coming = transitionIn ? comingAt(transitionIn, progressOf(frame + 1, transitionIn), stage) : AT_REST;
  const going = transitionOut
    ? goingAt(transitionOut, progressOf(durationInFrames - frame, transitionOut), stage)
    : AT_REST;
  return {
    opacity: coming.opacity * going.opacity,
    x: coming.x + going.x,
    y: coming.y + going.y,
    scale: coming.scale * going.scale,
    hidden: {
      top: coming.hidden.top + going.hidden.top,
      right: coming.hidden.right + going.hidden.right,
      bottom: coming.hidden.bottom + going.hidden.bottom,
      left: coming.hidden.left + going.hidden.left,
    },
  };
}

/** @param progress 0 (away) to 1 (at rest) */
function comingAt(transition: Transition, progress: number, stage: TransitionStage): Motion {
  if (progress >= 1) return AT_REST;
  switch (transition.type) {
    case "fade":
      return { ...AT_REST, opacity: easeInOut(progress) };
    case "scale":
      return {
        ...AT_REST,
        opacity: easeInOut(progress),
        scale: SMALLEST_SCALE + (1 - SMALLEST_SCALE) * easeOut(progress),
      };
    case "slide": {
      const direction = transition.direction ?? "up";
      return slid(direction, -distanceOut(opposite[direction], stage) * (1 - easeOut(progress)));
    }
    case "wipe": {
      // The edge that moves is the one in front.
      const side = sideOf[transition.direction ?? "right"];
      return { ...AT_REST, hidden: { ...AT_REST.hidden, [side]: 1 - easeInOut(progress) } };
    }
  }
}

/** @param progress 1 (at rest) to 0 (away) */
function goingAt(transition: Transition, progress: number, stage: TransitionStage): Motion {
  if (progress >= 1) return AT_REST;
  const direction = transition.direction ?? (transition.type === "slide" ? "up" : "right");
  switch (transition.type) {
    case "fade":
    case "scale":
      return comingAt(transition, progress, stage);
    case "slide":
      return slid(direction, distanceOut(direction, stage) * (1 - easeOut(progress)));
    case "wipe":
      // Here the edge that moves is the one behind.
      return comingAt({ ...transition, direction: opposite[direction] }, progress, stage);
  }
}

const opposite: Record<Direction, Direction> = { left: "right", right: "left", up: "down", down: "up" };
const sideOf = { left: "left", right: "right", up: "top", down: "bottom" } as const;

/** @param distance pixels in the direction; negative: not there yet */
function slid(direction: Direction, distance: number): Motion {
  const [x, y] = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }[direction] as [number, number];
  return { ...AT_REST, x: x * distance, y: y * distance };
}

/** How far the item must move in a direction until nothing of it is in the frame. */
function distanceOut(direction: Direction, { width, height, box, rotation }: TransitionStage): number {
  const angle = (rotation * Math.PI) / 180;
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const halfWidth = (box.width * cos + box.height * sin) / 2;
  const halfHeight = (box.width * sin + box.height * cos) / 2;
  const centre = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  const distances: Record<Direction, number> = {
    left: centre.x + halfWidth,
    right: width - centre.x + halfWidth,
    up: centre.y + halfHeight,
    down: height - centre.y + halfHeight,
  };
  return Math.max(0, distances[direction]);
}
