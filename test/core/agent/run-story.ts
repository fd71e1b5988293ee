import { type AgentEvent, terminalEvents } from "../../../core/contract/agent-events.ts";
import type { RunKind } from "../../../core/ports/runs.ts";

type Stage = "open" | "over";

/**
 * What is wrong with the order of a run's events. A run that ends with `done` leaves nothing open; one that was cut off
 * ends with `error`, and may.
 */
export function storyProblems(events: readonly AgentEvent[], kind: RunKind = "edit"): string[] {
  const problems: string[] = [];
  const names = events.map(({ name }) => name);
  const scenes = new Map<string, Stage>();
  const tools = new Map<string, Stage>();
  const open = (stages: Map<string, Stage>, id: string) => {
    if (stages.has(id)) problems.push(`${id} starts twice`);
    stages.set(id, "open");
  };
  const close = (stages: Map<string, Stage>, id: string) => {
    if (stages.get(id) !== "open") problems.push(`${id} ends without being open`);
    stages.set(id, "over");
  };
  for (const [index, { name, payload }] of events.entries()) {
    const before = names.slice(0, index);
    const needs = (earlier: string) => {
      if (!before.some((each) => each === earlier)) problems.push(`${name} before any ${earlier}`);
    };
    if (before.some((each) => terminalEvents.includes(each))) problems.push(`${name} after the end`);
    if (name === "tool_start") open(tools, payload.toolUseId);
    if (name === "tool_end") close(tools, payload.toolUseId);
    if (name === "template_warning" && before.some((each) => each !== name)) problems.push("a late warning");
    if (name === "scene_start") {
      if (kind !== "retry-scene") needs("plan_ready");
      open(scenes, payload.sceneId);
    }
    if (name === "scene_complete" || name === "scene_failed") close(scenes, payload.sceneId);
    if (name === "checkpoint") needs("scene_complete");
  }
  for (const once of ["plan_ready", "insufficient_credit"] as const) {
    if (names.indexOf(once) !== names.lastIndexOf(once)) problems.push(`${once} twice`);
  }
  const last = names.at(-1);
  if (last === undefined || !terminalEvents.includes(last)) problems.push("no end");
  if (last === "done") {
    for (const [id, stage] of [...scenes, ...tools]) if (stage === "open") problems.push(`${id} stays open`);
  }
  return problems;
}
