import { z } from "zod";
import type { Painted, PaintJob, PictureFormat } from "../painting/paint-jobs.ts";
import { FalError } from "./fal-error.ts";

/** One file that a generation makes, before anyone knows where it will lie. */
export interface Planned {
  /** What the file will be called, `.jpeg` included. */
  readonly extension: string;
  readonly contentType: string;
  /** The job but for its files; `source` is filled in from `sourceUrl`. */
  readonly job: (files: { file: string; source?: string }) => PaintJob;
}

export interface Made extends Painted {
  readonly url: string;
  readonly contentType: string;
  readonly fileName: string;
}

/** What an accepted input means. */
export interface Plan {
  readonly files: readonly Planned[];
  readonly sourceUrl?: string;
  /** The result's JSON. */
  readonly result: (made: readonly Made[]) => Record<string, unknown>;
}

export interface Model {
  /** @throws FalError 422 naming every bad field */
  plan(input: unknown, randomSeed: () => number): Plan;
}

// Names and pixels of the presets: https://fal.ai/models/fal-ai/flux/dev/api
const presets = {
  square_hd: [1024, 1024],
  square: [512, 512],
  portrait_4_3: [768, 1024],
  portrait_16_9: [576, 1024],
  landscape_4_3: [1024, 768],
  landscape_16_9: [1024, 576],
} as const;

const prompt = z.string().min(1).max(10_000);
const seed = z.number().int().nonnegative().nullish();
const outputFormat = z.enum(["jpeg", "png"]).default("jpeg");
const imageSize = z.union([
  z.enum(["square_hd", "square", "portrait_4_3", "portrait_16_9", "landscape_4_3", "landscape_16_9"]),
  z.object({ width: z.number().int().min(64).max(3072), height: z.number().int().min(64).max(3072) }),
]);

const textToImage = z.object({
  prompt,
  image_size: imageSize.default("landscape_4_3"),
  num_images: z.number().int().min(1).max(4).default(1),
  output_format: outputFormat,
  seed,
  num_inference_steps: z.number().int().min(1).max(50).optional(),
  guidance_scale: z.number().min(0).max(20).optional(),
  sync_mode: z.literal(false, "data URIs are not emulated").optional(),
});

const edit = z.object({
  prompt,
  image_url: z.string().min(1),
  num_images: z.number().int().min(1).max(4).default(1),
  output_format: outputFormat,
  aspect_ratio: z.enum(["21:9", "16:9", "4:3", "3:2", "1:1", "2:3", "3:4", "9:16", "9:21"]).nullish(),
  seed,
  guidance_scale: z.number().min(1).max(20).optional(),
  sync_mode: z.literal(false, "data URIs are not emulated").optional(),
});

const clip = z.object({
  prompt: z.string().min(1).max(2500),
  duration: z.enum(["5", "10"]).default("5"),
  negative_prompt: z.string().max(2500).optional(),
  cfg_scale: z.number().min(0).max(1).optional(),
});
const textToVideo = clip.extend({ aspect_ratio: z.enum(["16:9", "9:16", "1:1"]).default("16:9") });
const imageToVideo = clip.extend({ image_url: z.string().min(1) });

/** @throws FalError 422 in FastAPI's shape */
function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => {
    const isMissing = issue.code === "invalid_type" && /received undefined/.test(issue.message);
    return {
      loc: ["body", ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))],
      msg: isMissing ? "Field required" : issue.message,
      type: isMissing ? "missing" : issue.code,
    };
  });
  throw new FalError(422, details);
}

function ratioOf(text: string): number {
  const [width = 1, height = 1] = text.split(":").map(Number);
  return width / height;
}

const imageType = (format: PictureFormat) => ({
  extension: format === "png" ? "png" : "jpg",
  contentType: `image/${format}`,
});

function imagesResult(made: readonly Made[], extra: Record<string, unknown>): Record<string, unknown> {
  return {
    images: made.map(({ url, width, height, contentType }) => ({
      url,
      width,
      height,
      content_type: contentType,
    })),
    timings: { inference: 0 },
    has_nsfw_concepts: made.map(() => false),
    ...extra,
  };
}

const flux: Model = {
  plan(input, randomSeed) {
    const wanted = parse(textToImage, input);
    const [width, height] =
      typeof wanted.image_size === "string"
        ? presets[wanted.image_size]
        : [wanted.image_size.width, wanted.image_size.height];
    const first = wanted.seed ?? randomSeed();
    const format = wanted.output_format;
    return {
      files: Array.from({ length: wanted.num_images }, (_, number) => ({
        ...imageType(format),
        job: ({ file }) => ({
          kind: "picture",
          prompt: wanted.prompt,
          seed: first + number,
          width,
          height,
          format,
          file,
        }),
      })),
      result: (made) => imagesResult(made, { seed: first, prompt: wanted.prompt }),
    };
  },
};

const kontext: Model = {
  plan(input, randomSeed) {
    const wanted = parse(edit, input);
    const first = wanted.seed ?? randomSeed();
    const format = wanted.output_format;
    return {
      sourceUrl: wanted.image_url,
      files: Array.from({ length: wanted.num_images }, (_, number) => ({
        ...imageType(format),
        job: ({ file, source = "" }) => ({
          kind: "edit",
          prompt: wanted.prompt,
          seed: first + number,
          source,
          format,
          file,
          ...(wanted.aspect_ratio ? { aspectRatio: ratioOf(wanted.aspect_ratio) } : {}),
        }),
      })),
      result: (made) => imagesResult(made, { seed: first, prompt: wanted.prompt }),
    };
  },
};

/** The standard tier of this model gives 720 lines. */
const CLIP_SHORT_SIDE = 720;

function klingPlan(
  wanted: z.infer<typeof clip>,
  aspectRatio: number,
  seed: number,
  sourceUrl?: string,
): Plan {
  return {
    ...(sourceUrl === undefined ? {} : { sourceUrl }),
    files: [
      {
        extension: "mp4",
        contentType: "video/mp4",
        job: ({ file, source }) => ({
          kind: "clip",
          prompt: wanted.prompt,
          seed,
          shortSide: CLIP_SHORT_SIDE,
          aspectRatio,
          durationInSeconds: Number(wanted.duration),
          file,
          ...(source === undefined ? {} : { source }),
        }),
      },
    ],
    result: ([video]) => ({
      video: {
        url: video?.url,
        content_type: video?.contentType,
        file_name: video?.fileName,
        file_size: video?.sizeInBytes,
      },
    }),
  };
}

const models: Readonly<Record<string, Model>> = {
  "fal-ai/flux/schnell": flux,
  "fal-ai/flux/dev": flux,
  "fal-ai/flux-pro/kontext": kontext,
  "fal-ai/kling-video/v1.6/standard/text-to-video": {
    plan: (input, randomSeed) => {
      const wanted = parse(textToVideo, input);
      return klingPlan(wanted, ratioOf(wanted.aspect_ratio), randomSeed());
    },
  },
  "fal-ai/kling-video/v2.1/standard/image-to-video": {
    plan: (input, randomSeed) => {
      const wanted = parse(imageToVideo, input);
      return klingPlan(wanted, 1, randomSeed(), wanted.image_url);
    },
  },
};

/** @throws FalError 404 for a model that is not emulated */
export function modelOf(endpoint: string): Model {
  const model = Object.hasOwn(models, endpoint) ? models[endpoint] : undefined;
  if (!model)
    throw new FalError(
      404,
      `Application "${endpoint}" not found (emulated are: ${Object.keys(models).join(", ")})`,
    );
  return model;
}
