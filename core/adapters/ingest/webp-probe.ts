import type { ImageFacts } from "./image-probe.ts";
import { refuse } from "./refuse.ts";

interface Chunk {
  readonly type: string;
  readonly content: Buffer;
}

/** VP8X states the canvas; a plain file has one picture. Source: RFC 9649. @throws RangeError cut off */
export function probeWebp(bytes: Buffer): ImageFacts {
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) throw new RangeError("the file is shorter than it says");
  let canvas: { width: number; height: number } | undefined;
  let frames = 0;
  for (const { type, content } of chunks(bytes.subarray(12, end))) {
    if (type === "VP8X") {
      canvas = { width: 1 + content.readUIntLE(4, 3), height: 1 + content.readUIntLE(7, 3) };
    }
    const size = pictureSize(type, content);
    if (size === undefined) continue;
    canvas ??= size;
    // The canvas is what limits look at: no picture may be larger than it.
    if (size.width > canvas.width || size.height > canvas.height) {
      throw refuse("The image is broken: a frame reaches beyond it.");
    }
    frames++;
  }
  return { width: 0, height: 0, ...canvas, frames };
}

function* chunks(bytes: Buffer): Generator<Chunk> {
  for (let offset = 0; offset + 8 <= bytes.length; ) {
    const length = bytes.readUInt32LE(offset + 4);
    if (offset + 8 + length > bytes.length) throw new RangeError("a chunk does not fit");
    yield {
      type: bytes.toString("latin1", offset, offset + 4),
      content: bytes.subarray(offset + 8, offset + 8 + length),
    };
    offset += 8 + length + (length % 2);
  }
}

/** VP8L packs 14 bits each, VP8 has them after its start code, a frame of an animation holds one of the two. */
function pictureSize(type: string, content: Buffer): { width: number; height: number } | undefined {
  if (type === "VP8L") {
    const bits = content.readUInt32LE(1);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (type === "VP8 ") {
    return { width: content.readUInt16LE(6) & 0x3fff, height: content.readUInt16LE(8) & 0x3fff };
  }
  if (type !== "ANMF") return undefined;
  for (const { type: inner, content: picture } of chunks(content.subarray(16))) {
    const size = inner === "ANMF" ? undefined : pictureSize(inner, picture);
    if (size !== undefined) return size;
  }
  throw refuse("The image is broken: a frame has no picture.");
}
