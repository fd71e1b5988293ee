import * as z from "zod";
import { composition } from "../../contract/composition.ts";
import type { BlobStore } from "../../ports/blob-store.ts";

/*
 * The compositor's work on one segment, between who asks for it and the function that does it. Both halves lie in the
 * work bucket, which forgets them after a day: `segment-work/<workId>/request.json`, `segment-work/<workId>/status.json`.
 */

/** What the compositor's function is invoked with. */
export const composeEvent = z.object({ workId: z.string().regex(/^[\w-]+$/) });
export type ComposeEvent = z.infer<typeof composeEvent>;

const workRequest = z.object({
  picture: z.object({
    composition,
    durationInFrames: z.number().int().min(1),
    scale: z.number().positive(),
  }),
  outputKey: z.string(),
  askedAtEpochMs: z.number(),
});
export type WorkRequest = z.infer<typeof workRequest>;

const workStatus = z.discriminatedUnion("state", [
  z.object({ state: z.literal("composing"), progress: z.number(), atEpochMs: z.number() }),
  z.object({ state: z.literal("ready"), atEpochMs: z.number() }),
  /** Another try may succeed. */
  z.object({ state: z.literal("failed"), message: z.string(), atEpochMs: z.number() }),
  /** Remotion does it instead, as its job `rendererJobId`. */
  z.object({
    state: z.literal("handed-on"),
    rendererJobId: z.string(),
    reason: z.string(),
    atEpochMs: z.number(),
  }),
]);
export type WorkStatus = z.infer<typeof workStatus>;

/** Undefined is what is not there: a status that is yet to come, a request that is over a day old. */
export interface SegmentWorkFiles {
  putRequest(workId: string, request: WorkRequest): Promise<void>;
  getRequest(workId: string): Promise<WorkRequest | undefined>;
  putStatus(workId: string, status: WorkStatus): Promise<void>;
  getStatus(workId: string): Promise<WorkStatus | undefined>;
}

export function blobSegmentWork(blobs: Pick<BlobStore, "get" | "put">): SegmentWorkFiles {
  const requestKey = (workId: string) => `segment-work/${workId}/request.json`;
  const statusKey = (workId: string) => `segment-work/${workId}/status.json`;
  const put = (key: string, value: unknown) =>
    blobs.put(key, JSON.stringify(value), { mimeType: "application/json" });
  const get = async <Schema extends z.ZodType>(
    schema: Schema,
    key: string,
  ): Promise<z.infer<Schema> | undefined> => {
    const bytes = await blobs.get(key);
    return bytes && schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  };
  return {
    putRequest: (workId, request) => put(requestKey(workId), request),
    getRequest: (workId) => get(workRequest, requestKey(workId)),
    putStatus: (workId, status) => put(statusKey(workId), status),
    getStatus: (workId) => get(workStatus, statusKey(workId)),
  };
}
