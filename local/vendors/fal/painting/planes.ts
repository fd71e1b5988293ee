import type { Pixels } from "./draw-picture.ts";

/** One channel of a picture. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** How much of each pixel a layer covers, and which blocks of 16 × 16 it leaves empty: rain is mostly nothing. */
interface Cover extends Plane {
  readonly blocks: Uint8Array;
  readonly blocksAcross: number;
}

function coverOf(alpha: Plane): Cover {
  const blocksAcross = (alpha.width + 15) >> 4;
  const blocks = new Uint8Array(blocksAcross * ((alpha.height + 15) >> 4));
  for (let row = 0; row < alpha.height; row += 1) {
    for (let column = 0; column < alpha.width; column += 1) {
      if (alpha.data[row * alpha.width + column] === 0) continue;
      // A sample also looks one pixel to the right and down, so that pixel's neighbours count as filled.
      for (const y of [row - 1, row]) {
        for (const x of [column - 1, column])
          blocks[(Math.max(0, y) >> 4) * blocksAcross + (Math.max(0, x) >> 4)] = 1;
      }
    }
  }
  return { ...alpha, blocks, blocksAcross };
}

/** A layer as the encoder wants it: Y, U, V of BT.709 limited range with alpha premultiplied; colour at half size. */
export interface Planes {
  readonly y: Plane;
  readonly u: Plane;
  readonly v: Plane;
  /** Absent for layers that cover everything. */
  readonly alpha?: { readonly full: Cover; readonly half: Cover };
}

const plane = (width: number, height: number): Plane => ({
  width,
  height,
  data: new Uint8Array(width * height),
});

/** Converts premultiplied RGBA. Odd sizes lose their last row or column, which sprites have to spare. */
export function toPlanes({ width: stride, height: rows, data }: Pixels, isOpaque: boolean): Planes {
  const width = stride & ~1;
  const height = rows & ~1;
  const y = plane(width, height);
  const full = plane(width, height);
  const u = plane(width / 2, height / 2);
  const v = plane(width / 2, height / 2);
  const half = plane(width / 2, height / 2);
  for (let row = 0; row < height; row += 2) {
    for (let column = 0; column < width; column += 2) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let alpha = 0;
      for (let part = 0; part < 4; part += 1) {
        const px = column + (part & 1);
        const py = row + (part >> 1);
        const at = (py * stride + px) * 4;
        const r = data[at] ?? 0;
        const g = data[at + 1] ?? 0;
        const b = data[at + 2] ?? 0;
        const a = data[at + 3] ?? 0;
        const to = py * width + px;
        y.data[to] = 0.18259 * r + 0.61423 * g + 0.06201 * b + (16 * a) / 255 + 0.5;
        full.data[to] = a;
        red += r;
        green += g;
        blue += b;
        alpha += a;
      }
      const to = (row >> 1) * (width >> 1) + (column >> 1);
      const offset = (128 * alpha) / 255;
      u.data[to] = (-0.10064 * red - 0.33857 * green + 0.43922 * blue + offset) / 4 + 0.5;
      v.data[to] = (0.43922 * red - 0.39894 * green - 0.04027 * blue + offset) / 4 + 0.5;
      half.data[to] = alpha / 4 + 0.5;
    }
  }
  return isOpaque ? { y, u, v } : { y, u, v, alpha: { full: coverOf(full), half: coverOf(half) } };
}

