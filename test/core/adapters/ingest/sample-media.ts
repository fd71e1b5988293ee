/** Small files made by hand, with what a probe looks at and nothing else. */

const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));
const be16 = (n: number): number[] => [(n >> 8) & 255, n & 255];
const be32 = (n: number): number[] => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const le16 = (n: number): number[] => be16(n).reverse();
const le32 = (n: number): number[] => be32(n).reverse();
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
const bytes = (...parts: number[][]): Uint8Array => Uint8Array.from(parts.flat());

export const png = (width: number, height: number): Uint8Array =>
  bytes([0x89], ascii("PNG\r\n\u001a\n"), be32(13), ascii("IHDR"), be32(width), be32(height), zeros(9));

/** With an application segment before the frame, as cameras write them. */
export const jpeg = (width: number, height: number): Uint8Array =>
  bytes(
    [0xff, 0xd8, 0xff, 0xe0],
    be16(16),
    zeros(14),
    [0xff, 0xff, 0xc2],
    be16(17),
    [8],
    be16(height),
    be16(width),
    zeros(20),
  );

export const gif = (width: number, height: number): Uint8Array =>
  bytes(ascii("GIF89a"), le16(width), le16(height), zeros(10));

const riff = (kind: string, ...parts: number[][]): Uint8Array => {
  const body = parts.flat();
  return bytes(ascii("RIFF"), le32(body.length + 4), ascii(kind), body);
};

export const webpLossy = (width: number, height: number): Uint8Array =>
  riff("WEBP", ascii("VP8 "), le32(20), [0, 0, 0, 0x9d, 0x01, 0x2a], le16(width), le16(height), zeros(10));

export const webpLossless = (width: number, height: number): Uint8Array =>
  riff("WEBP", ascii("VP8L"), le32(10), [0x2f], le32((width - 1) | ((height - 1) << 14)), zeros(8));

export const webpExtended = (width: number, height: number): Uint8Array =>
  riff(
    "WEBP",
    ascii("VP8X"),
    le32(10),
    zeros(4),
    le32(width - 1).slice(0, 3),
    le32(height - 1).slice(0, 3),
    zeros(8),
  );

export const wav = (seconds: number, bytesPerSecond = 16_000): Uint8Array =>
  riff(
    "WAVE",
    ascii("LIST"),
    le32(3),
    zeros(4),
    ascii("fmt "),
    le32(16),
    le16(1),
    le16(1),
    le32(8000),
    le32(bytesPerSecond),
    le16(2),
    le16(16),
    ascii("data"),
    le32(seconds * bytesPerSecond),
    zeros(seconds * bytesPerSecond),
  );

/** MPEG 2 layer III, 48 kbit/s at 24 kHz: 576 samples in 144 bytes, as Polly gives it. */
export const mp3 = (frames: number, tag: number[] = []): Uint8Array =>
  bytes(tag, Array.from({ length: frames }, () => [0xff, 0xf3, 0x64, 0xc4, ...zeros(140)]).flat());

/** An ID3v2 tag with `length` bytes in it; sizes are written seven bits a byte. */
export const id3 = (length: number): number[] => [
  ...ascii("ID3"),
  4,
  0,
  0,
  ...[21, 14, 7, 0].map((shift) => (length >> shift) & 0x7f),
  ...Array.from({ length }, () => 0xff),
];

const box = (type: string, ...content: number[][]): number[] => {
  const body = content.flat();
  return [...be32(body.length + 8), ...ascii(type), ...body];
};

const trak = (handler: string, width: number, height: number): number[] =>
  box(
    "trak",
    box("tkhd", zeros(76), be32(width * 65_536), be32(height * 65_536)),
    box("mdia", box("hdlr", zeros(8), ascii(handler), zeros(12))),
  );

export const mp4 = (about: { seconds: number; tracks: readonly ("vide" | "soun")[]; isLong?: boolean }) => {
  const { seconds, tracks, isLong = false } = about;
  const header = isLong
    ? [1, 0, 0, 0, ...zeros(16), ...be32(1000), ...be32(0), ...be32(seconds * 1000), ...zeros(80)]
    : [0, 0, 0, 0, ...zeros(8), ...be32(1000), ...be32(seconds * 1000), ...zeros(80)];
  const parts = tracks.map((handler) =>
    trak(handler, handler === "vide" ? 640 : 0, handler === "vide" ? 360 : 0),
  );
  return bytes(
    box("ftyp", ascii("isom"), zeros(4)),
    box("moov", box("mvhd", header), ...parts),
    box("mdat", zeros(32)),
  );
};
