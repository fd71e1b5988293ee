import type { ImageFacts } from "./image-probe.ts";
import { refuse } from "./refuse.ts";

/** A progressive JPEG has about ten; each is one more pass over all pixels, however few bytes it has. */
const MAX_SCANS = 100;
const START_OF_SCAN = Buffer.from([0xff, 0xda]);
const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);

/** Walks the segments to the first start-of-frame and on to the first scan. Source: ITU-T T.81, annex B. @throws RangeError cut off */
export function probeJpeg(bytes: Buffer): ImageFacts {
  let size = { width: 0, height: 0 };
  for (let offset = 2; ; ) {
    while (bytes.readUInt8(offset) === 0xff) offset++;
    const marker = bytes.readUInt8(offset);
    // C4, C8 and CC are other things in the same range.
    const isStartOfFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isStartOfFrame && size.width === 0) {
      size = { height: bytes.readUInt16BE(offset + 4), width: bytes.readUInt16BE(offset + 6) };
    }
    if (marker === 0xd9) return { ...size, frames: 0 };
    if (marker === 0xda) {
      checkScans(bytes, offset - 1);
      return { ...size, frames: 1 };
    }
    offset += 1 + bytes.readUInt16BE(offset + 1);
  }
}

/** Within a scan FF is always followed by 00, so these two bytes are markers. */
function checkScans(bytes: Buffer, from: number): void {
  if (bytes.lastIndexOf(END_OF_IMAGE) < from) throw new RangeError("no end of image");
  let scans = 0;
  for (let at = from; at >= 0; at = bytes.indexOf(START_OF_SCAN, at + 2)) {
    if (++scans > MAX_SCANS) throw refuse("The image is made of too many passes.");
  }
}
