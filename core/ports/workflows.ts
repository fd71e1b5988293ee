/** Executions of the state machines. Starting the same name again is a no-op, so that a repeated request starts once. */
export interface Workflows {
  startAgentRun(runId: string): Promise<void>;
  startRender(renderId: string): Promise<void>;
  /** `missing` when there is no such execution (any more). */
  agentRunStatus(runId: string): Promise<"running" | "ended" | "missing">;
  renderStatus(renderId: string): Promise<"running" | "ended" | "missing">;
  /** Ends it; an ended one is not an error. */
  stopAgentRun(runId: string, cause: string): Promise<void>;
  stopRender(renderId: string, cause: string): Promise<void>;
}
