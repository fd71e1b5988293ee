import type { AudioClip, MusicBed } from "../contract/film-plan.ts";

export interface FilmRequest {
  /** Keys of the muted segments, in order. */
  readonly segmentKeys: readonly string[];
  readonly fps: number;
  /** What the segments must add up to. */
  readonly durationInFrames: number;
  readonly audio: readonly AudioClip[];
  /** Absent: no music. */
  readonly music?: MusicBed;
  /** Path on the media host. */
  readonly outputPath: string;
}

/** Puts segments and sound together into one MP4. The same request again writes the same film again. */
export interface FilmFinisher {
  /**
   * @throws FilmNotExactError when a segment is not as long as planned
   * @throws TransientError
   */
  finish(request: FilmRequest): Promise<void>;
}
