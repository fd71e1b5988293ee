import { refuse } from "./refuse.ts";

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The size that an image's own header states, in pixels.
 * @throws InvalidRequestError when the header is cut off or states none
 */
export function imageSize(bytes: Uint8Array, container: "png" | "jpeg" | "gif" | "webp"): PixelSize {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const size = readers[container](view);
    if (size.width > 0 && size.height > 0) return size;
  } catch (error) {
    // DataView throws RangeError when the header ends before it should: the refusal below says so.
    if (!(error instanceof RangeError)) throw error;
  }
  throw refuse("The image is broken: its header has no size.");
}

const readers: Readonly<Record<"png" | "jpeg" | "gif" | "webp", (view: DataView) => PixelSize>> = {
  png: (view) => ({ width: view.getUint32(16), height: view.getUint32(20) }),
  gif: (view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }),
  jpeg: jpegSize,
  webp: webpSize,
};

/** Walks the segments to the first start-of-frame; C4, C8 and CC are other things in the same range. */
function jpegSize(view: DataView): PixelSize {
  let offset = 2;
  for (;;) {
    while (view.getUint8(offset) === 0xff) offset++;
    const marker = view.getUint8(offset);
    const isStartOfFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isStartOfFrame) return { height: view.getUint16(offset + 4), width: view.getUint16(offset + 6) };
    if (marker === 0xd9 || marker === 0xda) throw new RangeError("no start of frame");
    offset += 1 + view.getUint16(offset + 1);
  }
}

/** VP8X states the canvas, VP8L packs 14 bits each, VP8 has them after its start code. */
function webpSize(view: DataView): PixelSize {
  const chunk = view.getUint32(12);
  if (chunk === 0x56503858) {
    const uint24 = (offset: number) => view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16);
    return { width: 1 + uint24(24), height: 1 + uint24(27) };
  }
  if (chunk === 0x5650384c) {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}
