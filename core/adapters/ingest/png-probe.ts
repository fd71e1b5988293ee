import { constants, inflateSync } from "node:zlib";
import type { ImageFacts } from "./image-probe.ts";
import { refuse } from "./refuse.ts";

/** Colour profiles and texts are packed, too, and decoders unpack them whole. */
const MAX_UNPACKED_BYTES = 8 * 1024 * 1024;

/** Source: https://www.w3.org/TR/png-3/ (chunks; `acTL` counts the frames of an animation). @throws RangeError cut off */
export function probePng(bytes: Buffer): ImageFacts {
  let size = { width: 0, height: 0 };
  let frames = 0;
  let stated = 1;
  for (let offset = 8; ; ) {
    const length = bytes.readUInt32BE(offset);
    const type = bytes.toString("latin1", offset + 4, offset + 8);
    const content = bytes.subarray(offset + 8, offset + 8 + length);
    if (offset === 8) {
      if (type !== "IHDR") throw refuse("The image is broken: it does not begin with its header.");
      size = { width: content.readUInt32BE(0), height: content.readUInt32BE(4) };
    }
    if (type === "IDAT" && length > 0) frames = stated;
    if (type === "acTL") stated = content.readUInt32BE(0);
    const packed = packedPart(type, content);
    if (packed !== undefined) checkUnpacked(packed);
    offset += 12 + length;
    if (offset > bytes.length) throw new RangeError(`chunk ${type} does not fit`);
    if (type === "IEND") return { ...size, frames };
  }
}

/** What is deflated in a chunk besides the picture itself. */
function packedPart(type: string, content: Buffer): Buffer | undefined {
  const afterKeyword = content.indexOf(0) + 1;
  if (type === "iCCP" || type === "zTXt") return content.subarray(afterKeyword + 1);
  // An international text says whether it is packed, then has a language and a translated keyword.
  if (type !== "iTXt" || content[afterKeyword] !== 1) return undefined;
  const afterLanguage = content.indexOf(0, afterKeyword + 2) + 1;
  return content.subarray(content.indexOf(0, afterLanguage) + 1);
}

function checkUnpacked(packed: Buffer): void {
  try {
    // What is broken in another way is left to decoders, which skip it.
    inflateSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    if (error instanceof RangeError)
      throw refuse("The image has a text or profile that unpacks to too much.");
    if (!(error instanceof Error && "errno" in error)) throw error;
  }
}
