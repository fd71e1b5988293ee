/** What the first bytes of a file say it is; a name or a content type is never believed. */
export interface SniffedType {
  readonly container: "png" | "jpeg" | "gif" | "webp" | "mp4" | "mp3" | "wav";
  readonly mimeType: string;
  readonly extension: string;
}

const types: Readonly<Record<SniffedType["container"], SniffedType>> = {
  png: { container: "png", mimeType: "image/png", extension: "png" },
  jpeg: { container: "jpeg", mimeType: "image/jpeg", extension: "jpg" },
  gif: { container: "gif", mimeType: "image/gif", extension: "gif" },
  webp: { container: "webp", mimeType: "image/webp", extension: "webp" },
  mp4: { container: "mp4", mimeType: "video/mp4", extension: "mp4" },
  mp3: { container: "mp3", mimeType: "audio/mpeg", extension: "mp3" },
  wav: { container: "wav", mimeType: "audio/wav", extension: "wav" },
};

/** @returns undefined for everything that is not on the list; there is no list of what is bad */
export function sniff(bytes: Uint8Array): SniffedType | undefined {
  const at = (offset: number, text: string): boolean =>
    bytes.length >= offset + text.length &&
    [...text].every((character, index) => bytes[offset + index] === character.charCodeAt(0));

  if (at(0, "\u0089PNG\r\n\u001a\n")) return types.png;
  if (at(0, "\u00ff\u00d8\u00ff")) return types.jpeg;
  if (at(0, "GIF87a") || at(0, "GIF89a")) return types.gif;
  if (at(0, "RIFF") && at(8, "WEBP")) return types.webp;
  if (at(0, "RIFF") && at(8, "WAVE")) return types.wav;
  if (at(4, "ftyp")) return types.mp4;
  if (at(0, "ID3") || isMpegAudioFrame(bytes)) return types.mp3;
  return undefined;
}

/** A frame header of MPEG audio layer III: 11 bits of sync, layer bits `01`. */
function isMpegAudioFrame(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  return first === 0xff && second !== undefined && (second & 0xe6) === 0xe2;
}
