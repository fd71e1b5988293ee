import type { Random } from "../scene/random.ts";
import type { Motion } from "../scene/scene.ts";

/** How the camera travels over the length of a clip. */
export interface Camera {
  /** Magnification at the start and the end, for something at depth 1. */
  readonly zoom: readonly [number, number];
  /** Travel to the side and up, as shares of the frame, for something at depth 1. */
  readonly panX: number;
  readonly panY: number;
  /** Where the travel begins: at the frame itself, or as far on the other side of it as it ends. */
  readonly from: 0 | -1;
}

/**
 * A slow move, in or out, with a little travel to one side.
 * @param startsAtRest the first frame shows the scene as it is, and all movement goes closer, so that no edge is seen
 */
export function chooseCamera(random: Random, startsAtRest: boolean): Camera {
  const isInward = random.next() < 0.7 || startsAtRest;
  return {
    zoom: isInward ? [1, 1.1] : [1.1, 1],
    panX: random.oneOf([-1, 1]) * random.between(0.015, 0.03),
    panY: random.between(-0.008, 0.008),
    from: startsAtRest ? 0 : -1,
  };
}

/** Where a layer is at a moment: magnified about the middle of the frame, then moved, in shares of the frame. */
export interface Pose {
  readonly scale: number;
  readonly moveX: number;
  readonly moveY: number;
}

/**
 * @param progress 0 at the first frame, 1 at the last
 * @param seconds since the first frame
 */
export function poseAt(
  camera: Camera,
  layer: { depth: number; motion: Motion; phase?: number },
  progress: number,
  seconds: number,
): Pose {
  const eased = progress * progress * (3 - 2 * progress);
  const { depth, motion, phase = 0 } = layer;
  const reach = 0.3 + 0.7 * depth;
  const [from, to] = camera.zoom;
  const scale = 1 + (from + (to - from) * eased - 1) * reach;
  const travel = camera.from + eased * (1 - camera.from);
  const own = ownMove(motion, seconds, phase);
  return {
    scale,
    moveX: camera.panX * travel * reach + own.x,
    moveY: camera.panY * travel * reach + own.y,
  };
}

function ownMove(motion: Motion, seconds: number, phase: number): { x: number; y: number } {
  const turn = 2 * Math.PI * phase;
  switch (motion) {
    case "still":
      return { x: 0, y: 0 };
    case "drift":
      return { x: 0.007 * (seconds - 2.5), y: 0 };
    case "bob":
      return { x: 0.002 * Math.sin(seconds * 0.9 + turn), y: 0.009 * Math.sin(seconds * 1.5 + turn) };
    case "sway":
      return { x: 0.01 * Math.sin(seconds * 0.8 + turn), y: 0.004 * Math.sin(seconds * 1.2 + turn) };
    case "rise":
      return { x: 0.004 * Math.sin(seconds * 0.7 + turn), y: -0.045 * seconds };
    case "fall":
      return { x: -0.02 * seconds, y: 0.11 * seconds };
  }
}
