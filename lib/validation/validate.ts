import { type App, Validations } from "aws-cdk-lib";
import { ACCEPTED_FINDINGS } from "./accepted-findings.ts";
import { ReviewedAwsSolutions } from "./aws-solutions.ts";
import { StateMachineLint } from "./state-machines.ts";

/** What every synth is held to. A violation fails it. */
export function validate(app: App): void {
  Validations.of(app).addPlugins(new ReviewedAwsSolutions(app, ACCEPTED_FINDINGS), new StateMachineLint());
}
