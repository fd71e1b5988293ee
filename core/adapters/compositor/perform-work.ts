import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { TransientError } from "../../contract/errors.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { FileTransfer } from "../../ports/file-transfer.ts";
import type { Log } from "../../ports/log.ts";
import type { SegmentRenderer } from "../../ports/segment-renderer.ts";
import type { Clock } from "../../ports/time-and-ids.ts";
import type { ComposeRequest } from "./compose-segment.ts";
import type { SegmentWorkFiles, WorkRequest, WorkStatus } from "./segment-work.ts";
import { beginNotes } from "./status-notes.ts";

export interface PerformDeps {
  readonly work: SegmentWorkFiles;
  readonly compose: (request: ComposeRequest) => Promise<void>;
  /** Where segments go. */
  readonly segments: Pick<BlobStore, "head"> & Pick<FileTransfer, "upload">;
  /** Draws what the compositor cannot. */
  readonly remotion: Pick<SegmentRenderer, "start">;
  /** Of this alone, one work after the other: a killed predecessor's files may be in it. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Does one piece of the compositor's work to its end, and notes how it goes. What the compositor cannot draw is handed on
 * to Remotion, which writes to the same key. Again, it changes nothing; twice at once, the same bytes are written twice.
 *
 * @throws Error its end could not be noted: whoever looks will take its silence for a failure
 */
export async function performWork(deps: PerformDeps, workId: string): Promise<void> {
  const { work, segments, clock, log } = deps;
  const request = await work.getRequest(workId);
  if (!request) return log("the compositor's request is gone", { workId });
  const before = await work.getStatus(workId);
  if (before !== undefined && before.state !== "composing") return;
  const put = (status: WorkStatus) => work.putStatus(workId, status);
  if (await segments.head(request.outputKey)) return put({ state: "ready", atEpochMs: clock.now() });

  const notes = await beginNotes(put, deps);
  let end: WorkStatus;
  try {
    await draw(deps, request, notes.progress);
    end = { state: "ready", atEpochMs: clock.now() };
  } catch (error) {
    end = await afterFailure(deps, request, error);
  }
  await notes.end(end);
}

async function draw(
  { compose, segments, folder }: PerformDeps,
  { picture, outputKey }: WorkRequest,
  onProgress: (share: number) => void,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  try {
    const work = path.join(folder, "work");
    await mkdir(work, { recursive: true });
    const outputFile = path.join(folder, "segment.mp4");
    await compose({ picture, folder: work, outputFile, onProgress });
    await segments.upload(outputFile, outputKey, { mimeType: "video/mp4" });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function afterFailure(
  { remotion, clock, log }: PerformDeps,
  { picture, outputKey }: WorkRequest,
  error: unknown,
): Promise<WorkStatus> {
  const reason = messageOf(error);
  if (error instanceof TransientError) {
    log("the compositor failed for now", { outputKey, reason, error });
    return { state: "failed", message: reason, atEpochMs: clock.now() };
  }
  log("handed on to Remotion", { outputKey, reason, error });
  try {
    const rendererJobId = await remotion.start(picture, outputKey, 1);
    return { state: "handed-on", rendererJobId, reason, atEpochMs: clock.now() };
  } catch (refusal) {
    log("Remotion did not take it", { outputKey, error: refusal });
    return { state: "failed", message: messageOf(refusal), atEpochMs: clock.now() };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
