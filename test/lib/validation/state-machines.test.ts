import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { StateMachineLint } from "../../../lib/validation/state-machines.ts";

const folder = mkdtempSync(join(tmpdir(), "state-machines-"));
afterAll(() => rmSync(folder, { recursive: true }));

const report = (state: object) => {
  const templatePath = join(folder, "template.json");
  const DefinitionString = JSON.stringify({ StartAt: "A", States: { A: state } });
  const Resources = {
    Machine: { Type: "AWS::StepFunctions::StateMachine", Properties: { DefinitionString } },
  };
  writeFileSync(templatePath, JSON.stringify({ Resources }));
  const context = { templatePaths: [templatePath] } as unknown as Parameters<StateMachineLint["validate"]>[0];
  return new StateMachineLint().validate(context);
};

describe("the synth's check of state machines", () => {
  it("passes one that runs locally as it will in AWS", () => {
    expect(report({ Type: "Pass", End: true })).toEqual({ success: true, violations: [] });
  });

  it("fails one that would not, naming machine, state and feature", () => {
    const { success, violations } = report({ Type: "Pass", Assign: { x: 1 }, End: true });
    expect(success).toBe(false);
    expect(violations[0]).toMatchObject({
      description: "A: the local cloud does not run Assign",
      violatingResources: [{ resourceLogicalId: "Machine" }],
    });
  });
});
