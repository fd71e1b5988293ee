import type { ImageFacts } from "./image-probe.ts";
import { refuse } from "./refuse.ts";

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

/** Source: GIF89a, https://www.w3.org/Graphics/GIF/spec-gif89a.txt. @throws RangeError cut off */
export function probeGif(bytes: Buffer): ImageFacts {
  const width = bytes.readUInt16LE(6);
  const height = bytes.readUInt16LE(8);
  let frames = 0;
  let offset = 13 + colorTableBytes(bytes.readUInt8(10));
  while (offset < bytes.length) {
    const block = bytes.readUInt8(offset);
    if (block === TRAILER) break;
    if (block === EXTENSION) offset = afterSubBlocks(bytes, offset + 2);
    else if (block === IMAGE) {
      const [left, top] = [bytes.readUInt16LE(offset + 1), bytes.readUInt16LE(offset + 3)];
      const [across, down] = [bytes.readUInt16LE(offset + 5), bytes.readUInt16LE(offset + 7)];
      // Decoders make their canvas larger for such a frame, which the header's size does not show.
      if (left + across > width || top + down > height) {
        throw refuse("The image is broken: a frame reaches beyond it.");
      }
      offset = afterSubBlocks(bytes, offset + 11 + colorTableBytes(bytes.readUInt8(offset + 9)));
      frames++;
    } else throw refuse("The image is broken: it has a block of no known kind.");
  }
  return { width, height, frames };
}

function colorTableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Each sub-block states its length in a byte; an empty one ends them. */
function afterSubBlocks(bytes: Buffer, from: number): number {
  let offset = from;
  for (let length = bytes.readUInt8(offset); length > 0; length = bytes.readUInt8(offset))
    offset += 1 + length;
  return offset + 1;
}
