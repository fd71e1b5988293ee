import type { AtlasDrawer } from "../../ports/atlas-drawer.ts";
import type { FileTransfer } from "../../ports/file-transfer.ts";
import type { SegmentPicture } from "../../ports/segment-renderer.ts";
import type { FfmpegTools } from "../ffmpeg/run-ffmpeg.ts";

export interface ComposeDeps {
  readonly tools: FfmpegTools;
  readonly atlas: AtlasDrawer;
  /** The media host's files, by their keys. */
  readonly media: Pick<FileTransfer, "download">;
}

export interface ComposeRequest {
  readonly picture: SegmentPicture;
  /** An empty folder for pictures and clips, which the caller removes. */
  readonly folder: string;
  /** The MP4 goes there. */
  readonly outputFile: string;
  /** @param share 0–1, of the frames; called once a frame */
  readonly onProgress?: (share: number) => void;
}

/**
 * Draws one segment at the encoder's speed: H.264 like Remotion's segments, muted, exactly as long as asked. The same
 * request gives the same bytes.
 *
 * @throws {UnsuitedError} something in it can be drawn by Remotion alone
 * @throws {TransientError}
 */
export async function composeSegment(_deps: ComposeDeps, _request: ComposeRequest): Promise<void> {
  throw new Error("in work");
}
