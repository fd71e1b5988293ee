import type { App, IPolicyValidationContext, PolicyValidationPluginReport } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import type { AcceptedFinding } from "./accepted-findings.ts";

type Violation = PolicyValidationPluginReport["violations"][number];
type Place = Violation["violatingResources"][number];

/**
 * cdk-nag's AwsSolutions pack, less the findings that were accepted with a reason.
 *
 * cdk-nag wants each finding acknowledged by its exact text, resolved tokens included; a pattern with a reason says
 * the same once. An acceptance that is not needed any more is itself a violation, so that the list only shrinks.
 */
export class ReviewedAwsSolutions extends AwsSolutionsChecks {
  private readonly accepted: readonly AcceptedFinding[];

  constructor(app: App, accepted: readonly AcceptedFinding[]) {
    super(app);
    this.accepted = accepted;
  }

  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = super.validate(context);
    const used = new Set<AcceptedFinding>();
    const isOpen = (rule: string, place: Place): boolean => {
      const path = (place.constructPath ?? "").split("/").slice(1).join("/");
      const match = this.accepted.find((finding) => finding.rule.test(rule) && finding.at.test(path));
      if (match) used.add(match);
      return !match;
    };
    const open = report.violations
      .map((violation) => ({
        ...violation,
        violatingResources: violation.violatingResources.filter((place) => isOpen(violation.ruleName, place)),
      }))
      .filter(({ violatingResources }) => violatingResources.length > 0);
    const violations = [...open, ...this.accepted.filter((finding) => !used.has(finding)).map(asViolation)];
    return { ...report, success: violations.length === 0, violations };
  }
}

const asViolation = (finding: AcceptedFinding): Violation => ({
  ruleName: "unused-acceptance",
  description: `${finding.rule} at ${finding.at} is accepted but not found: remove it from accepted-findings.ts.`,
  severity: "error",
  violatingResources: [],
});
