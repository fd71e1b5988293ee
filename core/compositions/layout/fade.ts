export interface Faded {
  readonly opacity?: number | undefined;
  readonly fadeInDurationInSeconds?: number | undefined;
  readonly fadeOutDurationInSeconds?: number | undefined;
}

/**
 * How opaque an item is, 0–1, at a frame of its own. No frame of a fade is empty: the first already shows something,
 * the last still does.
 *
 * @param frame from the item's start, 0 or more
 */
export function opacityAt(item: Faded, frame: number, durationInFrames: number, fps: number): number {
  const rise = easeInOut(ramp(frame + 1, (item.fadeInDurationInSeconds ?? 0) * fps));
  const fall = easeInOut(ramp(durationInFrames - frame, (item.fadeOutDurationInSeconds ?? 0) * fps));
  return (item.opacity ?? 1) * rise * fall;
}

/** How far a change of so many steps is at one of them, counted from 1: above 0 from the first one on, 1 after the last. */
export function ramp(step: number, steps: number): number {
  return steps <= 0 ? 1 : Math.min(1, Math.max(0, step / (steps + 1)));
}

/** A half wave of a cosine: starts and ends at rest. */
export function easeInOut(progress: number): number {
  return (1 - Math.cos(Math.PI * progress)) / 2;
}

/** Sets off fast and comes to rest slowly. */
export function easeOut(progress: number): number {
  return 1 - (1 - progress) ** 3;
}
