/*
 * The inner loops of the compositor, in AssemblyScript with SIMD. All planes are 8 bits a pixel; weights have 7 bits.
 * Whoever calls leaves 16 readable bytes after every plane.
 */

/** Bytes of the table for one block of pixels: where it begins, and two gathers with their weights. */
const BLOCK_BYTES: usize = 64;
const LEFT: usize = 16;
const RIGHT: usize = 32;
const WEIGHT: usize = 48;

/** Up to this many source pixels for one, 8 neighbours lie within 16 bytes; beyond it, 4 do. */
const WIDEST_STEP: f64 = 1.85;

/**
 * Draws a plane larger or smaller, between its pixels where need be; at its edges it goes on as it ends. Target pixel
 * (x, y) shows the source at (scaleX · (x + ½) + offsetX, scaleY · (y + ½) + offsetY).
 *
 * @param scaleX @param scaleY source pixels for one, up to 3.9
 * @param table room for 64 bytes per 4 pixels of a row, 16 more at its end
 * @param row room for a source row, 32 more at its end
 */
export function sample(
  source: usize,
  sourceWidth: i32,
  sourceHeight: i32,
  sourceStride: i32,
  target: usize,
  width: i32,
  height: i32,
  targetStride: i32,
  scaleX: f64,
  offsetX: f64,
  scaleY: f64,
  offsetY: f64,
  table: usize,
  row: usize,
): void {
  const blockPixels = scaleX <= WIDEST_STEP ? 8 : 4;
  const blocks = (width + blockPixels - 1) / blockPixels;
  const scratch = table + <usize>blocks * BLOCK_BYTES;
  let lowest = sourceWidth;
  let highest = 0;
  for (let block = 0; block < blocks; block++) {
    const entry = table + <usize>block * BLOCK_BYTES;
    let base = 0;
    for (let pixel = 0; pixel < 16; pixel++) {
      if (pixel >= blockPixels) {
        store<u8>(entry + LEFT + pixel, 255);
        store<u8>(entry + RIGHT + pixel, 255);
        if (pixel < 8) store<i16>(entry + WEIGHT + 2 * pixel, 0);
        continue;
      }
      const x = clamp(scaleX * (<f64>(block * blockPixels + pixel) + 0.5) + offsetX - 0.5, sourceWidth);
      const left = <i32>Math.floor(x);
      const right = left + 1 < sourceWidth ? left + 1 : left;
      if (pixel === 0) {
        base = left;
        store<i32>(entry, base);
        if (base < lowest) lowest = base;
      }
      store<u8>(entry + LEFT + pixel, <u8>(left - base));
      store<u8>(entry + RIGHT + pixel, <u8>(right - base));
      store<i16>(entry + WEIGHT + 2 * pixel, <i16>Math.floor((x - <f64>left) * 128.0 + 0.5));
      if (right > highest) highest = right;
    }
  }

  const all = i16x8.splat(128);
  const half = i16x8.splat(64);
  const first = (lowest >> 4) << 4;
  const last = (highest + 17 + 15) & ~15;
  for (let y = 0; y < height; y++) {
    const at = clamp(scaleY * (<f64>y + 0.5) + offsetY - 0.5, sourceHeight);
    const top = <i32>Math.floor(at);
    const weight = <i32>Math.floor((at - <f64>top) * 128.0 + 0.5);
    const upper = source + <usize>(top * sourceStride);
    const lower = top + 1 < sourceHeight ? upper + <usize>sourceStride : upper;
    let between = row;
    if (weight === 0) between = upper;
    else if (weight === 128) between = lower;
    else {
      const lowerShare = i16x8.splat(<i16>weight);
      const upperShare = i16x8.splat(<i16>(128 - weight));
      for (let x = first; x < last; x += 16) {
        const a = v128.load(upper + x);
        const b = v128.load(lower + x);
        const low = i16x8.add(
          i16x8.mul(i16x8.extend_low_i8x16_u(a), upperShare),
          i16x8.mul(i16x8.extend_low_i8x16_u(b), lowerShare),
        );
        const high = i16x8.add(
          i16x8.mul(i16x8.extend_high_i8x16_u(a), upperShare),
          i16x8.mul(i16x8.extend_high_i8x16_u(b), lowerShare),
        );
        const mixed = i8x16.narrow_i16x8_u(
          i16x8.shr_u(i16x8.add(low, half), 7),
          i16x8.shr_u(i16x8.add(high, half), 7),
        );
        v128.store(row + x, mixed);
      }
    }
    const line = target + <usize>(y * targetStride);
    for (let block = 0; block < blocks; block++) {
      const entry = table + <usize>block * BLOCK_BYTES;
      const pixels = v128.load(between + load<i32>(entry));
      const share = v128.load(entry, WEIGHT);
      const left = i16x8.extend_low_i8x16_u(i8x16.swizzle(pixels, v128.load(entry, LEFT)));
      const right = i16x8.extend_low_i8x16_u(i8x16.swizzle(pixels, v128.load(entry, RIGHT)));
      const mixed = i16x8.add(i16x8.mul(left, i16x8.sub(all, share)), i16x8.mul(right, share));
      const result = i16x8.shr_u(i16x8.add(mixed, half), 7);
      put(line + <usize>(block * blockPixels), result, min(blockPixels, width - block * blockPixels), scratch);
    }
  }
}

/**
 * Lays a picture over another. Its colours are multiplied by their alpha already.
 *
 * @param opacity 0–256, of the whole picture
 * @param scratch room for 16 bytes
 */
export function blend(
  target: usize,
  targetStride: i32,
  color: usize,
  alpha: usize,
  sourceStride: i32,
  width: i32,
  height: i32,
  opacity: i32,
  scratch: usize,
): void {
  const share = i16x8.splat(<i16>opacity);
  const half = i16x8.splat(128);
  const opaque = i16x8.splat(255);
  for (let y = 0; y < height; y++) {
    const line = target + <usize>(y * targetStride);
    const colors = color + <usize>(y * sourceStride);
    const alphas = alpha + <usize>(y * sourceStride);
    for (let x = 0; x < width; x += 8) {
      const a = v128.load64_zero(alphas + x);
      if (!v128.any_true(a)) continue;
      const cover = i16x8.shr_u(i16x8.add(i16x8.mul(i16x8.extend_low_i8x16_u(a), share), half), 8);
      const drawn = i16x8.extend_low_i8x16_u(v128.load64_zero(colors + x));
      const added = i16x8.shr_u(i16x8.add(i16x8.mul(drawn, share), half), 8);
      const below = i16x8.extend_low_i8x16_u(v128.load64_zero(line + x));
      const kept = i16x8.add(i16x8.mul(below, i16x8.sub(opaque, cover)), half);
      // Exact division by 255.
      const rest = i16x8.shr_u(i16x8.add(kept, i16x8.shr_u(kept, 8)), 8);
      put(line + x, i16x8.add(rest, added), min(8, width - x), scratch);
    }
  }
}

@inline
function clamp(at: f64, size: i32): f64 {
  return at < 0 ? 0 : at > <f64>(size - 1) ? <f64>(size - 1) : at;
}

/** Stores up to 8 pixels, and not one more: what lies beside a picture stays. */
@inline
function put(target: usize, pixels: v128, count: i32, scratch: usize): void {
  const bytes = i8x16.narrow_i16x8_u(pixels, pixels);
  if (count === 8) v128.store64_lane(target, bytes, 0);
  else if (count === 4) v128.store32_lane(target, bytes, 0);
  else {
    v128.store(scratch, bytes);
    memory.copy(target, scratch, count);
  }
}
