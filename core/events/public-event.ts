import { publicComposition, publicScene, publicUrl } from "../compositions/media-urls.ts";
import type { AgentEvent } from "../contract/agent-events.ts";

/**
 * The event as a client sees it: the path of an asset of ours becomes a URL, in compositions, in the difference between two
 * and in a plan alike.
 *
 * @param mediaBaseUrl without a slash at its end
 */
export function publicEvent(event: AgentEvent, mediaBaseUrl: string): AgentEvent {
  if (event.name === "plan_ready" && event.payload.scenes !== undefined) {
    const scenes = event.payload.scenes.map((scene) => publicScene(scene, mediaBaseUrl));
    return { name: "plan_ready", payload: { ...event.payload, scenes } };
  }
  if (event.name === "checkpoint") {
    const composition = publicComposition(event.payload.composition, mediaBaseUrl);
    return { name: "checkpoint", payload: { ...event.payload, composition } };
  }
  if (event.name === "done") {
    const { data } = event.payload;
    return {
      name: "done",
      payload: {
        ...event.payload,
        data: {
          ...data,
          composition: publicComposition(data.composition, mediaBaseUrl),
          diff: data.diff.map((operation) => publicOperation(operation, mediaBaseUrl)),
        },
      },
    };
  }
  return event;
}

/** An operation of a JSON Patch writes an asset, or the address of one; what else is called `remoteUrl` is the client's. */
function publicOperation(operation: unknown, mediaBaseUrl: string): unknown {
  if (!isRecord(operation) || typeof operation.path !== "string") return operation;
  const { path, value } = operation;
  if (/^\/assets\/[^/]*\/remoteUrl$/.test(path) && typeof value === "string") {
    return { ...operation, value: publicUrl(value, mediaBaseUrl) };
  }
  if (/^\/assets\/[^/]*$/.test(path) && isRecord(value) && typeof value.remoteUrl === "string") {
    return { ...operation, value: { ...value, remoteUrl: publicUrl(value.remoteUrl, mediaBaseUrl) } };
  }
  return operation;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
