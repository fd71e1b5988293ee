import { type Sheer, takeSheer } from "./frame.ts";
import type { Kernel } from "./kernel/kernel.ts";

/** Pixels of four bytes: red, green, blue, alpha (colours not multiplied). */
export interface Rgba {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** BT.709, limited range, for 0–255. */
export const lumaOf = (r: number, g: number, b: number): number =>
  16 + (0.2126 * r + 0.7152 * g + 0.0722 * b) * (219 / 255);
export const blueOf = (r: number, g: number, b: number): number =>
  128 + (-0.114572 * r - 0.385428 * g + 0.5 * b) * (224 / 255);
export const redOf = (r: number, g: number, b: number): number =>
  128 + (0.5 * r - 0.454153 * g - 0.045847 * b) * (224 / 255);

/**
 * Turns a part of a picture into planes to blend with. What lies beyond the picture is transparent.
 *
 * @param part even offsets and sizes
 */
export function sheerPicture(
  kernel: Kernel,
  { pixels, width, height }: Rgba,
  part: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
): Sheer {
  const sheer = takeSheer(kernel, part.width, part.height);
  const [y, alpha] = [sheer.y, sheer.alpha].map((plane) =>
    kernel.bytes(plane.at, plane.stride * plane.height),
  );
  const [u, v, chromaAlpha] = [sheer.u, sheer.v, sheer.chromaAlpha].map((plane) =>
    kernel.bytes(plane.at, plane.stride * plane.height),
  );
  if (!y || !alpha || !u || !v || !chromaAlpha) throw new RangeError("A picture without planes.");
  const right = Math.min(part.width, width - part.left);
  const bottom = Math.min(part.height, height - part.top);
  for (let row = 0; row < bottom; row += 2) {
    for (let column = 0; column < right; column += 2) {
      let [sumU, sumV, sumAlpha] = [0, 0, 0];
      for (let corner = 0; corner < 4; corner += 1) {
        const x = column + (corner & 1);
        const line = row + (corner >> 1);
        if (x >= right || line >= bottom) continue;
        const at = ((part.top + line) * width + part.left + x) * 4;
        const opacity = pixels[at + 3] ?? 0;
        if (opacity === 0) continue;
        const share = opacity / 255;
        const [r, g, b] = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
        y[line * sheer.y.stride + x] = lumaOf(r, g, b) * share + 0.5;
        alpha[line * sheer.alpha.stride + x] = opacity;
        sumU += blueOf(r, g, b) * share;
        sumV += redOf(r, g, b) * share;
        sumAlpha += share;
      }
      if (sumAlpha === 0) continue;
      const at = (row >> 1) * sheer.u.stride + (column >> 1);
      u[at] = sumU / 4 + 0.5;
      v[at] = sumV / 4 + 0.5;
      chromaAlpha[at] = (sumAlpha / 4) * 255 + 0.5;
    }
  }
  return sheer;
}

/** The smallest part, with even sides, that holds all of a picture that can be seen; undefined: nothing can. */
export function visiblePart(
  { pixels, width }: Rgba,
  part: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
): { left: number; top: number; width: number; height: number } | undefined {
  let [left, right, top, bottom] = [Number.POSITIVE_INFINITY, -1, -1, -1];
  for (let row = part.top; row < part.top + part.height; row += 1) {
    for (let column = part.left; column < part.left + part.width; column += 1) {
      if (pixels[(row * width + column) * 4 + 3] === 0) continue;
      if (top < 0) top = row;
      bottom = row;
      if (column < left) left = column;
      if (column > right) right = column;
    }
  }
  if (top < 0) return undefined;
  const even = (n: number, origin: number) => origin + 2 * Math.floor((n - origin) / 2);
  const [x, y] = [even(left, part.left), even(top, part.top)];
  return { left: x, top: y, width: even(right, part.left) + 2 - x, height: even(bottom, part.top) + 2 - y };
}
