import type { RendererJobState, SegmentRenderer } from "../../ports/segment-renderer.ts";
import type { Clock } from "../../ports/time-and-ids.ts";
import type { ComposeEvent, SegmentWorkFiles } from "./segment-work.ts";

/** The function notes how far it is every 10 s at the latest: one that says nothing for so long was killed. */
const SILENT_MS = 60_000;
/** A function that has not begun by then has died at once, or waits for a place; see the events' age in lib/. */
const QUEUED_MS = 3 * 60_000;

export interface CompositorRendererOptions {
  readonly work: SegmentWorkFiles;
  /** Invokes the function that composes. */
  readonly invoke: (event: ComposeEvent) => Promise<void>;
  /** Follows what the function has handed on. */
  readonly remotion: Pick<SegmentRenderer, "check">;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Draws segments with the compositor's function. Asking and looking are reads and writes of small objects. */
export function compositorRenderer(options: CompositorRendererOptions): SegmentRenderer {
  const { work, invoke, remotion, clock, newId } = options;
  const failed = (message: string): RendererJobState => ({
    renderer: "compositor",
    state: "failed",
    message,
    isRetryable: true,
  });

  const beforeItBegins = async (workId: string): Promise<RendererJobState> => {
    const request = await work.getRequest(workId);
    if (!request) return failed("the compositor's request is gone");
    if (clock.now() - request.askedAtEpochMs > QUEUED_MS) return failed("the compositor did not begin");
    return { renderer: "compositor", state: "rendering", progress: 0 };
  };

  return {
    // Its code is part of the site's hash (lib/remotion-site.ts), which Remotion's fingerprint has.
    fingerprint: "compositor",

    async start(picture, outputKey) {
      const workId = newId();
      await work.putRequest(workId, { picture, outputKey, askedAtEpochMs: clock.now() });
      await invoke({ workId });
      return workId;
    },

    async check(workId) {
      const status = await work.getStatus(workId);
      switch (status?.state) {
        case undefined:
          return beforeItBegins(workId);
        case "ready":
          return { renderer: "compositor", state: "ready" };
        case "failed":
          return failed(status.message);
        case "handed-on":
          return remotion.check(status.rendererJobId);
        case "composing":
          if (clock.now() - status.atEpochMs > SILENT_MS) return failed("the compositor went silent");
          return { renderer: "compositor", state: "rendering", progress: status.progress };
      }
    },
  };
}
