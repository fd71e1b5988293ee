import { kernelBytes } from "./kernel-bytes.ts";

const module = new WebAssembly.Module(Buffer.from(kernelBytes, "base64"));

/** Bytes of WebAssembly memory from `at`, rows `stride` apart. */
export interface Plane {
  readonly at: number;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
}

/** Where a source lies under a target: target pixel x shows the source at `scale · (x + ½) + offset`. */
export interface Mapping {
  readonly scale: number;
  readonly offset: number;
}

interface Exports {
  sample(
    source: number,
    sourceWidth: number,
    sourceHeight: number,
    sourceStride: number,
    target: number,
    width: number,
    height: number,
    targetStride: number,
    scaleX: number,
    offsetX: number,
    scaleY: number,
    offsetY: number,
    table: number,
    row: number,
  ): void;
  blend(
    target: number,
    targetStride: number,
    color: number,
    alpha: number,
    sourceStride: number,
    width: number,
    height: number,
    opacity: number,
    scratch: number,
  ): void;
}

/** Widest source or target row, pixels. */
export const WIDEST_ROW = 16_384;
/** Source pixels for one target pixel. */
export const MOST_SHRINKING = 3.9;
const PAGE_BYTES = 65_536;
/** Of 64 MiB each; a segment uses about one. */
const MOST_PAGES = 12 * 1024;

/** The inner loops and the memory they work on. One a segment: what is taken is never given back. */
export class Kernel {
  readonly #memory = new WebAssembly.Memory({ initial: 64, maximum: MOST_PAGES });
  readonly #exports: Exports;
  /** The compiled kernel's own data lies below. */
  #next = PAGE_BYTES;
  readonly #table: number;
  readonly #row: number;
  readonly #scratch: number;

  constructor() {
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    this.#exports = exports as unknown as Exports;
    this.#table = this.take((WIDEST_ROW / 4) * 64 + 64);
    this.#row = this.take(WIDEST_ROW + 64);
    this.#scratch = this.take(16);
  }

  /** Memory of so many bytes and a few readable ones behind; zeros at first. @throws {RangeError} there is no more */
  take(bytes: number): number {
    const at = this.#next;
    this.#next = (at + bytes + 64 + 63) & ~63;
    const missing = this.#next - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE_BYTES) + 64);
    return at;
  }

  plane(width: number, height: number): Plane {
    const stride = (width + 15) & ~15;
    return { at: this.take(stride * height), width, height, stride };
  }

  /** Good until the next `take`. */
  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, at, length);
  }

  /** Copies rows that follow each other without a gap. */
  fill(plane: Plane, rows: Uint8Array): void {
    const memory = new Uint8Array(this.#memory.buffer);
    if (plane.stride === plane.width) {
      memory.set(rows.subarray(0, plane.width * plane.height), plane.at);
      return;
    }
    for (let y = 0; y < plane.height; y += 1) {
      memory.set(rows.subarray(y * plane.width, (y + 1) * plane.width), plane.at + y * plane.stride);
    }
  }

  /** Draws `source` into `target`, larger or smaller. @param x @param y at most MOST_SHRINKING */
  sample(source: Plane, target: Plane, x: Mapping, y: Mapping): void {
    this.#exports.sample(
      source.at,
      source.width,
      source.height,
      source.stride,
      target.at,
      target.width,
      target.height,
      target.stride,
      x.scale,
      x.offset,
      y.scale,
      y.offset,
      this.#table,
      this.#row,
    );
  }

  /** Lays `color`, multiplied by `alpha` already, over `target`. All are of the target's size. @param opacity 0–1 */
  blend(target: Plane, color: Plane, alpha: Plane, opacity: number): void {
    this.#exports.blend(
      target.at,
      target.stride,
      color.at,
      alpha.at,
      color.stride,
      target.width,
      target.height,
      Math.round(opacity * 256),
      this.#scratch,
    );
  }
}

/** A part of a plane, in its own pixels. */
export function part(plane: Plane, left: number, top: number, width: number, height: number): Plane {
  return { at: plane.at + top * plane.stride + left, width, height, stride: plane.stride };
}
