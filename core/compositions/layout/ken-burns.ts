import { easeInOut } from "./fade.ts";

/** Zoom (1 = the picture just covers its box) towards a focal point (0–1 of the picture). */
export interface KenBurnsStop {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Where the whole picture lies, in pixels of its box; it always covers the box. */
export interface PicturePlacement {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The part of the picture that is seen, 0–1 of the picture. */
interface View {
  readonly centreX: number;
  readonly centreY: number;
  readonly width: number;
  readonly height: number;
}

/**
 * An eased move between two stops. The edges of the view move in straight lines, so that a view that lies inside the
 * picture at both ends lies inside all the way.
 *
 * @param progress 0 (first frame) to 1 (last)
 */
export function kenBurnsPlacement(
  stops: { readonly start: KenBurnsStop; readonly end: KenBurnsStop },
  progress: number,
  picture: Size,
  box: Size,
): PicturePlacement {
  const eased = easeInOut(Math.min(1, Math.max(0, progress)));
  const start = viewOf(stops.start, picture, box);
  const end = viewOf(stops.end, picture, box);
  const mix = (from: number, to: number) => from + (to - from) * eased;
  const width = box.width / mix(start.width, end.width);
  const height = box.height / mix(start.height, end.height);
  return {
    width,
    height,
    left: box.width / 2 - mix(start.centreX, end.centreX) * width,
    top: box.height / 2 - mix(start.centreY, end.centreY) * height,
  };
}

function viewOf(stop: KenBurnsStop, picture: Size, box: Size): View {
  const cover = Math.max(box.width / picture.width, box.height / picture.height) * Math.max(1, stop.scale);
  const width = box.width / (picture.width * cover);
  const height = box.height / (picture.height * cover);
  const inside = (centre: number, size: number) => Math.min(1 - size / 2, Math.max(size / 2, centre));
  return { width, height, centreX: inside(stop.x, width), centreY: inside(stop.y, height) };
}
