import type { FalClient } from "@fal-ai/client";
import * as z from "zod";
import type {
  CancelsVendorJobs,
  ImageMaker,
  ImageRequest,
  VendorJob,
  VendorJobState,
  VideoMaker,
  VideoRequest,
} from "../../ports/media-makers.ts";
import { connectFal } from "./fal-client.ts";
import { FalFailure, passes, reasonOf, toAppError } from "./fal-errors.ts";
import { imageEditInput, textToImageInput, videoInput } from "./fal-inputs.ts";
import { readSourceImage } from "./source-image.ts";

export interface FalOptions {
  /** Asked for at every call; whoever gives it remembers it. */
  readonly apiKey: () => Promise<string>;
  /** Empty: fal's own hosts. */
  readonly baseUrl: string;
  /** @default "fal-ai/flux/dev" */
  readonly imageModel?: string;
  /** @default "fal-ai/flux-pro/kontext" */
  readonly editModel?: string;
  /** @default "fal-ai/kling-video/v1.6/standard/text-to-video" */
  readonly videoModel?: string;
  /** @default "fal-ai/kling-video/v2.1/standard/image-to-video" */
  readonly imageToVideoModel?: string;
  /** How long one call may take. @default 20,000 ms */
  readonly timeoutMs?: number;
}

const imageResult = z.object({
  images: z.array(z.object({ url: z.url(), content_type: z.string().optional() })).min(1),
});
const videoResult = z.object({ video: z.object({ url: z.url(), content_type: z.string().optional() }) });

/**
 * Pictures and clips from fal's queue. No call waits for the work or repeats itself; a start that fails may be tried
 * again, one that succeeded must not be (fal has no idempotency key, and bills each).
 * Source: https://docs.fal.ai/model-apis/model-endpoints/queue
 */
export class FalMediaMaker implements ImageMaker, VideoMaker, CancelsVendorJobs {
  readonly #options: FalOptions;

  constructor(options: FalOptions) {
    this.#options = options;
  }

  async startImage(request: ImageRequest): Promise<VendorJob> {
    const { imageModel = "fal-ai/flux/dev", editModel = "fal-ai/flux-pro/kontext" } = this.#options;
    return this.#call(async (fal) => {
      if (request.sourceImageUrl === undefined)
        return this.#submit(fal, imageModel, textToImageInput(request));
      const copy = await this.#lend(fal, request.sourceImageUrl);
      return this.#submit(fal, editModel, imageEditInput(request, copy));
    });
  }

  checkImage(job: VendorJob): Promise<VendorJobState> {
    return this.#check(job, (data) => {
      const { images } = imageResult.parse(data);
      return { url: images[0]?.url ?? "", mimeType: images[0]?.content_type ?? "image/jpeg" };
    });
  }

  async startVideo(request: VideoRequest): Promise<VendorJob> {
    const {
      videoModel = "fal-ai/kling-video/v1.6/standard/text-to-video",
      imageToVideoModel = "fal-ai/kling-video/v2.1/standard/image-to-video",
    } = this.#options;
    return this.#call(async (fal) => {
      if (request.sourceImageUrl === undefined) return this.#submit(fal, videoModel, videoInput(request));
      const copy = await this.#lend(fal, request.sourceImageUrl);
      return this.#submit(fal, imageToVideoModel, videoInput(request, copy));
    });
  }

  checkVideo(job: VendorJob): Promise<VendorJobState> {
    return this.#check(job, (data) => {
      const { video } = videoResult.parse(data);
      return { url: video.url, mimeType: video.content_type ?? "video/mp4" };
    });
  }

  async cancel({ model, vendorJobId }: VendorJob): Promise<void> {
    await this.#call(async (fal) => {
      try {
        await fal.queue.cancel(model, { requestId: vendorJobId, abortSignal: this.#deadline() });
      } catch (error) {
        // 400: already completed; 404: forgotten. Either way there is nothing left to stop.
        if (!(error instanceof FalFailure) || (error.status !== 400 && error.status !== 404)) throw error;
      }
    });
  }

  async #submit(fal: FalClient, model: string, input: Record<string, unknown>): Promise<VendorJob> {
    const answer: unknown = await fal.queue.submit(model, { input, abortSignal: this.#deadline() });
    const { request_id } = z.object({ request_id: z.string().min(1) }).parse(answer);
    return { vendorJobId: request_id, model };
  }

  /** A copy of one of our pictures in fal's storage: private media needs no public address. */
  async #lend(fal: FalClient, sourceImageUrl: string): Promise<string> {
    const picture = await readSourceImage(sourceImageUrl, this.#deadline());
    return fal.storage.upload(picture);
  }

  async #check(
    { model, vendorJobId }: VendorJob,
    read: (data: unknown) => { url: string; mimeType: string },
  ): Promise<VendorJobState> {
    return this.#call(async (fal) => {
      const status = await this.#statusOf(fal, model, vendorJobId);
      if (status === "forgotten") {
        return {
          state: "failed",
          message: "The picture vendor no longer knows this job.",
          isRetryable: true,
        };
      }
      if (status !== "COMPLETED") return { state: "waiting" };
      try {
        const { data } = await fal.queue.result(model, {
          requestId: vendorJobId,
          abortSignal: this.#deadline(),
        });
        return { state: "ready", ...read(data) };
      } catch (error) {
        return failedState(error);
      }
    });
  }

  async #statusOf(fal: FalClient, model: string, requestId: string): Promise<string> {
    try {
      const answer: unknown = await fal.queue.status(model, { requestId, abortSignal: this.#deadline() });
      return z.object({ status: z.enum(["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]) }).parse(answer).status;
    } catch (error) {
      if (error instanceof FalFailure && error.status === 404) return "forgotten";
      throw error;
    }
  }

  async #call<T>(work: (fal: FalClient) => Promise<T>): Promise<T> {
    try {
      const { apiKey, baseUrl } = this.#options;
      return await work(connectFal({ apiKey: await apiKey(), baseUrl }));
    } catch (error) {
      throw toAppError(error);
    }
  }

  #deadline(): AbortSignal {
    return AbortSignal.timeout(this.#options.timeoutMs ?? 20_000);
  }
}

/**
 * What a completed job without a usable result means. A gateway in the way is no verdict on the job.
 * @throws FalFailure when the result may still be had
 */
function failedState(error: unknown): VendorJobState {
  if (!(error instanceof FalFailure)) {
    return { state: "failed", message: "The picture vendor's result cannot be read.", isRetryable: true };
  }
  const { status } = error;
  if (status !== 500 && passes(status)) throw error;
  if (status === 401 || status === 403) throw error;
  const reason = reasonOf(error);
  return {
    state: "failed",
    message: `The picture vendor failed${reason && `: ${reason}`}`,
    isRetryable: status === 500,
  };
}
