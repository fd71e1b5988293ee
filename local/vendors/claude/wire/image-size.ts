/** What a picture says of itself in its first bytes. */
export interface ImageHeader {
  readonly mediaType: "image/png" | "image/jpeg" | "image/gif" | "image/webp";
  readonly width: number;
  readonly height: number;
}

/** @returns undefined for what is no picture, or is cut off before its size */
export function readImageHeader(bytes: Buffer): ImageHeader | undefined {
  try {
    const found = [png, jpeg, gif, webp].map((read) => read(bytes)).find((header) => header !== undefined);
    return found !== undefined && found.width > 0 && found.height > 0 ? found : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

type Reader = (bytes: Buffer) => ImageHeader | undefined;

const png: Reader = (bytes) =>
  bytes.toString("latin1", 1, 4) === "PNG" && bytes.toString("latin1", 12, 16) === "IHDR"
    ? { mediaType: "image/png", width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    : undefined;

const gif: Reader = (bytes) =>
  /^GIF8[79]a/.test(bytes.toString("latin1", 0, 6))
    ? { mediaType: "image/gif", width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
    : undefined;

/** Segments until the one that begins a frame: C0 to CF but C4, C8 and CC. Any number of FF may stand before a marker. */
const jpeg: Reader = (bytes) => {
  if (bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; ; at += 1 + bytes.readUInt16BE(at + 1)) {
    while (bytes.readUInt8(at) === 0xff) at++;
    const marker = bytes.readUInt8(at);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (!isFrame) continue;
    return { mediaType: "image/jpeg", width: bytes.readUInt16BE(at + 6), height: bytes.readUInt16BE(at + 4) };
  }
};

const webp: Reader = (bytes) => {
  if (bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WEBP")
    return undefined;
  const kind = bytes.toString("latin1", 12, 16);
  const size = (width: number, height: number): ImageHeader => ({ mediaType: "image/webp", width, height });
  if (kind === "VP8X") return size(1 + bytes.readUIntLE(24, 3), 1 + bytes.readUIntLE(27, 3));
  if (kind === "VP8 ") return size(bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff);
  const packed = bytes.readUInt32LE(21);
  return kind === "VP8L" ? size(1 + (packed & 0x3fff), 1 + ((packed >> 14) & 0x3fff)) : undefined;
};
