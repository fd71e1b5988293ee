import {
  type AwsRegion,
  getRenderProgress,
  type RenderMediaOnLambdaInput,
  renderMediaOnLambda,
} from "@remotion/lambda-client";
import type { MediaHost } from "../../ports/media-host.ts";
import type { RendererJobState, SegmentPicture, SegmentRenderer } from "../../ports/segment-renderer.ts";
import { asPassing } from "../lambda/passing-errors.ts";

export interface RemotionRendererOptions {
  readonly region: string;
  readonly functionName: string;
  /** Path of the site on the media host, `/sites/<hash>/`. */
  readonly sitePath: string;
  readonly mediaHost: MediaHost;
  /** Remotion's own: progress and props. */
  readonly workBucket: string;
  /** Where segments go. */
  readonly outputBucket: string;
}

/**
 * Up to so many frames are drawn by the function that was asked, in one go: a scene then takes one function, and a new
 * account has ten. Longer segments are shared out in chunks.
 */
const FRAMES_IN_ONE_GO = 300;
const FRAMES_PER_CHUNK = 150;

/**
 * The settings measured to be the fastest without a visible loss. Muted: all sound is mixed once, at the end. No ACL: the
 * output bucket has none. A player's default colours are BT.709.
 */
const settings = {
  codec: "h264",
  muted: true,
  imageFormat: "jpeg",
  jpegQuality: 80,
  x264Preset: "veryfast",
  crf: 18,
  pixelFormat: "yuv420p",
  colorSpace: "bt709",
  chromiumOptions: { gl: null },
  privacy: "no-acl",
  overwrite: true,
  maxRetries: 1,
  timeoutInMilliseconds: 60_000,
  licenseKey: null,
  logLevel: "warn",
} as const satisfies Partial<RenderMediaOnLambdaInput>;

/**
 * Draws segments with Remotion Lambda: the function and site that the template deploys, found by their names.
 * Progress is read from S3, so that a look costs no invocation.
 */
export function remotionRenderer(options: RemotionRendererOptions): SegmentRenderer {
  const region = options.region as AwsRegion;
  const { functionName, sitePath, mediaHost, workBucket, outputBucket } = options;
  return {
    fingerprint: `remotion ${sitePath} ${JSON.stringify(settings)}`,

    async start(
      { composition, durationInFrames, scale }: SegmentPicture,
      outputKey: string,
    ): Promise<string> {
      const mediaBaseUrl = await mediaHost.baseUrl();
      const isInOneGo = durationInFrames <= FRAMES_IN_ONE_GO;
      return asPassing("Remotion Lambda", async () => {
        const { renderId } = await renderMediaOnLambda({
          ...settings,
          region,
          functionName,
          serveUrl: `${mediaBaseUrl}${sitePath}`,
          composition: "Film",
          inputProps: { composition, mediaBaseUrl, durationInFrames },
          scale,
          forceBucketName: workBucket,
          outName: { bucketName: outputBucket, key: outputKey },
          ...(isInOneGo ? { concurrency: 1 } : { framesPerLambda: FRAMES_PER_CHUNK }),
        });
        return renderId;
      });
    },

    async check(rendererJobId: string): Promise<RendererJobState> {
      const progress = await asPassing("Remotion Lambda", () =>
        getRenderProgress({
          region,
          functionName,
          bucketName: workBucket,
          renderId: rendererJobId,
          skipLambdaInvocation: true,
        }),
      );
      if (progress.done) return { renderer: "remotion", state: "ready" };
      if (progress.fatalErrorEncountered) {
        const message = progress.errors.map((error) => error.message).find((text) => text !== "");
        return {
          renderer: "remotion",
          state: "failed",
          message: firstLine(message ?? "Remotion gave no reason"),
          isRetryable: true,
        };
      }
      return { renderer: "remotion", state: "rendering", progress: progress.overallProgress };
    },
  };
}

/** Remotion's messages go on with a stack and advice for developers. */
function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").slice(0, 300);
}
