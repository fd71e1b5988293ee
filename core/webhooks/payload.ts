import type { BusEvent } from "../contract/bus-events.ts";
import type { WebhookPayload } from "../contract/webhook-api.ts";

/** What a webhook's body says of an event. @param mediaBaseUrl of the media host, without a slash at its end */
export function payloadOf(event: BusEvent, occurredAtEpochMs: number, mediaBaseUrl: string): WebhookPayload {
  return {
    type: event.name,
    timestamp: new Date(occurredAtEpochMs).toISOString(),
    data: dataOf(event, mediaBaseUrl),
  };
}

function dataOf({ name, detail }: BusEvent, mediaBaseUrl: string): Record<string, unknown> {
  switch (name) {
    case "render.completed":
      return {
        project_id: detail.projectId,
        render_id: detail.renderId,
        status: "completed",
        render_url: `${mediaBaseUrl}${detail.renderPath}`,
        duration_in_frames: detail.durationInFrames,
        fps: detail.fps,
      };
    case "render.failed":
      return {
        project_id: detail.projectId,
        render_id: detail.renderId,
        status: "failed",
        render_error: detail.error,
      };
    case "job.completed":
      return { ...jobOf(detail), status: "completed", remaining_scenes: 0 };
    case "job.partial":
      return { ...jobOf(detail), status: "partial", remaining_scenes: detail.remainingScenes };
  }
}

const jobOf = (detail: { projectId: number; jobId: string; totalScenes: number }) => ({
  project_id: detail.projectId,
  job_id: detail.jobId,
  total_scenes: detail.totalScenes,
});
