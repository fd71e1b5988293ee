/** Slow work at a vendor: started once, looked at until it is done. */
export interface VendorJob {
  /** The vendor's own id of the work; kept so that a repeated step looks instead of starting (and paying) again. */
  readonly vendorJobId: string;
  /** The vendor's model it runs on, needed to look at it. */
  readonly model: string;
}

export type VendorJobState =
  | { readonly state: "waiting" }
  /** The bytes are still the vendor's: ingest fetches them. */
  | { readonly state: "ready"; readonly url: string; readonly mimeType: string }
  | { readonly state: "failed"; readonly message: string; readonly isRetryable: boolean };

export interface ImageRequest {
  readonly prompt: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  /** A picture to change instead of making one from nothing; our own media URL. */
  readonly sourceImageUrl?: string;
}

export interface VideoRequest {
  readonly prompt: string;
  readonly aspectRatio: "16:9" | "9:16" | "1:1";
  readonly durationInSeconds: number;
  readonly sourceImageUrl?: string;
}

/**
 * Pictures and clips by start / check.
 * @throws TransientError, ProviderError from every method
 */
export interface ImageMaker {
  startImage(request: ImageRequest): Promise<VendorJob>;
  checkImage(job: VendorJob): Promise<VendorJobState>;
}

export interface VideoMaker {
  startVideo(request: VideoRequest): Promise<VendorJob>;
  checkVideo(job: VendorJob): Promise<VendorJobState>;
}

export interface CancelsVendorJobs {
  /** Best effort; a job that is already done is not an error. */
  cancel(job: VendorJob): Promise<void>;
}
