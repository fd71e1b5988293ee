import { renderStep } from "../../core/contract/steps.ts";
import { planAhead } from "../../core/jobs/plan-ahead.ts";
import { cutRender } from "../../core/renders/cut-render.ts";
import { failRender, reasonOf } from "../../core/renders/fail-render.ts";
import { publishRender } from "../../core/renders/publish-render.ts";
import { checkSegment, startSegment } from "../../core/renders/render-segment.ts";
import { verifySegments } from "../../core/renders/verify-segments.ts";
import { createLogger } from "../runtime/logger.ts";
import { stepFunction } from "../runtime/step-function.ts";
import { wire } from "./wiring.ts";

const logger = createLogger("render-steps");
const deps = wire(process.env, (message, facts) => logger.info(message, facts));

/** The steps of the state machine "render" but for the finisher's; shapes are in core/contract/steps.ts. */
export const handler = stepFunction({ step: renderStep, logger }, async (step) => {
  switch (step.step) {
    case "cut":
      return cutRender(deps, step.renderId);
    case "plan-ahead":
      return planAhead(deps, step);
    case "start-segment":
      return startSegment(deps, step.renderId, step.index);
    case "check-segment":
      return checkSegment(deps, step.renderId, step.index, step.attempt);
    case "verify-segments":
      return verifySegments(deps, step.renderId);
    case "publish":
      return publishRender(deps, step.renderId);
    case "fail":
      await failRender(deps, step.renderId, reasonOf(step.error));
      return { renderId: step.renderId };
  }
});
