import type { ImageRequest, VideoRequest } from "../../ports/media-makers.ts";

/** FLUX draws up to two megapixels, in steps of sixteen. */
const MOST_PIXELS = 2_097_152;
const STEP = 16;
const LEAST_SIDE = 256;

/** The nearest size that the model draws, of the same aspect ratio. Pixels. */
export function drawableSize(width: number, height: number): { width: number; height: number } {
  const shrink = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)));
  const sized = (round: (steps: number) => number) => {
    const side = (length: number) => Math.max(LEAST_SIDE, round((length * shrink) / STEP) * STEP);
    return { width: side(width), height: side(height) };
  };
  const nearest = sized(Math.round);
  return nearest.width * nearest.height <= MOST_PIXELS ? nearest : sized(Math.floor);
}

const editRatios = ["21:9", "16:9", "4:3", "3:2", "1:1", "2:3", "3:4", "9:16", "9:21"] as const;

/** The aspect ratio, of those that the editing model knows, that is nearest to a size. */
export function nearestRatio(width: number, height: number): (typeof editRatios)[number] {
  const distance = (ratio: string): number => {
    const [across = 1, down = 1] = ratio.split(":").map(Number);
    return Math.abs(Math.log(across / down / (width / height)));
  };
  return editRatios.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best));
}

/** Source: https://fal.ai/models/fal-ai/flux/dev/api */
export function textToImageInput({ prompt, width, height, seed }: ImageRequest): Record<string, unknown> {
  return { prompt, image_size: drawableSize(width, height), num_images: 1, seed, output_format: "jpeg" };
}

/** Source: https://fal.ai/models/fal-ai/flux-pro/kontext/api */
export function imageEditInput(
  { prompt, width, height, seed }: ImageRequest,
  imageUrl: string,
): Record<string, unknown> {
  return {
    prompt,
    image_url: imageUrl,
    num_images: 1,
    seed,
    output_format: "jpeg",
    aspect_ratio: nearestRatio(width, height),
  };
}

/** The model makes clips of five or ten seconds; a little over five is still five. */
function clipDuration(durationInSeconds: number): "5" | "10" {
  return durationInSeconds <= 5.5 ? "5" : "10";
}

/** Source: https://fal.ai/models/fal-ai/kling-video/v2.1/standard/image-to-video/api */
export function videoInput(request: VideoRequest, imageUrl?: string): Record<string, unknown> {
  const { prompt, aspectRatio, durationInSeconds } = request;
  // A clip from a picture has the picture's own aspect ratio.
  return {
    prompt,
    duration: clipDuration(durationInSeconds),
    ...(imageUrl === undefined ? { aspect_ratio: aspectRatio } : { image_url: imageUrl }),
  };
}
