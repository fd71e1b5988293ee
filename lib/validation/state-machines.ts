import { readFileSync } from "node:fs";
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
} from "aws-cdk-lib";
import { lintStateMachine } from "./asl-lint.ts";
import { machineDefinitions } from "./machine-definitions.ts";

/** Fails the synth of a state machine that AWS would refuse, or that would run only there. */
export class StateMachineLint implements IPolicyValidationPlugin {
  readonly name = "state-machines";

  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = templatePaths.flatMap((templatePath) => {
      const definitions = machineDefinitions(JSON.parse(readFileSync(templatePath, "utf8")));
      return Object.entries(definitions).flatMap(([resourceLogicalId, definition]) =>
        lintStateMachine(definition).map((description) => ({
          ruleName: "runs-here-and-there",
          description,
          severity: "error",
          violatingResources: [{ resourceLogicalId, templatePath, locations: [] }],
        })),
      );
    });
    return { success: violations.length === 0, violations };
  }
}
