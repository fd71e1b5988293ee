import { tmpdir } from "node:os";
import path from "node:path";
import { composeSegment } from "../../core/adapters/compositor/compose-segment.ts";
import type { PerformDeps } from "../../core/adapters/compositor/perform-work.ts";
import { blobSegmentWork } from "../../core/adapters/compositor/segment-work.ts";
import { remotionAtlas } from "../../core/adapters/remotion/remotion-atlas.ts";
import { s3BlobStore } from "../../core/adapters/s3/blob-store.ts";
import { s3FileTransfer } from "../../core/adapters/s3/file-transfer.ts";
import { systemClock } from "../../core/adapters/system/clock.ts";
import { readEnv } from "../../core/contract/env.ts";
import type { Log } from "../../core/ports/log.ts";
import { wireRemotion } from "../runtime/wire-remotion.ts";

/** @throws {MissingEnvError} */
export function wire(env: NodeJS.ProcessEnv, log: Log): PerformDeps {
  const settings = readEnv(env, ["dataBucket", "mediaBucket", "renderBucket", "ffmpegDirectory"]);
  const { remotion, options } = wireRemotion(env);
  const renderBucket = s3BlobStore(settings.renderBucket);
  const composing = {
    tools: { directory: settings.ffmpegDirectory },
    atlas: remotionAtlas({ ...options, work: renderBucket }),
    media: s3FileTransfer(settings.mediaBucket),
  };
  const segments = s3FileTransfer(settings.dataBucket);
  return {
    work: blobSegmentWork(renderBucket),
    compose: (request) => composeSegment(composing, request),
    segments: { head: s3BlobStore(settings.dataBucket).head, upload: segments.upload },
    remotion,
    folder: path.join(tmpdir(), "compositor"),
    clock: systemClock,
    log,
  };
}
