import { sceneStep } from "../../core/contract/steps.ts";
import { performSceneStep } from "../../core/jobs/perform-step.ts";
import { createLogger } from "../runtime/logger.ts";
import { stepFunction } from "../runtime/step-function.ts";
import { wire } from "./wiring.ts";

const deps = wire(process.env);
const logger = createLogger("scene-steps");

/** The steps of the state machines "long-video" and "scene"; shapes are in core/contract/steps.ts. */
export const handler = stepFunction({ step: sceneStep, logger }, (step) => performSceneStep(deps, step));
