import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileKernel } from "../../../../core/adapters/compositor/kernel/compile-kernel.ts";
import { Kernel, type Plane } from "../../../../core/adapters/compositor/kernel/kernel.ts";
import { kernelBytes } from "../../../../core/adapters/compositor/kernel/kernel-bytes.ts";

const GUARD = 0xa5;

/** A plane in the middle of a guarded one, so that a byte written beside it is seen. */
function guarded(kernel: Kernel, width: number, height: number) {
  const stride = width + 32;
  const at = kernel.take(stride * (height + 2));
  kernel.bytes(at, stride * (height + 2)).fill(GUARD);
  const plane: Plane = { at: at + stride + 16, width, height, stride };
  const pixel = (x: number, y: number) => kernel.bytes(plane.at + y * stride + x, 1)[0] ?? 0;
  const set = (values: (x: number, y: number) => number) => {
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) kernel.bytes(plane.at + y * stride + x, 1)[0] = values(x, y);
  };
  const touchedBeside = () => {
    let count = 0;
    for (let y = -1; y <= height; y += 1)
      for (let x = -16; x < width + 16; x += 1) {
        const isInside = x >= 0 && x < width && y >= 0 && y < height;
        if (!isInside && pixel(x, y) !== GUARD) count += 1;
      }
    return count;
  };
  return { plane, pixel, set, touchedBeside };
}

const noise = (x: number, y: number) => (x * 7919 + y * 104729 + x * y * 31) % 256;

/** Bilinear, in floating point. */
function sampled(
  source: (x: number, y: number) => number,
  width: number,
  height: number,
  x: number,
  y: number,
): number {
  const clamp = (at: number, size: number) => Math.min(size - 1, Math.max(0, at));
  const [atX, atY] = [clamp(x - 0.5, width), clamp(y - 0.5, height)];
  const [left, top] = [Math.floor(atX), Math.floor(atY)];
  const [right, bottom] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
  const across = (row: number) => source(left, row) * (1 - (atX - left)) + source(right, row) * (atX - left);
  return across(top) * (1 - (atY - top)) + across(bottom) * (atY - top);
}

describe("the kernel", () => {
  it("is what its source compiles to", async () => {
    expect(Buffer.from(await compileKernel()).toString("base64")).toBe(kernelBytes);
  });

  it("samples between pixels, larger or smaller, and writes nothing beside its target", () => {
    const size = fc.integer({ min: 1, max: 70 });
    const mapping = fc.record({
      scale: fc.double({ min: 0.05, max: 3.9, noNaN: true }),
      offset: fc.integer({ min: -20, max: 60 }),
    });
    fc.assert(
      fc.property(
        size,
        size,
        size,
        size,
        mapping,
        mapping,
        (sourceWidth, sourceHeight, width, height, x, y) => {
          const kernel = new Kernel();
          const source = kernel.plane(sourceWidth, sourceHeight);
          const rows = new Uint8Array(sourceWidth * sourceHeight);
          for (let at = 0; at < rows.length; at += 1)
            rows[at] = noise(at % sourceWidth, Math.floor(at / sourceWidth));
          kernel.fill(source, rows);
          const target = guarded(kernel, width, height);
          kernel.sample(source, target.plane, x, y);
          expect(target.touchedBeside()).toBe(0);
          for (const [column, row] of [
            [0, 0],
            [width - 1, height - 1],
            [width >> 1, height >> 1],
          ] as const) {
            const wanted = sampled(
              noise,
              sourceWidth,
              sourceHeight,
              x.scale * (column + 0.5) + x.offset,
              y.scale * (row + 0.5) + y.offset,
            );
            // Weights of 7 bits in both directions, rounded twice.
            expect(Math.abs(target.pixel(column, row) - wanted)).toBeLessThanOrEqual(3.5);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("blends within a level of the exact result, and writes nothing beside its target", () => {
    const size = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(size, size, fc.double({ min: 0, max: 1, noNaN: true }), (width, height, opacity) => {
        const kernel = new Kernel();
        const [color, alpha] = [kernel.plane(width, height), kernel.plane(width, height)];
        const alphas = Uint8Array.from({ length: width * height }, (_, at) => noise(at, 3));
        kernel.fill(alpha, alphas);
        kernel.fill(
          color,
          alphas.map((a, at) => Math.round((a * noise(at, 5)) / 255)),
        );
        const target = guarded(kernel, width, height);
        target.set((x, y) => noise(x, y + 11));
        kernel.blend(target.plane, color, alpha, opacity);
        expect(target.touchedBeside()).toBe(0);
        for (let at = 0; at < width * height; at += 7) {
          const [x, y] = [at % width, Math.floor(at / width)];
          const a = (alphas[at] ?? 0) / 255;
          const wanted = noise(at, 5) * a * opacity + noise(x, y + 11) * (1 - a * opacity);
          expect(Math.abs(target.pixel(x, y) - wanted)).toBeLessThanOrEqual(2.5);
        }
      }),
      { numRuns: 200 },
    );
  });
});
