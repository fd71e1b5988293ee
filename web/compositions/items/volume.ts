interface Sounding {
  readonly durationInFrames: number;
  readonly decibelAdjustment?: number | undefined;
  readonly audioFadeInDurationInSeconds?: number | undefined;
  readonly audioFadeOutDurationInSeconds?: number | undefined;
}

/** Below this a sound is silent. */
const SILENT_DECIBELS = -60;

/** The volume a player plays an item at, 0–1 (players cannot amplify), at a frame of its own. */
export function volumeAt(item: Sounding, frame: number, fps: number): number {
  const decibels = item.decibelAdjustment ?? 0;
  if (decibels <= SILENT_DECIBELS) return 0;
  const seconds = frame / fps;
  const left = item.durationInFrames / fps - seconds;
  const rise = share(seconds, item.audioFadeInDurationInSeconds ?? 0);
  const fall = share(left, item.audioFadeOutDurationInSeconds ?? 0);
  return Math.min(1, 10 ** (decibels / 20)) * rise * fall;
}

function share(elapsed: number, whole: number): number {
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, elapsed / whole));
}
