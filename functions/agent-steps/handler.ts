import { performAgentStep } from "../../core/agent/perform-step.ts";
import { agentStep } from "../../core/contract/steps.ts";
import { createLogger } from "../runtime/logger.ts";
import { stepFunction } from "../runtime/step-function.ts";
import { wire } from "./wiring.ts";

const deps = wire(process.env);
const logger = createLogger("agent-steps");

/** The steps of the state machine "agent-run"; shapes are in core/contract/steps.ts. */
export const handler = stepFunction({ step: agentStep, logger }, (step) => performAgentStep(deps, step));
