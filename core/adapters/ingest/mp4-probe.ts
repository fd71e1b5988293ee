import { refuse } from "./refuse.ts";

export interface Mp4Facts {
  readonly hasVideo: boolean;
  readonly hasAudio: boolean;
  /** What the file says of itself. */
  readonly durationInSeconds: number;
  /** What its longest track has samples for, whatever the file says. */
  readonly longestTrackSeconds: number;
  /** Of the first picture track; the larger of what its header and its samples say. */
  readonly width: number;
  readonly height: number;
}

interface Track {
  readonly handler: string;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
}

interface Box {
  readonly type: string;
  /** Of its content. */
  readonly start: number;
  readonly end: number;
}

/** A file of hours has some tens of thousands; millions of empty ones are there to fill a memory. */
const MAX_BOXES = 100_000;

/** Sample formats that can be decoded, by the name in `stsd`; others would fail in the middle of a film. */
const PICTURE_FORMATS = [
  "avc1",
  "avc3",
  "hvc1",
  "hev1",
  "vp08",
  "vp09",
  "av01",
  "mp4v",
  "apcn",
  "apch",
  "apcs",
];
const SOUND_FORMATS = ["mp4a", "Opus", "fLaC", "ac-3", ".mp3", "lpcm", "sowt", "twos"];

/**
 * What an MP4's `moov` says of it, without a demuxer.
 * Source: ISO/IEC 14496-12 (box sizes; `mvhd`, `tkhd`, `mdhd`, `hdlr`, `dref`, `stsd`, `stts`).
 * @throws InvalidRequestError when the file is cut off, has no `moov`, does not say how long it is, has its samples in
 *   another file, or in a format that is not decoded
 */
export function probeMp4(bytes: Uint8Array): Mp4Facts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const top = boxes(view, 0, view.byteLength);
    const moov = top.find(({ type }) => type === "moov");
    if (moov === undefined) throw refuse("The video is broken: its index is missing.");
    const parts = boxes(view, moov.start, moov.end);
    const header = parts.find(({ type }) => type === "mvhd");
    const durationInSeconds = header === undefined ? 0 : movieSeconds(view, header);
    if (!(durationInSeconds > 0)) throw refuse("The video does not say how long it is.");
    const tracks = parts.filter(({ type }) => type === "trak").map((track) => readTrack(view, track));
    const picture = tracks.find(({ handler }) => handler === "vide");
    return {
      hasVideo: picture !== undefined,
      hasAudio: tracks.some(({ handler }) => handler === "soun"),
      durationInSeconds,
      longestTrackSeconds: Math.max(0, ...tracks.map(({ seconds }) => seconds)),
      width: picture?.width ?? 0,
      height: picture?.height ?? 0,
    };
  } catch (error) {
    if (error instanceof RangeError) throw refuse("The video is cut off.");
    throw error;
  }
}

function boxes(view: DataView, from: number, to: number): Box[] {
  const found: Box[] = [];
  for (let offset = from; offset + 8 <= to; ) {
    const small = view.getUint32(offset);
    const type = name(view, offset + 4);
    const large = small === 1 ? Number(view.getBigUint64(offset + 8)) : small;
    const size = small === 0 ? to - offset : large;
    const start = offset + (small === 1 ? 16 : 8);
    if (size < start - offset || offset + size > to) throw new RangeError(`box ${type} does not fit`);
    found.push({ type, start, end: offset + size });
    if (found.length > MAX_BOXES) throw refuse("The video is broken: its index has too many parts.");
    offset += size;
  }
  return found;
}

function name(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(offset + index)));
}

/** Of `mvhd` and `mdhd` alike. Version 1 headers have 64-bit times. */
function movieSeconds(view: DataView, { start }: Box): number {
  const isLong = view.getUint8(start) === 1;
  const timescale = view.getUint32(start + (isLong ? 20 : 12));
  const duration = isLong ? Number(view.getBigUint64(start + 24)) : view.getUint32(start + 16);
  return timescale === 0 ? 0 : duration / timescale;
}

function readTrack(view: DataView, track: Box): Track {
  const inside = (box: Box | undefined, type: string) =>
    box && boxes(view, box.start, box.end).find((each) => each.type === type);
  const header = inside(track, "tkhd");
  const media = inside(track, "mdia");
  const information = inside(media, "minf");
  const samples = inside(information, "stbl");
  const handlerBox = inside(media, "hdlr");
  const handler = handlerBox === undefined ? "" : name(view, handlerBox.start + 8);
  if (handler !== "vide" && handler !== "soun") return { handler, width: 0, height: 0, seconds: 0 };
  checkReferences(view, inside(inside(information, "dinf"), "dref"));
  const sampled = sampleFormat(view, handler, inside(samples, "stsd"));
  // Width and height are 16.16 fixed point, the last eight bytes of the header.
  const fixed = (fromEnd: number) =>
    header === undefined ? 0 : Math.round(view.getUint32(header.end - fromEnd) / 65_536);
  return {
    handler,
    width: Math.max(fixed(8), sampled.width),
    height: Math.max(fixed(4), sampled.height),
    seconds: trackSeconds(view, inside(media, "mdhd"), inside(samples, "stts")),
  };
}

/** Samples may lie in another file, named by its URL. The first flag says that they are in this one. */
function checkReferences(view: DataView, references: Box | undefined): void {
  if (references === undefined) return;
  for (const { start } of boxes(view, references.start + 8, references.end)) {
    if ((view.getUint32(start) & 1) === 0) throw refuse("The video is not whole: it refers to another file.");
  }
}

function sampleFormat(
  view: DataView,
  handler: "vide" | "soun",
  description: Box | undefined,
): { width: number; height: number } {
  let size = { width: 0, height: 0 };
  const entries = description === undefined ? [] : boxes(view, description.start + 8, description.end);
  for (const { type, start } of entries) {
    if (!(handler === "vide" ? PICTURE_FORMATS : SOUND_FORMATS).includes(type)) {
      throw refuse(`A track is in a format that is not taken: ${printable(type)}.`);
    }
    if (handler === "soun") continue;
    const [width, height] = [view.getUint16(start + 24), view.getUint16(start + 26)];
    size = { width: Math.max(size.width, width), height: Math.max(size.height, height) };
  }
  return size;
}

const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, "?");

/** The larger of what the track says and what its samples add up to. */
function trackSeconds(view: DataView, header: Box | undefined, times: Box | undefined): number {
  if (header === undefined) return 0;
  const isLong = view.getUint8(header.start) === 1;
  const timescale = view.getUint32(header.start + (isLong ? 20 : 12));
  let sum = 0;
  const entries = times === undefined ? 0 : view.getUint32(times.start + 4);
  for (let entry = 0, offset = (times?.start ?? 0) + 8; entry < entries; entry++, offset += 8) {
    sum += view.getUint32(offset) * view.getUint32(offset + 4);
  }
  return timescale === 0 ? 0 : Math.max(movieSeconds(view, header), sum / timescale);
}
