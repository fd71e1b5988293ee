import { refuse } from "./refuse.ts";

export interface Mp4Facts {
  readonly hasVideo: boolean;
  readonly hasAudio: boolean;
  readonly durationInSeconds: number;
  /** Of the first picture track. */
  readonly width: number;
  readonly height: number;
}

interface Box {
  readonly type: string;
  /** Of its content. */
  readonly start: number;
  readonly end: number;
}

/**
 * What an MP4's `moov` says of it, without a demuxer.
 * Source: ISO/IEC 14496-12 (box sizes; `mvhd`, `tkhd`, `hdlr`).
 * @throws InvalidRequestError when the file is cut off, has no `moov`, or does not say how long it is
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
    offset += size;
  }
  return found;
}

function name(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(offset + index)));
}

/** Version 1 headers have 64-bit times. */
function movieSeconds(view: DataView, { start }: Box): number {
  const isLong = view.getUint8(start) === 1;
  const timescale = view.getUint32(start + (isLong ? 20 : 12));
  const duration = isLong ? Number(view.getBigUint64(start + 24)) : view.getUint32(start + 16);
  return timescale === 0 ? 0 : duration / timescale;
}

function readTrack(view: DataView, track: Box): { handler: string; width: number; height: number } {
  const parts = boxes(view, track.start, track.end);
  const header = parts.find(({ type }) => type === "tkhd");
  const media = parts.find(({ type }) => type === "mdia");
  const handlerBox = media && boxes(view, media.start, media.end).find(({ type }) => type === "hdlr");
  // Width and height are 16.16 fixed point, the last eight bytes of the header.
  const fixed = (fromEnd: number) =>
    header === undefined ? 0 : view.getUint32(header.end - fromEnd) / 65_536;
  return {
    handler: handlerBox === undefined ? "" : name(view, handlerBox.start + 8),
    width: Math.round(fixed(8)),
    height: Math.round(fixed(4)),
  };
}
