import type { AgentDeps } from "../../../core/agent/agent-deps.ts";
import { performAgentStep } from "../../../core/agent/perform-step.ts";
import { AppError } from "../../../core/contract/errors.ts";
import type { AgentStepResult, CaughtError, SceneInput, SceneStep } from "../../../core/contract/steps.ts";
import { prepareResult, sceneLookResult, startSceneResult } from "../../../core/contract/steps.ts";
import { performSceneStep } from "../../../core/jobs/perform-step.ts";
import type { AgentWorld } from "./agent-world.ts";

/** How steps reach the domain. The default delivers each once; tests deliver twice, late, and with crashes. */
export interface Delivery {
  /** Performs one attempt of a step. */
  attempt<Result>(perform: (deps: AgentDeps) => Promise<Result>, deps: AgentDeps): Promise<Result>;
  /** Whether the machine dies at this point. */
  dies(): boolean;
  readonly maxAttempts: number;
}

export const once: Delivery = {
  attempt: (perform, deps) => perform(deps),
  dies: () => false,
  maxAttempts: 3,
};

/** The state machine died, with everything in it. */
export class MachineDied extends Error {}

/** Error as a Catch sees it, as functions/runtime names them. */
const caught = (error: unknown): CaughtError => {
  const name = error instanceof AppError ? (error.isRetryable ? "TransientError" : error.code) : "Error";
  const errorMessage = error instanceof Error ? error.message : String(error);
  return { Error: name, Cause: JSON.stringify({ errorType: name, errorMessage }) };
};

/** Performs a step as a Task state with its Retry does. */
async function task<Result>(
  world: AgentWorld,
  delivery: Delivery,
  perform: (deps: AgentDeps) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    if (delivery.dies()) throw new MachineDied();
    try {
      return await delivery.attempt(perform, world.deps);
    } catch (error) {
      const isRetried = error instanceof AppError && error.isRetryable && attempt < delivery.maxAttempts;
      if (!isRetried) throw error;
      world.clock.advance(2_000);
    }
  }
}

/** What the machine "agent-run" does, with "long-video" and "scene" inside. @throws MachineDied */
export async function drive(world: AgentWorld, runId: string, delivery: Delivery = once): Promise<void> {
  const step = (of: (deps: AgentDeps) => Promise<AgentStepResult>) => task(world, delivery, of);
  try {
    let state = await step((deps) => performAgentStep(deps, { step: "begin", runId }));
    while (state.next !== "end") {
      const { turn, attempt, jobId, next } = state;
      if (next === "wait") world.clock.advance(state.waitSeconds * 1000);
      if (next === "long-video") await longVideo(world, delivery, runId, jobId);
      state = await step((deps) => {
        if (next === "think" || next === "act") return performAgentStep(deps, { step: next, runId, turn });
        if (next === "wait") return performAgentStep(deps, { step: "check-tools", runId, turn, attempt });
        return performAgentStep(deps, { step: "finish", runId });
      });
    }
  } catch (error) {
    if (error instanceof MachineDied) throw error;
    await step((deps) => performAgentStep(deps, { step: "fail", runId, error: caught(error) }));
  } finally {
    world.executions.set(runId, "ended");
  }
}

async function longVideo(world: AgentWorld, delivery: Delivery, runId: string, jobId: string): Promise<void> {
  const step = (of: SceneStep) => task(world, delivery, (deps) => performSceneStep(deps, of));
  const { scenes } = prepareResult.parse(await step({ step: "prepare", runId, jobId }));
  const queue = [...scenes];
  const worker = async (): Promise<void> => {
    for (let scene = queue.shift(); scene !== undefined; scene = queue.shift()) {
      await oneScene(world, delivery, scene);
    }
  };
  const outcomes = await Promise.allSettled([worker(), worker(), worker()]);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") throw outcome.reason;
  }
  await step({ step: "settle", runId, jobId });
}

async function oneScene(world: AgentWorld, delivery: Delivery, scene: SceneInput): Promise<void> {
  const step = (of: SceneStep) => task(world, delivery, (deps) => performSceneStep(deps, of));
  try {
    const { proceed } = startSceneResult.parse(await step({ step: "start", ...scene }));
    if (!proceed) return;
    let look = sceneLookResult.parse(
      await step({ step: "narrate", ...scene }).catch((error: unknown) => {
        if (error instanceof MachineDied) throw error;
        return step({ step: "narration-failed", ...scene, error: caught(error) });
      }),
    );
    while (look.state === "waiting") {
      world.clock.advance(look.waitSeconds * 1000);
      look = sceneLookResult.parse(await step({ step: "check-visual", ...scene, attempt: look.attempt }));
    }
  } catch (error) {
    if (error instanceof MachineDied) throw error;
    await step({ step: "fail", ...scene, error: caught(error) });
  }
}
