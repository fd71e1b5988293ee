import { probeGif } from "./gif-probe.ts";
import { probeJpeg } from "./jpeg-probe.ts";
import { probePng } from "./png-probe.ts";
import { refuse } from "./refuse.ts";
import { probeWebp } from "./webp-probe.ts";

export interface ImageFacts {
  readonly width: number;
  readonly height: number;
  /** 1 for a picture that does not move. */
  readonly frames: number;
}

/** What every frame together may unpack to; a minute of 1080p at ten frames a second is half of it. */
const MAX_PIXELS_OF_ALL_FRAMES = 2_500_000_000;

const probes = { png: probePng, jpeg: probeJpeg, gif: probeGif, webp: probeWebp };

/**
 * Size and frames of an image, from its structure alone: nothing is unpacked, so that a bomb stays packed.
 * @throws InvalidRequestError when it is cut off, states no size, or would unpack to too much
 */
export function probeImage(bytes: Uint8Array, container: keyof typeof probes): ImageFacts {
  try {
    const facts = probes[container](Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const { width, height, frames } = facts;
    if (frames > 1 && width * height * frames > MAX_PIXELS_OF_ALL_FRAMES) {
      throw refuse(`The picture moves for too long: ${frames} frames of ${width}×${height} pixels.`);
    }
    if (width > 0 && height > 0 && frames > 0) return facts;
  } catch (error) {
    // Buffer throws RangeError when the image ends before it should: the refusal below says so.
    if (!(error instanceof RangeError)) throw error;
    throw refuse("The image is cut off.");
  }
  throw refuse("The image is broken: it has no size or no picture.");
}
