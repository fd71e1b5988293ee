import type { AgentEvent } from "../../core/contract/agent-events.ts";
import { emptyComposition } from "../../core/contract/composition.ts";

export const sceneStart = (sceneIndex: number): AgentEvent => ({
  name: "scene_start",
  payload: { sceneId: `scene-${sceneIndex}`, sceneIndex },
});

/** A checkpoint whose payload has about `sizeInBytes` bytes; random text does not shrink when it is gzipped. */
export function checkpoint(sizeInBytes: number, text: (length: number) => string): AgentEvent {
  return {
    name: "checkpoint",
    payload: { composition: { ...emptyComposition(), clientNotes: text(sizeInBytes) } },
  };
}

export const failure: AgentEvent = {
  name: "error",
  payload: { error: "It failed.", code: "INTERNAL_ERROR" },
};
