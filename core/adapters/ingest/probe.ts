import type { IngestedAsset } from "../../ports/ingest.ts";
import { mp3Seconds, wavSeconds } from "./audio-length.ts";
import { probeImage } from "./image-probe.ts";
import { probeMp4 } from "./mp4-probe.ts";
import { refuse } from "./refuse.ts";
import { type SniffedType, sniff } from "./sniff.ts";

/** Edge of a picture or clip in pixels, pixels in all, and seconds: beyond them no renderer should be asked. */
const MAX_EDGE_PIXELS = 16_384;
const MAX_PIXELS = 64_000_000;
const MAX_SECONDS = 4 * 3600;
const TOO_LONG = "The media is longer than four hours.";

export interface ProbedMedia
  extends Pick<IngestedAsset, "kind" | "mimeType" | "width" | "height" | "durationInSeconds"> {
  readonly extension: string;
}

/**
 * What the bytes are, by what is in them.
 * @throws InvalidRequestError when they are nothing we take, are broken, or go beyond a limit
 */
export function probe(bytes: Uint8Array): ProbedMedia {
  if (bytes.length === 0) throw refuse("The media has no bytes.");
  const type = sniff(bytes);
  if (type === undefined) {
    throw refuse("The media is none of PNG, JPEG, GIF, WebP, MP4, MP3, WAV.");
  }
  const media = facts(bytes, type);
  const { width = 1, height = 1, durationInSeconds = 0 } = media;
  if (width > MAX_EDGE_PIXELS || height > MAX_EDGE_PIXELS || width * height > MAX_PIXELS) {
    throw refuse(`The picture is too large: ${width}×${height} pixels.`);
  }
  if (durationInSeconds > MAX_SECONDS) throw refuse(TOO_LONG);
  if (durationInSeconds <= 0 && media.kind !== "image") throw refuse("The media has no length.");
  return media;
}

function facts(bytes: Uint8Array, type: SniffedType): ProbedMedia {
  const { container, mimeType, extension } = type;
  switch (container) {
    case "mp3":
      return { kind: "audio", mimeType, extension, durationInSeconds: mp3Seconds(bytes) };
    case "wav":
      return { kind: "audio", mimeType, extension, durationInSeconds: wavSeconds(bytes) };
    case "mp4": {
      const { hasVideo, hasAudio, durationInSeconds, longestTrackSeconds, width, height } = probeMp4(bytes);
      if (longestTrackSeconds > MAX_SECONDS) throw refuse(TOO_LONG);
      if (hasVideo) return { kind: "video", mimeType, extension, durationInSeconds, width, height };
      if (hasAudio) return { kind: "audio", mimeType: "audio/mp4", extension: "m4a", durationInSeconds };
      throw refuse("The file has neither pictures nor sound.");
    }
    case "png":
    case "jpeg":
    case "gif":
    case "webp": {
      const { width, height } = probeImage(bytes, container);
      return { kind: "image", mimeType, extension, width, height };
    }
  }
}
