/** Small files made by hand, with what a probe looks at and nothing else. */

const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));
const be16 = (n: number): number[] => [(n >> 8) & 255, n & 255];
const be32 = (n: number): number[] => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const le16 = (n: number): number[] => be16(n).reverse();
const le32 = (n: number): number[] => be32(n).reverse();
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
const bytes = (...parts: number[][]): Uint8Array => Uint8Array.from(parts.flat());

/** The sum at the end is nobody's business here. */
export const pngChunk = (type: string, content: readonly number[] = []): number[] => [
  ...be32(content.length),
  ...ascii(type),
  ...content,
  ...zeros(4),
];

export const pngOf = (width: number, height: number, ...chunks: number[][]): Uint8Array =>
  bytes(
    [0x89],
    ascii("PNG\r\n\u001a\n"),
    pngChunk("IHDR", [...be32(width), ...be32(height), 8, 2, 0, 0, 0]),
    ...chunks,
    pngChunk("IDAT", zeros(10)),
    pngChunk("IEND"),
  );

export const png = (width: number, height: number): Uint8Array => pngOf(width, height);

/** Says that it has so many frames. */
export const apng = (width: number, height: number, frames: number): Uint8Array =>
  pngOf(width, height, pngChunk("acTL", [...be32(frames), ...zeros(4)]));

/** With a text that is packed, as deflate gave it. */
export const pngWithText = (deflated: Uint8Array): Uint8Array =>
  pngOf(16, 16, pngChunk("zTXt", [...ascii("k"), 0, 0, ...deflated]));

/** With an application segment before the frame, as cameras write them. */
export const jpeg = (width: number, height: number, scans = 1): Uint8Array =>
  bytes(
    [0xff, 0xd8, 0xff, 0xe0],
    be16(16),
    zeros(14),
    [0xff, 0xff, 0xc2],
    be16(17),
    [8],
    be16(height),
    be16(width),
    zeros(10),
    ...Array.from({ length: scans }, () => [0xff, 0xda, ...be16(8), ...zeros(12)]),
    [0xff, 0xd9],
  );

/** Frames as large as the picture, unless they say otherwise. */
export const gif = (
  width: number,
  height: number,
  { frames = 1, frameWidth = width }: { frames?: number; frameWidth?: number } = {},
): Uint8Array =>
  bytes(
    ascii("GIF89a"),
    le16(width),
    le16(height),
    zeros(3),
    ...Array.from({ length: frames }, () => [
      ...[0x21, 0xf9, 4, 0, 0, 0, 0, 0],
      ...[0x2c, ...zeros(4), ...le16(frameWidth), ...le16(height), 0],
      ...[2, 2, 0x4c, 0x01, 0],
    ]),
    [0x3b],
  );

const riff = (kind: string, ...parts: number[][]): Uint8Array => {
  const body = parts.flat();
  return bytes(ascii("RIFF"), le32(body.length + 4), ascii(kind), body);
};

const riffChunk = (type: string, content: number[]): number[] => [
  ...ascii(type),
  ...le32(content.length),
  ...content,
];

const vp8 = (width: number, height: number): number[] =>
  riffChunk("VP8 ", [0, 0, 0, 0x9d, 0x01, 0x2a, ...le16(width), ...le16(height), ...zeros(10)]);

export const webpLossy = (width: number, height: number): Uint8Array => riff("WEBP", vp8(width, height));

export const webpLossless = (width: number, height: number): Uint8Array =>
  riff("WEBP", riffChunk("VP8L", [0x2f, ...le32((width - 1) | ((height - 1) << 14)), ...zeros(5)]));

const canvas = (width: number, height: number): number[] =>
  riffChunk("VP8X", [...zeros(4), ...le32(width - 1).slice(0, 3), ...le32(height - 1).slice(0, 3)]);

export const webpExtended = (width: number, height: number): Uint8Array =>
  riff("WEBP", canvas(width, height), vp8(width, height));

export const webpAnimated = (
  width: number,
  height: number,
  { frames = 2, frameWidth = width }: { frames?: number; frameWidth?: number } = {},
): Uint8Array =>
  riff(
    "WEBP",
    canvas(width, height),
    ...Array.from({ length: frames }, () => riffChunk("ANMF", [...zeros(16), ...vp8(frameWidth, height)])),
  );

/** 8 kHz, 16 bit, mono; `stated` bytes a second. */
export const wav = (seconds: number, { stated = 16_000, format = 1 } = {}): Uint8Array =>
  riff(
    "WAVE",
    ascii("LIST"),
    le32(3),
    zeros(4),
    ascii("fmt "),
    le32(16),
    le16(format),
    le16(1),
    le32(8000),
    le32(stated),
    le16(2),
    le16(16),
    ascii("data"),
    le32(seconds * 16_000),
    zeros(seconds * 16_000),
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

export interface Mp4Recipe {
  readonly seconds: number;
  readonly tracks: readonly ("vide" | "soun")[];
  readonly isLong?: boolean;
  /** What the samples add up to. */
  readonly sampledSeconds?: number;
  readonly isElsewhere?: boolean;
  readonly format?: string;
  readonly sampledWidth?: number;
}

const trak = (handler: "vide" | "soun", recipe: Mp4Recipe): number[] => {
  const { seconds, sampledSeconds = seconds, isElsewhere = false, sampledWidth = 640 } = recipe;
  const isPicture = handler === "vide";
  const format = recipe.format ?? (isPicture ? "avc1" : "mp4a");
  const entry = isPicture ? [...zeros(24), ...be16(sampledWidth), ...be16(360), ...zeros(50)] : zeros(28);
  return box(
    "trak",
    box("tkhd", zeros(76), be32(isPicture ? 640 * 65_536 : 0), be32(isPicture ? 360 * 65_536 : 0)),
    box(
      "mdia",
      box("mdhd", zeros(12), be32(1000), be32(seconds * 1000), zeros(4)),
      box("hdlr", zeros(8), ascii(handler), zeros(12)),
      box(
        "minf",
        box("dinf", box("dref", zeros(4), be32(1), box("url ", [0, 0, 0, isElsewhere ? 0 : 1]))),
        box(
          "stbl",
          box("stsd", zeros(4), be32(1), box(format, entry)),
          box("stts", zeros(4), be32(1), be32(sampledSeconds), be32(1000)),
        ),
      ),
    ),
  );
};

export const mp4 = (recipe: Mp4Recipe): Uint8Array => {
  const { seconds, tracks, isLong = false } = recipe;
  const header = isLong
    ? [1, 0, 0, 0, ...zeros(16), ...be32(1000), ...be32(0), ...be32(seconds * 1000), ...zeros(80)]
    : [0, 0, 0, 0, ...zeros(8), ...be32(1000), ...be32(seconds * 1000), ...zeros(80)];
  return bytes(
    box("ftyp", ascii("isom"), zeros(4)),
    box("moov", box("mvhd", header), ...tracks.map((handler) => trak(handler, recipe))),
    box("mdat", zeros(32)),
  );
};

/** Empty pages. */
export const pdf = (pages: number): Uint8Array => {
  const kids = Array.from({ length: pages }, (_, index) => index + 3);
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids.map((id) => `${id} 0 R`).join(" ")}] /Count ${pages} >>`,
    ...kids.map(() => "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>"),
  ];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return String(offset).padStart(10, "0");
  });
  const table = offsets.map((offset) => `${offset} 00000 n \n`).join("");
  const size = objects.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\n`;
  return new TextEncoder().encode(`${text}startxref\n${text.indexOf("xref")}\n%%EOF\n`);
};
