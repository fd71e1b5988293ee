import { publicComposition, publicUrl } from "../compositions/media-urls.ts";
import type { AgentEvent } from "../contract/agent-events.ts";

/**
 * The event as a client sees it: wherever its payload has a `remoteUrl` (compositions, tool results, diffs), a path of
 * ours becomes a URL.
 *
 * @param mediaBaseUrl without a slash at its end
 */
export function publicEvent(event: AgentEvent, mediaBaseUrl: string): AgentEvent {
  if (event.name === "checkpoint") {
    const composition = publicComposition(event.payload.composition, mediaBaseUrl);
    return { name: "checkpoint", payload: { ...event.payload, composition } };
  }
  if (event.name === "done") {
    const { data } = event.payload;
    const each = (value: unknown) => withUrls(value, mediaBaseUrl);
    return {
      name: "done",
      payload: {
        ...event.payload,
        data: {
          ...data,
          composition: publicComposition(data.composition, mediaBaseUrl),
          toolResults: data.toolResults.map(each),
          diff: data.diff.map(each),
        },
      },
    };
  }
  return event;
}

/** JSON Patch operations name the key in their `path` and have the URL as their `value`. */
function withUrls(value: unknown, mediaBaseUrl: string): unknown {
  if (Array.isArray(value)) return value.map((each) => withUrls(each, mediaBaseUrl));
  if (typeof value !== "object" || value === null) return value;
  const path = "path" in value && typeof value.path === "string" ? value.path : "";
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const isUrl = key === "remoteUrl" || (key === "value" && path.endsWith("/remoteUrl"));
      return [
        key,
        isUrl && typeof inner === "string" ? publicUrl(inner, mediaBaseUrl) : withUrls(inner, mediaBaseUrl),
      ];
    }),
  );
}
