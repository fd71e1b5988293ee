import type { AgentStep, AgentStepResult } from "../contract/steps.ts";
import { act } from "./act.ts";
import type { AgentDeps } from "./agent-deps.ts";
import { beginRun } from "./begin-run.ts";
import { checkTools } from "./check-tools.ts";
import { failRun } from "./fail-run.ts";
import { finishRun } from "./finish-run.ts";
import { think } from "./think.ts";

/** One step of the state machine "agent-run". Each may come twice. */
export function performAgentStep(deps: AgentDeps, step: AgentStep): Promise<AgentStepResult> {
  switch (step.step) {
    case "begin":
      return beginRun(deps, step.runId);
    case "think":
      return think(deps, step);
    case "act":
      return act(deps, step);
    case "check-tools":
      return checkTools(deps, step);
    case "finish":
      return finishRun(deps, step.runId);
    case "fail":
      return failRun(deps, step);
  }
}
