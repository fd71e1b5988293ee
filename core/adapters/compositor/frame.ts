import { type Kernel, type Plane, part } from "./kernel/kernel.ts";

/** A picture in I420, limited range BT.709: chroma has half the pixels in both directions. */
export interface Frame {
  readonly y: Plane;
  readonly u: Plane;
  readonly v: Plane;
}

/** A picture that lets through what is below: its colours are multiplied by alpha. */
export interface Sheer extends Frame {
  readonly alpha: Plane;
  /** Of the chroma planes. */
  readonly chromaAlpha: Plane;
}

/** A rectangle in pixels. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export const BLACK = { y: 16, u: 128, v: 128 } as const;

const half = (pixels: number): number => (pixels + 1) >> 1;

/** Rows padded: to be drawn from. */
export function takeFrame(kernel: Kernel, width: number, height: number): Frame {
  const chroma = () => kernel.plane(half(width), half(height));
  return { y: kernel.plane(width, height), u: chroma(), v: chroma() };
}

export function takeSheer(kernel: Kernel, width: number, height: number): Sheer {
  return {
    ...takeFrame(kernel, width, height),
    alpha: kernel.plane(width, height),
    chromaAlpha: kernel.plane(half(width), half(height)),
  };
}

/** Planes one after the other without gaps, as an encoder wants them. Sides are even. */
export function takeOutput(
  kernel: Kernel,
  width: number,
  height: number,
): Frame & { readonly bytes: number } {
  const bytes = (width * height * 3) / 2;
  const at = kernel.take(bytes);
  const chroma = { width: width / 2, height: height / 2, stride: width / 2 };
  return {
    y: { at, width, height, stride: width },
    u: { at: at + width * height, ...chroma },
    v: { at: at + (width * height * 5) / 4, ...chroma },
    bytes,
  };
}

/** @param i420 rows without gaps, as ffmpeg gives them */
export function fillFrame(kernel: Kernel, frame: Frame, i420: Uint8Array): void {
  const luma = frame.y.width * frame.y.height;
  const chroma = frame.u.width * frame.u.height;
  kernel.fill(frame.y, i420.subarray(0, luma));
  kernel.fill(frame.u, i420.subarray(luma, luma + chroma));
  kernel.fill(frame.v, i420.subarray(luma + chroma, luma + 2 * chroma));
}

/** Bytes of a frame as ffmpeg gives it. */
export const bytesOfFrame = (width: number, height: number): number =>
  width * height + 2 * half(width) * half(height);

/** @param rect even */
export function cutFrame(frame: Frame, { left, top, width, height }: Rect): Frame {
  const chroma = (plane: Plane) => part(plane, left / 2, top / 2, half(width), half(height));
  return { y: part(frame.y, left, top, width, height), u: chroma(frame.u), v: chroma(frame.v) };
}

/** @param rect even */
export function cutSheer(sheer: Sheer, rect: Rect): Sheer {
  const { left, top, width, height } = rect;
  return {
    ...cutFrame(sheer, rect),
    alpha: part(sheer.alpha, left, top, width, height),
    chromaAlpha: part(sheer.chromaAlpha, left / 2, top / 2, half(width), half(height)),
  };
}

/** Lays a picture over a frame of its size. @param opacity 0–1 */
export function blendFrame(kernel: Kernel, target: Frame, source: Sheer, opacity: number): void {
  kernel.blend(target.y, source.y, source.alpha, opacity);
  kernel.blend(target.u, source.u, source.chromaAlpha, opacity);
  kernel.blend(target.v, source.v, source.chromaAlpha, opacity);
}

export function paint(kernel: Kernel, frame: Frame, color: { y: number; u: number; v: number }): void {
  for (const name of ["y", "u", "v"] as const) {
    const { at, stride, height } = frame[name];
    kernel.bytes(at, stride * height).fill(color[name]);
  }
}

/** The common part; undefined: there is none. */
export function intersection(a: Rect, b: Rect): Rect | undefined {
  const [left, top] = [Math.max(a.left, b.left), Math.max(a.top, b.top)];
  const width = Math.min(a.left + a.width, b.left + b.width) - left;
  const height = Math.min(a.top + a.height, b.top + b.height) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : undefined;
}