/** Where a layer is sampled: source = target × `step` + `offset`, both in pixels of the full-size planes. */
export interface Sampling {
  readonly step: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

interface Axis {
  /** The first and one past the last target pixel that the source covers. */
  readonly from: number;
  readonly to: number;
  /** Per target pixel: the source pixel, and 0 to 256 of the next one. */
  readonly index: Int32Array;
  readonly weight: Int32Array;
}

function axis(target: number, source: number, step: number, offset: number, isClamped: boolean): Axis {
  const index = new Int32Array(target);
  const weight = new Int32Array(target);
  let from = target;
  let to = 0;
  for (let at = 0; at < target; at += 1) {
    let position = (at + 0.5) * step + offset - 0.5;
    if (isClamped) position = Math.min(Math.max(position, 0), source - 1.001);
    else if (position < 0 || position >= source - 1) continue;
    const whole = Math.floor(position);
    index[at] = whole;
    weight[at] = (position - whole) * 256;
    if (at < from) from = at;
    to = at + 1;
  }
  return { from, to, index, weight };
}

/** Fills the target; the source covers it. */
function copy(target: Plane, source: Plane, horizontal: Axis, vertical: Axis): void {
  const { data: out, width: outWidth } = target;
  const { data: ink, width: inkWidth } = source;
  for (let row = 0; row < target.height; row += 1) {
    const top = (vertical.index[row] ?? 0) * inkWidth;
    const down = vertical.weight[row] ?? 0;
    const up = 256 - down;
    let to = row * outWidth;
    for (let column = 0; column < outWidth; column += 1, to += 1) {
      const at = top + (horizontal.index[column] ?? 0);
      const below = at + inkWidth;
      const right = horizontal.weight[column] ?? 0;
      const left = 256 - right;
      out[to] =
        (((ink[at] ?? 0) * left + (ink[at + 1] ?? 0) * right) * up +
          ((ink[below] ?? 0) * left + (ink[below + 1] ?? 0) * right) * down) >>
        16;
    }
  }
}

/** Draws premultiplied ink over the target. */
function blend(target: Plane, source: Plane, alpha: Cover, horizontal: Axis, vertical: Axis): void {
  const { data: out, width: outWidth } = target;
  const { data: ink, width: inkWidth } = source;
  const { data: cover, blocks, blocksAcross } = alpha;
  for (let row = vertical.from; row < vertical.to; row += 1) {
    const fromRow = vertical.index[row] ?? 0;
    const top = fromRow * inkWidth;
    const blockRow = (fromRow >> 4) * blocksAcross;
    const down = vertical.weight[row] ?? 0;
    const up = 256 - down;
    const line = row * outWidth;
    for (let column = horizontal.from; column < horizontal.to; column += 1) {
      const fromColumn = horizontal.index[column] ?? 0;
      const block = fromColumn >> 4;
      if (blocks[blockRow + block] === 0) {
        while (column + 1 < horizontal.to && (horizontal.index[column + 1] ?? 0) >> 4 === block) column += 1;
        continue;
      }
      const at = top + fromColumn;
      const below = at + inkWidth;
      const right = horizontal.weight[column] ?? 0;
      const left = 256 - right;
      const a =
        (((cover[at] ?? 0) * left + (cover[at + 1] ?? 0) * right) * up +
          ((cover[below] ?? 0) * left + (cover[below + 1] ?? 0) * right) * down) >>
        16;
      if (a === 0) continue;
      const value =
        (((ink[at] ?? 0) * left + (ink[at + 1] ?? 0) * right) * up +
          ((ink[below] ?? 0) * left + (ink[below + 1] ?? 0) * right) * down) >>
        16;
      const to = line + column;
      out[to] = a === 255 ? value : value + (((out[to] ?? 0) * (255 - a) * 257 + 32896) >> 16);
    }
  }
}

/** A frame of I420 video, its three planes lying behind each other in `bytes`. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
  readonly y: Plane;
  readonly u: Plane;
  readonly v: Plane;
}

/** @param width and `height` are even */
export function createFrame(width: number, height: number): Frame {
  const luma = width * height;
  const bytes = new Uint8Array((luma * 3) / 2);
  const half = { width: width / 2, height: height / 2 };
  return {
    width,
    height,
    bytes,
    y: { width, height, data: bytes.subarray(0, luma) },
    u: { ...half, data: bytes.subarray(luma, luma * 1.25) },
    v: { ...half, data: bytes.subarray(luma * 1.25) },
  };
}

/** Draws a layer over a frame, sampled bilinearly, so that slow movements do not stutter from pixel to pixel. */
export function drawPlanes(frame: Frame, planes: Planes, { step, offsetX, offsetY }: Sampling): void {
  const { y, u, v, alpha } = planes;
  const isClamped = alpha === undefined;
  const across = axis(frame.width, y.width, step, offsetX, isClamped);
  const down = axis(frame.height, y.height, step, offsetY, isClamped);
  const halfAcross = axis(frame.width / 2, u.width, step, offsetX / 2, isClamped);
  const halfDown = axis(frame.height / 2, u.height, step, offsetY / 2, isClamped);
  if (alpha) {
    blend(frame.y, y, alpha.full, across, down);
    blend(frame.u, u, alpha.half, halfAcross, halfDown);
    blend(frame.v, v, alpha.half, halfAcross, halfDown);
  } else {
    copy(frame.y, y, across, down);
    copy(frame.u, u, halfAcross, halfDown);
    copy(frame.v, v, halfAcross, halfDown);
  }
}
