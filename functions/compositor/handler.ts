import { performWork } from "../../core/adapters/compositor/perform-work.ts";
import { composeEvent } from "../../core/adapters/compositor/segment-work.ts";
import { createLogger } from "../runtime/logger.ts";
import { stepFunction } from "../runtime/step-function.ts";
import { wire } from "./wiring.ts";

const logger = createLogger("compositor");
const deps = wire(process.env, (message, facts) => logger.warn(message, facts));

/** Draws one segment, asked by an event that nobody waits for: how it goes is in the work's status. */
export const handler = stepFunction({ step: composeEvent, logger }, ({ workId }) =>
  performWork(deps, workId),
);
