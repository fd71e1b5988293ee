import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ComposeRequest } from "../../../../core/adapters/compositor/compose-segment.ts";
import { compositorRenderer } from "../../../../core/adapters/compositor/compositor-renderer.ts";
import { performWork } from "../../../../core/adapters/compositor/perform-work.ts";
import { blobSegmentWork } from "../../../../core/adapters/compositor/segment-work.ts";
import { emptyComposition } from "../../../../core/contract/composition.ts";
import type { RendererJobState } from "../../../../core/ports/segment-renderer.ts";
import { inMemoryBlobStore } from "../../../suites/in-memory/blob-store.ts";
import { testClock } from "../../../suites/in-memory/clock.ts";

export const picture = { composition: emptyComposition(), durationInFrames: 30, scale: 1 };
export const outputKey = "segments/user/a.mp4";

/** The compositor's function and who asks it, in memory. Events are delivered when the test says so. */
export function compositorWorld() {
  const root = mkdtempSync(path.join(tmpdir(), "compositor-test-"));
  const clock = testClock();
  const blobs = inMemoryBlobStore();
  const work = blobSegmentWork(blobs);
  const segments = new Set<string>();
  const events: string[] = [];
  const logged: [string, Readonly<Record<string, unknown>>][] = [];
  const handedOn: string[] = [];
  const remotion = {
    async start(_picture: unknown, key: string): Promise<string> {
      handedOn.push(key);
      return `remotion_${handedOn.length}`;
    },
    check: async (_id: string): Promise<RendererJobState> => ({ renderer: "remotion", state: "ready" }),
  };
  const composed: ComposeRequest[] = [];
  const function_ = {
    work,
    async compose(request: ComposeRequest): Promise<void> {
      composed.push(request);
      writeFileSync(request.outputFile, "film");
    },
    segments: {
      head: async (key: string) => (segments.has(key) ? { sizeInBytes: 4, modifiedAtEpochMs: 0 } : undefined),
      async upload(file: string, key: string): Promise<void> {
        if (!existsSync(file)) throw new Error(`${file} is not there`);
        segments.add(key);
      },
    },
    remotion,
    folder: path.join(root, "compositor"),
    clock,
    log: (message: string, facts: Readonly<Record<string, unknown>>) => void logged.push([message, facts]),
  };
  let ids = 0;
  const renderer = compositorRenderer({
    work,
    invoke: async ({ workId }) => void events.push(workId),
    remotion,
    clock,
    newId: () => `work_${++ids}`,
  });
  return {
    clock,
    blobs,
    work,
    segments,
    events,
    logged,
    handedOn,
    remotion,
    composed,
    function: function_,
    renderer,
    deliver: (workId: string) => performWork(function_, workId),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}
