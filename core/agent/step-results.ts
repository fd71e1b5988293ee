import type { AgentStepResult } from "../contract/steps.ts";

type Next = Pick<AgentStepResult, "next"> & Partial<AgentStepResult>;

/** A step's answer with every key there is: the state machine's JSONPath needs them all. */
export const stepResult = (runId: string, next: Next): AgentStepResult => ({
  runId,
  turn: 0,
  attempt: 0,
  waitSeconds: 0,
  jobId: "",
  ...next,
});
